// SPDX-License-Identifier: MIT
// A driver of the secrets port that takes its time, as one beyond a network does. It keeps its
// secrets in memory.
#ifndef TEST_SECRETS_LATE_H
#define TEST_SECRETS_LATE_H

#include "base/vec.h"
#include "port/secrets.h"

// What outlives the driver.
struct late_secret {
    char *app, *customer, *name;
    struct secret *value;
};

struct late_store {
    int64_t late_ms; // how long each answer takes
    int asked;       // how often it was
    VEC(struct late_secret) secrets;
};

struct secrets *late_open(struct loop *l, struct late_store *store);
void late_forget(struct late_store *store); // all of it

#endif
