// SPDX-License-Identifier: MIT
// Words of tests to a store.
#include "store_use.h"

#include "../testing.h"

int
use_commit(struct use *u, struct batch *b)
{
    int code = store_commit_now(u->loop, u->store, b, &u->err);

    batch_free(b);
    return code;
}

int
use_put(struct use *u, enum record_kind kind, const void *record)
{
    struct batch *b = batch_new(&u->context);

    batch_put(b, kind, record);
    return use_commit(u, b);
}

int
use_remove(struct use *u, enum record_kind kind, const void *record)
{
    struct batch *b = batch_new(&u->context);

    batch_remove(b, kind, record);
    return use_commit(u, b);
}

int
use_draw(struct use *u, const char *cluster, const char *counter, int64_t from, int64_t n)
{
    struct batch *b = batch_new(&u->context);

    batch_draw(b, cluster, counter, from, n);
    return use_commit(u, b);
}

int
use_add(struct use *u, struct operation *o)
{
    _own_(batch) struct batch *b = batch_new(&u->context);

    batch_put(b, RECORD_OPERATION, o);
    int code = store_commit_now(u->loop, u->store, b, &u->err);
    o->id = b->number;
    return code;
}

void *
use_ask(struct use *u, struct ask ask, size_t *n)
{
    if (store_read_now(u->loop, u->store, &u->context, u->arena, &ask, 1, &u->err) < 0)
        fail_msg("%s", u->err.text);
    *n = ask.n;
    return ask.found;
}

size_t
use_count(struct use *u, struct ask ask)
{
    size_t n;

    use_ask(u, ask, &n);
    return n;
}

int
use_take(
    struct use *u, const char *cluster, const char *holder, int64_t ttl_ms, struct lease *lease)
{
    const struct lease_wish wish = { cluster, holder, lease->fence, ttl_ms };

    return store_lease_now(u->loop, u->store, &u->context, u->arena, &wish, lease, &u->err);
}

int
use_drop(struct use *u, const char *cluster, const char *holder)
{
    return store_drop_now(u->loop, u->store, &u->context, cluster, holder, &u->err);
}

struct ask
ask_nodes(const char *cluster)
{
    return ask_of(RECORD_NODE, "cluster", cluster);
}
