// SPDX-License-Identifier: MIT
// A store in use by tests: each question is waited for, each writing is a batch of its own.
#ifndef CONTRACT_STORE_USE_H
#define CONTRACT_STORE_USE_H

#include "port/store.h"

struct use {
    struct loop *loop;
    struct store *store;
    struct context context;
    struct arena *arena;
    struct lct_err err; // of the last
};

int use_put(struct use *u, enum record_kind kind, const void *record);
int use_remove(struct use *u, enum record_kind kind, const void *record);
int use_draw(struct use *u, const char *cluster, const char *counter, int64_t from, int64_t n);
int use_add(struct use *u, struct operation *o); // its id is set
int use_commit(struct use *u, struct batch *b);  // and frees it
// What it finds, n of it; must not fail.
void *use_ask(struct use *u, struct ask ask, size_t *n);
size_t use_count(struct use *u, struct ask ask);
// lease->fence: of the one that is renewed, 0 for a new one; becomes what it is now.
int use_take(
    struct use *u, const char *cluster, const char *holder, int64_t ttl_ms, struct lease *lease);
int use_drop(struct use *u, const char *cluster, const char *holder);
struct ask ask_nodes(const char *cluster);

#endif
