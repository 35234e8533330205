// SPDX-License-Identifier: MIT
// What one commit makes true, all of it or nothing: records put, removed and cleared, and numbers
// drawn, in their order.
#ifndef PORT_BATCH_H
#define PORT_BATCH_H

#include "model/context.h"
#include "port/record.h"

enum batch_verb { BATCH_PUT, BATCH_REMOVE, BATCH_CLEAR, BATCH_DRAW };

struct batch_item {
    enum batch_verb verb;
    enum record_kind kind;
    void *record;  // the batch's own
    size_t n_keys; // CLEAR: of the key's columns, those that must be like the record's
    int64_t from;  // DRAW: what `next` must be before
};

struct batch {
    struct arena *arena;
    struct context context;
    char cluster[UUID_TEXT]; // whose lease lets it be written; "": none is needed
    int64_t fence;           // of that lease
    struct batch_item *items;
    size_t n, cap;
    int64_t number; // that a put got of the store; known when it is committed
};

struct batch *batch_new(const struct context *c);
void batch_free(struct batch *b); // NULL is fine
OWN_POINTER(batch, struct batch, batch_free);

// It is to be committed only while the lease of the cluster has that fence: LCT_EEXISTS when
// another took it.
void batch_fence(struct batch *b, const char *cluster, int64_t fence);

// What the record says is so, whatever was before. It is copied.
void batch_put(struct batch *b, enum record_kind kind, const void *record);
// The one with the record's key is gone, if it was there, and all that belongs to it.
void batch_remove(struct batch *b, enum record_kind kind, const void *record);
// All are gone whose first n_keys columns of the key are the record's.
void batch_clear(struct batch *b, enum record_kind kind, const void *record, size_t n_keys);
// The numbers from .. from + n - 1 of a counter are ours; from is its next, as it was read.
// LCT_EEXISTS when somebody drew it meanwhile.
void batch_draw(struct batch *b, const char *cluster, const char *counter, int64_t from, int64_t n);

#endif
