// SPDX-License-Identifier: MIT
// Numbers out of text.
#include "base/parse.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool
parse_int(const char *s, int64_t min, int64_t max, int64_t *out)
{
    char *end;
    long long value;

    if (!isdigit((unsigned char)s[0]) && !(s[0] == '-' && isdigit((unsigned char)s[1])))
        return false;
    errno = 0;
    value = strtoll(s, &end, 10);
    if (errno || *end || value < min || value > max)
        return false;
    *out = value;
    return true;
}

// A plain decimal ("12", "1.5") at the start of s; *end is set behind it.
static bool
decimal(const char *s, double *value, const char **end)
{
    size_t whole = strspn(s, "0123456789");
    size_t part = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;

    if (!whole || whole + part > 18 || (s[whole] == '.' && !part))
        return false;
    *value = strtod(s, NULL);
    *end = s + whole + (part ? part + 1 : 0);
    return true;
}

struct unit {
    const char *name;
    double factor;
};

static bool
scaled(const char *s, const struct unit *units, size_t n, double bare, double *out)
{
    const char *end;
    double value;

    if (!decimal(s, &value, &end))
        return false;
    while (*end == ' ')
        end++;
    if (!*end) {
        *out = value * bare;
        return true;
    }
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(end, units[i].name) == 0) {
            *out = value * units[i].factor;
            return true;
        }
    return false;
}

bool
parse_size(const char *s, uint64_t unit, uint64_t *bytes)
{
    static const struct unit units[] = {
        { "b", 1 },
        { "k", 0x1p10 },
        { "kb", 0x1p10 },
        { "kib", 0x1p10 },
        { "m", 0x1p20 },
        { "mb", 0x1p20 },
        { "mib", 0x1p20 },
        { "g", 0x1p30 },
        { "gb", 0x1p30 },
        { "gib", 0x1p30 },
        { "t", 0x1p40 },
        { "tb", 0x1p40 },
        { "tib", 0x1p40 },
    };
    double value;

    if (!scaled(s, units, sizeof units / sizeof units[0], (double)unit, &value) || value > 0x1p60)
        return false;
    *bytes = (uint64_t)(value + 0.5);
    return true;
}

bool
parse_duration(const char *s, int64_t *ms)
{
    static const struct unit units[] = {
        { "ms", 1 },
        { "s", 1e3 },
        { "sec", 1e3 },
        { "m", 60e3 },
        { "min", 60e3 },
        { "h", 3600e3 },
        { "d", 86400e3 },
    };
    double value;

    if (!scaled(s, units, sizeof units / sizeof units[0], 1e3, &value) || value > 1e14)
        return false;
    *ms = (int64_t)(value + 0.5);
    return true;
}
