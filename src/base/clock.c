// SPDX-License-Identifier: MIT
// Real and virtual clocks.
#include "base/clock.h"

#include <time.h>

static int64_t
read_clock(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t
real_now(const struct clock *c)
{
    (void)c;
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t
real_wall(const struct clock *c)
{
    (void)c;
    return read_clock(CLOCK_REALTIME);
}

const struct clock clock_real = { .now_ms = real_now, .wall_ms = real_wall };

static int64_t
virtual_now(const struct clock *c)
{
    return c->virtual_ms;
}

static int64_t
virtual_wall(const struct clock *c)
{
    const int64_t start = 1767225600000; // 2026-01-01T00:00:00Z

    return start + c->virtual_ms;
}

void
clock_virtual_init(struct clock *c)
{
    *c = (struct clock){ .now_ms = virtual_now, .wall_ms = virtual_wall };
}

void
clock_advance(struct clock *c, int64_t ms)
{
    c->virtual_ms += ms;
}

const char *
clock_text(int64_t wall_ms, char out[static CLOCK_TEXT])
{
    time_t t = (time_t)(wall_ms / 1000);
    struct tm tm;

    if (!gmtime_r(&t, &tm) || !strftime(out, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm))
        out[0] = '\0';
    return out;
}
