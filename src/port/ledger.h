// SPDX-License-Identifier: MIT
// What one operation writes: records gather in a batch until it is committed; what comes while that
// is under way gathers in the next. So a slow store holds nobody up who does not wait for it.
#ifndef PORT_LEDGER_H
#define PORT_LEDGER_H

#include "port/store.h"

struct ledger;

// On a store that outlives it, for a context.
struct ledger *ledger_new(struct loop *l, struct store *s, const struct context *c);
void ledger_free(struct ledger *l);   // NULL is fine; what is not committed is forgotten
void ledger_forget(struct ledger *l); // what is gathered, and that anything failed

// From now on everything is written under that lease.
void ledger_fence(struct ledger *l, const char *cluster, int64_t fence);

// What is gathered: to be filled.
struct batch *ledger_batch(struct ledger *l);
void ledger_put(struct ledger *l, enum record_kind kind, const void *record);

// Makes durable all that was gathered so far, then calls back; one at a time. Once it has failed,
// so does all that follows: what was to be written is no longer known.
void ledger_commit(struct ledger *l, store_done_fn *fn, void *user);
// For code outside of callbacks. number: that a put got of the store; NULL: nobody asks.
int ledger_commit_now(struct ledger *l, int64_t *number, struct lct_err *err);

#endif
