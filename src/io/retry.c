// SPDX-License-Identifier: MIT
// Back-off: exponential, full jitter, capped, finite.
#include "io/retry.h"

#define HINT_MAX_MS (5 * 60 * 1000)

const struct retry_policy retry_api = { 500, 30 * 1000, 8, 5 * 60 * 1000 };
const struct retry_policy retry_ssh = { 500, 5 * 1000, 60, 10 * 60 * 1000 };
const struct retry_policy retry_boot = { 1000, 15 * 1000, 120, 20 * 60 * 1000 };
const struct retry_policy retry_copy = { 1000, 15 * 1000, 3000, 3 * 3600 * 1000 };

static int64_t
ceiling(const struct retry_policy *p, unsigned tries)
{
    int64_t ms = p->first_ms;

    for (unsigned i = 1; i < tries && ms < p->cap_ms; i++)
        ms *= 2;
    return ms < p->cap_ms ? ms : p->cap_ms;
}

bool
retry_delay(const struct retry_policy *p, unsigned tries, int64_t since_ms, int64_t hint_ms,
    uint64_t random, int64_t *delay_ms)
{
    int64_t delay = (int64_t)(random % ((uint64_t)ceiling(p, tries) + 1));

    if (hint_ms > HINT_MAX_MS)
        hint_ms = HINT_MAX_MS;
    if (hint_ms > 0)
        delay = hint_ms + delay / 4; // not all of the crowd at the very same moment
    if (tries >= p->most || (p->give_up_ms && since_ms + delay > p->give_up_ms))
        return false;
    *delay_ms = delay;
    return true;
}
