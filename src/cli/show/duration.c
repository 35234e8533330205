// SPDX-License-Identifier: MIT
// How long something takes, in the words of people.
#include "cli/show/duration.h"

#include <stdio.h>

void
duration_text(int64_t ms, char *out, size_t size)
{
    long long s = (long long)(ms + 500) / 1000;

    if (s < 120)
        snprintf(out, size, "%lld s", s);
    else if (s < 7200)
        snprintf(out, size, "%lld min %lld s", s / 60, s % 60);
    else
        snprintf(out, size, "%lld h %lld min", s / 3600, s % 3600 / 60);
}

void
usual_text(int64_t ms, char *out, size_t size)
{
    long long s = (long long)(ms + 500) / 1000, min = (s + 30) / 60;

    if (s < 100)
        snprintf(out, size, "%lld s", s ? s : 1);
    else if (min < 100)
        snprintf(out, size, "%lld min", min);
    else
        snprintf(out, size, "%lld h %lld min", min / 60, min % 60);
}

// In seconds, as exact as a guess is.
static int64_t
rough(int64_t ms)
{
    int64_t s = (ms + 500) / 1000, grain = s < 100 ? 1 : s < 600 ? 10 : 60;

    return s ? (s + grain / 2) / grain * grain : 1;
}

static void
rough_text(int64_t s, char *out, size_t size)
{
    if (s >= 120 && s < 7200 && s % 60 == 0)
        snprintf(out, size, "%lld min", (long long)s / 60);
    else
        duration_text(s * 1000, out, size);
}

static void
range_text(int64_t from_ms, int64_t to_ms, char *out, size_t size)
{
    int64_t from = rough(from_ms), to = rough(to_ms);
    char low[32], high[32];

    if (to > 3 * from)
        to = 3 * from;
    rough_text(from, low, sizeof low);
    rough_text(to, high, sizeof high);
    if (from == to)
        snprintf(out, size, "about %s", low);
    else if (to < 120)
        snprintf(out, size, "%lld to %s", (long long)from, high);
    else if (from % 60 == 0 && to % 60 == 0 && to < 7200)
        snprintf(out, size, "%lld to %lld min", (long long)from / 60, (long long)to / 60);
    else
        snprintf(out, size, "%s to %s", low, high);
}

void
estimate_text(const struct foretold *f, char out[static ESTIMATE_MAX])
{
    char about[32], whole[80], window[32];

    duration_text(f->estimate_ms, about, sizeof about);
    duration_text(f->window_ms, window, sizeof window);
    if (f->from_ms == f->to_ms)
        snprintf(whole, sizeof whole, "about %s", about);
    else
        range_text(f->from_ms, f->to_ms, whole, sizeof whole);
    if (f->limit)
        snprintf(out, ESTIMATE_MAX, "%s: %lld Linodes at %lld per %s", whole, (long long)f->creates,
            (long long)f->limit, window);
    else
        snprintf(out, ESTIMATE_MAX, "%s", whole);
}
