// SPDX-License-Identifier: MIT
// Forgetting operations that ended long ago, and contents that no plan names and no node was told
// of any more.
#include "app/query/inventory.h"
#include "base/err.h"
#include "base/str.h"
#include "model/hook.h"
#include "model/parts.h"

struct pruning {
    struct ask clusters, plans, operations, blobs, facts; // clusters: the living
    struct map living;                                    // their UUIDs
    struct batch *batch;
    int64_t operations_n;
};

static int
look(struct lct *t, struct arena *a, struct pruning *p, struct lct_err *err)
{
    struct ask asks[] = { ask_all(RECORD_CLUSTER), ask_all(RECORD_PLAN), ask_all(RECORD_OPERATION),
        ask_all(RECORD_BLOB), ask_all(RECORD_FACT) };

    ask_and(&asks[0], "state", ASK_IS_NOT, state_name(STATE_DESTROYED));
    asks[2].newest = SIZE_MAX / 2;
    asks[3].keys_only = true;
    if (store_need(t, err) < 0 || kept_answer(t, a, asks, 5, err) < 0)
        return err->code;
    p->clusters = asks[0];
    p->plans = asks[1];
    p->operations = asks[2];
    p->blobs = asks[3];
    p->facts = asks[4];
    for (size_t i = 0; i < p->clusters.n; i++)
        map_put(&p->living, ((struct cluster **)p->clusters.found)[i]->uuid, p);
    return LCT_OK;
}

// Of each cluster that is there the newest stays, as what a resume may look at.
static void
prune_operations(struct pruning *p, int64_t before_ms)
{
    _own_(map) struct map seen = { 0 };

    for (size_t i = 0; i < p->operations.n; i++) {
        const struct operation *o = ((struct operation **)p->operations.found)[i];
        const bool stays = !map_put(&seen, o->cluster, p) && map_has(&p->living, o->cluster);
        if (stays || o->state == OPERATION_RUNNING || !o->ended_ms || o->ended_ms >= before_ms)
            continue;
        batch_remove(p->batch, RECORD_OPERATION, o);
        p->operations_n++;
    }
}

// Whom nodes were told of.
static void
name_rosters(struct arena *a, const struct pruning *p, struct map *named)
{
    for (size_t i = 0; i < p->facts.n; i++) {
        const struct fact *f = ((struct fact **)p->facts.found)[i];
        const struct hook_told mark =
            str_starts(f->key, "hook:") ? hook_told(a, f->value) : (struct hook_told){ 0 };
        if (mark.told)
            map_put(named, mark.told, named);
        if (mark.telling)
            map_put(named, mark.telling, named);
    }
}

static void
prune_blobs(struct arena *a, struct pruning *p)
{
    _own_(map) struct map named = { 0 };

    name_rosters(a, p, &named);

    for (size_t i = 0; i < p->clusters.n; i++)
        parts_not_in(((struct cluster **)p->clusters.found)[i]->plan_parts, &named);
    for (size_t i = 0; i < p->plans.n; i++) {
        const struct cluster *c = ((struct cluster **)p->plans.found)[i];
        if (map_has(&p->living, c->uuid))
            parts_not_in(c->plan_parts, &named);
    }
    for (size_t i = 0; i < p->blobs.n; i++) {
        const struct blob *blob = ((struct blob **)p->blobs.found)[i];
        if (!map_has(&named, blob->digest))
            batch_remove(p->batch, RECORD_BLOB, blob);
    }
}

static int
prune(struct lct *t, int64_t before_ms, bool count_only, int64_t *n, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(batch) struct batch *batch = batch_new(&t->context);
    struct pruning p = { .batch = batch };

    if (look(t, a, &p, err) == LCT_OK) {
        prune_operations(&p, before_ms);
        prune_blobs(a, &p);
    }
    map_done(&p.living);
    *n = p.operations_n;
    if (err->code || count_only || !batch->n)
        return err->code;
    return store_commit_now(t->loop, t->store, batch, err);
}

int
lct_operation_prune(struct lct *t, int64_t older_than_ms, bool count_only, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    const int64_t before = loop_wall_ms(t->loop) - older_than_ms;
    char text[CLOCK_TEXT];
    int64_t n;

    *err = (struct lct_err){ 0 };
    if (older_than_ms < 0)
        return lct_fail(err, LCT_EUSAGE, "an age is not negative");
    if (prune(t, before, count_only, &n, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    doc_put_int(answer->arena, answer->root, "operations", n);
    doc_put_string(answer->arena, answer->root, "before", clock_text(before, text));
    *ret = answer;
    return LCT_OK;
}
