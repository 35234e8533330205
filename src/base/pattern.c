// SPDX-License-Identifier: MIT
// Names with ranges and globs.
#include "base/pattern.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 18

// "01" lies in "01-20": as many digits as its first number, or more where that has no leading zero.
static bool
range_has(const char *range, size_t n, const char *digits, size_t n_digits)
{
    const char *dash = memchr(range, '-', n);
    size_t width = dash ? (size_t)(dash - range) : n;
    const char *last = dash ? dash + 1 : range;
    size_t n_last = dash ? n - width - 1 : n;

    if (!width || !n_last || width > DIGITS_MAX || n_last > DIGITS_MAX)
        return false;
    if (n_digits != width && (range[0] == '0' || digits[0] == '0' || n_digits < width))
        return false;
    unsigned long long value = strtoull(digits, NULL, 10);
    return value >= strtoull(range, NULL, 10) && value <= strtoull(last, NULL, 10);
}

static bool
ranges_have(const char *ranges, const char *end, const char *digits, size_t n_digits)
{
    while (ranges < end) {
        const char *comma = memchr(ranges, ',', (size_t)(end - ranges));
        const char *stop = comma ? comma : end;
        if (range_has(ranges, (size_t)(stop - ranges), digits, n_digits))
            return true;
        ranges = stop + 1;
    }
    return false;
}

// One part of a pattern, "?", "[01-20]" or a letter, against where the name is; moves both behind
// it.
static bool
part_fits(const char **pattern, const char **name)
{
    const char *close = **pattern == '[' ? strchr(*pattern, ']') : NULL;
    size_t taken = close ? strspn(*name, "0123456789") : 1;

    if (!**name || !**pattern || !taken || taken > DIGITS_MAX)
        return false;
    if (close ? !ranges_have(*pattern + 1, close, *name, taken)
              : **pattern != '?' && **pattern != **name)
        return false;
    *pattern = close ? close + 1 : *pattern + 1;
    *name += taken;
    return true;
}

// Where a part does not fit, the last "*" takes one letter more.
bool
pattern_fits(const char *pattern, const char *name)
{
    const char *star = NULL, *taken = name;

    while (*pattern || *name) {
        if (*pattern == '*') {
            star = pattern++;
            taken = name;
        } else if (!part_fits(&pattern, &name)) {
            if (!star || !*taken)
                return false;
            pattern = star + 1;
            name = ++taken;
        }
    }
    return true;
}
