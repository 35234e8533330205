// SPDX-License-Identifier: MIT
// Length goes with a power of the crowd: none for what only waits, the first for what shares one
// processor; it is found by least squares of the logarithms.
#include "app/run/crowd.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define SAME 2 // crowds that differ no more are alike

static int
by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

// How many of the ascending numbers are less.
static size_t
count_less(const int64_t *numbers, size_t n, int64_t than)
{
    size_t low = 0;

    while (low < n) {
        size_t middle = low + (n - low) / 2;
        if (numbers[middle] < than)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

static int64_t
end_of(const struct seen *s)
{
    return s->began_ms + (s->length.ms > 0 ? s->length.ms : 1);
}

// All that began before it ended, but for those that ended before it began.
void
crowd_count(struct seen *seen, size_t n)
{
    _own_(free) int64_t *begins = mem_array(n + 1, sizeof *begins);
    _own_(free) int64_t *ends = mem_array(n + 1, sizeof *ends);

    for (size_t i = 0; i < n; i++) {
        begins[i] = seen[i].began_ms;
        ends[i] = end_of(&seen[i]);
    }
    qsort(begins, n, sizeof *begins, by_number);
    qsort(ends, n, sizeof *ends, by_number);
    for (size_t i = 0; i < n; i++)
        seen[i].crowd = (double)(count_less(begins, n, end_of(&seen[i])) -
                                 count_less(ends, n, seen[i].began_ms + 1));
}

double
crowd_mean(const struct seen *seen, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += seen[i].crowd;
    return n ? sum / (double)n : 1;
}

static double
log_length(const struct seen *s)
{
    return log((double)(s->length.ms > 0 ? s->length.ms : 1));
}

// From 0 to 1; what is beyond comes of other things.
static double
power_of(const struct seen *seen, size_t n)
{
    double crowd = 0, length = 0, both = 0, square = 0;

    for (size_t i = 0; i < n; i++) {
        crowd += log(seen[i].crowd) / (double)n;
        length += log_length(&seen[i]) / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        double off = log(seen[i].crowd) - crowd;
        both += off * (log_length(&seen[i]) - length);
        square += off * off;
    }
    return square > 0 ? fmin(fmax(both / square, 0), 1) : 0;
}

static void
scale(struct seen *s, double by)
{
    s->length.ms = (int64_t)((double)s->length.ms * by);
    s->length.waits_ms = (int64_t)((double)s->length.waits_ms * by);
}

bool
crowd_suit(struct seen *seen, size_t n, double crowd)
{
    double least = n ? seen[0].crowd : crowd, most = least, power;
    bool known;

    for (size_t i = 0; i < n; i++) {
        least = fmin(least, seen[i].crowd);
        most = fmax(most, seen[i].crowd);
    }
    known = crowd * SAME >= least && crowd <= most * SAME;
    power = most >= least * SAME ? power_of(seen, n) : known ? 0 : 0.5;
    crowd = fmin(fmax(crowd, least / 3), most * 3);
    for (size_t i = 0; i < n; i++) {
        scale(&seen[i], pow(crowd / seen[i].crowd, power));
        seen[i].crowd = crowd;
    }
    return known;
}
