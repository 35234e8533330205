// SPDX-License-Identifier: MIT
// How long to wait before trying again: exponential with full jitter, a cap, an end.
#ifndef IO_RETRY_H
#define IO_RETRY_H

#include <stdbool.h>
#include <stdint.h>

struct retry_policy {
    int64_t first_ms, cap_ms; // delay before the first repeat, and the longest
    unsigned most;            // tries in all
    int64_t give_up_ms;       // since the first try; 0: by count only
};

// retry_copy: of what takes as long as disks take to be copied.
extern const struct retry_policy retry_api, retry_ssh, retry_boot, retry_copy;

// tries = made so far (>= 1); since_ms = time since the first; hint_ms = what the server asked for
// (Retry-After; negative and absurd ones are clamped to 0..5 min), 0 none; random = 64 random bits.
// Yields false when it is time to give up, else the delay.
bool retry_delay(const struct retry_policy *p, unsigned tries, int64_t since_ms, int64_t hint_ms,
    uint64_t random, int64_t *delay_ms);

#endif
