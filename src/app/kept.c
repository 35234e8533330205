// SPDX-License-Identifier: MIT
// Reading the inventory, kind by kind.
#include "app/kept.h"

int
kept_answer(struct lct *t, struct arena *a, struct ask *asks, size_t n, struct lct_err *err)
{
    return store_read_now(t->loop, t->store, &t->context, a, asks, n, err);
}

void *
kept(struct lct *t, struct arena *a, struct ask ask, size_t *n, struct lct_err *err)
{
    if (kept_answer(t, a, &ask, 1, err) < 0)
        return NULL;
    *n = ask.n;
    return ask.found;
}

struct cluster **
kept_clusters(struct lct *t, struct arena *a, size_t *n, struct lct_err *err)
{
    struct ask ask = ask_all(RECORD_CLUSTER);

    ask_and(&ask, "state", ASK_IS_NOT, state_name(STATE_DESTROYED));
    return kept(t, a, ask, n, err);
}

static struct ask
of_cluster(enum record_kind kind, const char *cluster)
{
    return cluster ? ask_of(kind, "cluster", cluster) : ask_all(kind);
}

struct node **
kept_nodes(struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err)
{
    return kept(t, a, of_cluster(RECORD_NODE, cluster), n, err);
}

struct resource **
kept_resources(struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err)
{
    return kept(t, a, of_cluster(RECORD_RESOURCE, cluster), n, err);
}

struct rule_opening **
kept_openings(struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err)
{
    return kept(t, a, of_cluster(RECORD_OPENING, cluster), n, err);
}

struct fact **
kept_facts(struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err)
{
    return kept(t, a, of_cluster(RECORD_FACT, cluster), n, err);
}

struct cluster **
kept_plans(struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err)
{
    struct ask ask = of_cluster(RECORD_PLAN, cluster);

    ask.newest = SIZE_MAX / 2;
    return kept(t, a, ask, n, err);
}

struct operation **
kept_operations(struct lct *t, struct arena *a, const char *cluster, size_t most, size_t *n,
    struct lct_err *err)
{
    struct ask ask = of_cluster(RECORD_OPERATION, cluster);

    ask.newest = most;
    return kept(t, a, ask, n, err);
}

struct journal_step **
kept_steps(struct lct *t, struct arena *a, int64_t operation, size_t *n, struct lct_err *err)
{
    return kept(t, a, ask_number(RECORD_STEP, "operation", operation), n, err);
}

int
kept_lease(
    struct lct *t, struct arena *a, const char *cluster, struct lease *ret, struct lct_err *err)
{
    size_t n;
    struct lease **found = kept(t, a, of_cluster(RECORD_LEASE, cluster), &n, err);

    if (!found)
        return err->code;
    *ret = n ? *found[0] : (struct lease){ 0 };
    return LCT_OK;
}

int
kept_counters(
    struct lct *t, struct arena *a, const char *cluster, struct map *ret, struct lct_err *err)
{
    size_t n;
    struct counter **found = kept(t, a, of_cluster(RECORD_COUNTER, cluster), &n, err);

    if (!found)
        return err->code;
    for (size_t i = 0; i < n; i++)
        map_put(ret, found[i]->name, (void *)(intptr_t)found[i]->next);
    return LCT_OK;
}

int64_t
counted_next(const struct map *counters, const char *name)
{
    const intptr_t next = (intptr_t)map_get(counters, name);

    return next ? next : 1;
}
