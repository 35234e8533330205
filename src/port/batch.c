// SPDX-License-Identifier: MIT
// A batch is filled: it has copies of all it is given.
#include "port/batch.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"

struct batch *
batch_new(const struct context *c)
{
    struct batch *b = NEW(struct batch);

    b->arena = arena_new();
    b->context.app = arena_strdup(b->arena, c->app);
    b->context.customer = arena_strdup(b->arena, c->customer);
    return b;
}

void
batch_free(struct batch *b)
{
    if (!b)
        return;
    arena_free(b->arena);
    free(b->items);
    free(b);
}

void
batch_fence(struct batch *b, const char *cluster, int64_t fence)
{
    snprintf(b->cluster, sizeof b->cluster, "%s", cluster);
    b->fence = fence;
}

static struct batch_item *
add(struct batch *b, enum batch_verb verb, enum record_kind kind, const void *record)
{
    struct batch_item *item = vec_add(b);

    *item = (struct batch_item){
        .verb = verb, .kind = kind, .record = shape_copy(b->arena, &record_shapes[kind], record)
    };
    return item;
}

void
batch_put(struct batch *b, enum record_kind kind, const void *record)
{
    add(b, BATCH_PUT, kind, record);
}

void
batch_remove(struct batch *b, enum record_kind kind, const void *record)
{
    add(b, BATCH_REMOVE, kind, record);
}

void
batch_clear(struct batch *b, enum record_kind kind, const void *record, size_t n_keys)
{
    add(b, BATCH_CLEAR, kind, record)->n_keys = n_keys;
}

void
batch_draw(struct batch *b, const char *cluster, const char *counter, int64_t from, int64_t n)
{
    struct counter drawn = { .name = counter, .next = from + n };

    snprintf(drawn.cluster, sizeof drawn.cluster, "%s", cluster);
    add(b, BATCH_DRAW, RECORD_COUNTER, &drawn)->from = from;
}
