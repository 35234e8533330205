// SPDX-License-Identifier: MIT
// How many steps of a kind run at the same time, and what that does to their length: those that one
// machine here works on, or one there, are slower in a crowd; those that only wait are not. What
// was seen tells which they are. Pure.
#ifndef APP_RUN_CROWD_H
#define APP_RUN_CROWD_H

#include <stdbool.h>
#include <stddef.h>

#include "graph/forecast.h"

// A step that was seen, or is played.
struct seen {
    struct step_length length;
    int64_t began_ms;
    double crowd; // how many of its kind ran while it did, itself among them
};

void crowd_count(struct seen *seen, size_t n);
double crowd_mean(const struct seen *seen, size_t n);

// Makes the lengths what they would be in such a crowd. False: such a one was never seen, nor what
// larger and smaller ones do; then it is the middle of what it may be, threefold in all.
bool crowd_suit(struct seen *seen, size_t n, double crowd);

#endif
