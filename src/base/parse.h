// SPDX-License-Identifier: MIT
// Numbers out of text, whole or not at all.
#ifndef BASE_PARSE_H
#define BASE_PARSE_H

#include <stdbool.h>
#include <stdint.h>

// Each yields true and sets *out only when all of s is a number within min..max.
bool parse_int(const char *s, int64_t min, int64_t max, int64_t *out);

// "80", "80MB", "1.5 TB", "1gb", "512M": bytes, with 1 KB = 1024. A bare number has the given unit.
bool parse_size(const char *s, uint64_t unit, uint64_t *bytes);

// "90s", "5m", "2h", "1500ms", "30" (seconds): milliseconds.
bool parse_duration(const char *s, int64_t *ms);

#endif
