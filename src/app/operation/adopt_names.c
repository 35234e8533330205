// SPDX-License-Identifier: MIT
// Which nodes of the plan machines are, by their labels.
#include <stdlib.h>
#include <string.h>

#include "app/operation/adopt.h"
#include "base/err.h"
#include "base/map.h"
#include "base/parse.h"
#include "base/str.h"
#include "base/texts.h"
#include "plan/plan.h"
#include "text/json.h"

#define INDEX_MOST 1000000
#define DRAWS_MAX 65536 // bytes of JSON

// ---- by the plan

struct drawing {
    struct adopting *adopting;
    struct map taken; // counter -> how many were handed out
};

// As they were drawn when the machines were made: from where the inventory stands.
static int64_t
draw(void *user, const char *counter)
{
    struct drawing *d = user;
    intptr_t taken = (intptr_t)map_get(&d->taken, counter);

    map_put(&d->taken, counter, (void *)(taken + 1));
    return counted_next(&d->adopting->next, counter) + taken;
}

static const struct plan *
plan_of(const struct adopting *x)
{
    if (x->args->plan)
        return x->args->plan->plan;
    return x->run->plan ? x->run->plan->plan : NULL;
}

// What the plan would call its node is what it was called.
static void
be_named(struct node *n, const struct desired *d)
{
    n->group = d->np->name;
    n->index = d->node->index;
    n->name = d->node->name;
    n->public_fqdn = d->node->public_fqdn;
    n->private_fqdn = d->node->private_fqdn;
    n->draws = d->node->draws;
    n->tags = d->tags;
}

// Scale may have made more than the plan says.
static void
widen(const struct plan *p, int by)
{
    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++)
            p->regions[r].nodes[i].count += (unsigned)by;
}

static void
take_labelled(const struct map *by_label, const struct desired *d)
{
    struct node *n = d->is_new ? map_get(by_label, d->node->label) : NULL;

    if (n && !n->index && str_eq(n->region, d->rp->region->id))
        be_named(n, d);
}

// What cannot be expanded names nobody.
static void
match(struct adopting *x, const struct plan *p, const struct map *by_label)
{
    struct drawing d = { .adopting = x };
    const struct expand_args args = { .cluster_uuid = x->run->cluster->uuid,
        .cluster_slug = x->run->cluster->slug,
        .existing = x->known,
        .n_existing = x->n_known,
        .draw = draw,
        .user = &d };
    struct desired *desired;
    size_t n;

    if (plan_expand(x->run->arena, p, &args, &desired, &n, ERR_IGNORED) == LCT_OK)
        for (size_t i = 0; i < n; i++)
            take_labelled(by_label, &desired[i]);
    map_done(&d.taken);
}

// ---- by the usual form: CLUSTER-REGION-GROUP-NN

static void
parse_label(struct arena *a, struct node *n)
{
    const char *dash = strrchr(n->label, '-'), *begin;
    int64_t index;

    if (!dash || !parse_int(dash + 1, 1, INDEX_MOST, &index))
        return;
    n->index = (unsigned)index;
    begin = strstr(n->label, arena_printf(a, "-%s-", n->region));
    if (!begin || begin >= dash)
        return;
    begin += strlen(n->region) + 2;
    if (begin < dash)
        n->group = arena_strndup(a, begin, (size_t)(dash - begin));
}

// Within a group each has its own.
static void
number(struct adopting *x)
{
    unsigned next = 0;

    for (size_t i = 0; i < x->n_strays; i++)
        next = x->nodes[i]->index > next ? x->nodes[i]->index : next;
    for (size_t i = 0; i < x->n_strays; i++)
        if (!x->nodes[i]->index)
            x->nodes[i]->index = ++next;
}

void
adopt_names(struct adopting *x)
{
    _own_(map) struct map by_label = { 0 };
    const struct plan *p = plan_of(x);
    int more = (int)x->n_strays;

    for (size_t i = 0; i < x->n_strays; i++)
        map_put(&by_label, x->nodes[i]->label, x->nodes[i]);
    if (p) {
        match(x, p, &by_label);
        widen(p, more);
        match(x, p, &by_label);
        widen(p, -more);
    }
    for (size_t i = 0; i < x->n_strays; i++)
        if (!x->nodes[i]->index)
            parse_label(x->run->arena, x->nodes[i]);
    number(x);
}

// ---- counters

static void
draw_up_to(struct adopting *x, const char *counter, int64_t number)
{
    const struct run *r = x->run;
    const int64_t next = counted_next(&x->next, counter);

    if (next > number)
        return;
    batch_draw(ledger_batch(r->ledger), r->cluster->uuid, counter, next, number - next + 1);
    map_put(&x->next, counter, (void *)(intptr_t)(number + 1));
}

static bool
is_global(const struct plan *p, const char *name)
{
    return p && texts_have(p->counters, name);
}

static void
draw_named(struct adopting *x, const struct node *n)
{
    struct arena *a = x->run->arena;
    struct doc *draws = NULL;

    if (!n->draws ||
        json_parse(a, n->draws, strlen(n->draws), DRAWS_MAX, false, &draws, ERR_IGNORED) < 0)
        return;
    for (size_t i = 0; i < doc_count(draws); i++) {
        const char *name = draws->keys[i]->text,
                   *key = is_global(plan_of(x), name) ? name
                                                      : arena_printf(a, "%s/%s", n->region, name);
        draw_up_to(x, key, doc_integer(draws->items[i], 0));
    }
}

int
adopt_counters(struct adopting *x, struct lct_err *err)
{
    map_done(&x->next); // as it stands under the lease
    if (kept_counters(x->run->t, x->run->arena, x->run->cluster->uuid, &x->next, err) < 0)
        return err->code;
    for (size_t i = 0; i < x->n_strays; i++) {
        const struct node *n = x->nodes[i];
        const char *key = arena_printf(x->run->arena, "#%s/%s", n->region, n->group);
        draw_up_to(x, key, n->index);
        draw_named(x, n);
    }
    return LCT_OK;
}

// ---- counts

static void
count_nodes(struct arena *a, struct node *const *nodes, size_t n, struct map *counts)
{
    for (size_t i = 0; i < n; i++) {
        const char *key = arena_printf(a, "%s/%s", nodes[i]->region, nodes[i]->group);
        map_put(counts, key, (void *)((intptr_t)map_get(counts, key) + 1));
    }
}

static struct doc *
counts_kept(const struct run *r)
{
    struct doc *d = NULL;

    if (!r->cluster->counts || json_parse(r->arena, r->cluster->counts, strlen(r->cluster->counts),
                                   DRAWS_MAX, false, &d, ERR_IGNORED) < 0)
        return doc_map(r->arena);
    return d;
}

void
adopt_counts(struct adopting *x)
{
    const struct plan *p = plan_of(x);
    struct run *r = x->run;
    struct doc *kept = counts_kept(r);
    _own_(map) struct map counts = { 0 };
    _own_(buf) struct buf text = { 0 };

    count_nodes(r->arena, x->known, x->n_known, &counts);
    count_nodes(r->arena, x->nodes, x->n_strays, &counts);
    map_each (it, &counts) {
        const char *slash = strchr(it->key, '/');
        const char *region = arena_strndup(r->arena, it->key, (size_t)(slash - it->key));
        const struct node_plan *np = p ? plan_node_plan(p, region, slash + 1) : NULL;
        if (np && (intptr_t)it->value > (intptr_t)np->count)
            doc_put_int(r->arena, kept, it->key, (intptr_t)it->value);
    }
    if (!doc_count(kept))
        return;
    json_print(&text, kept, JSON_COMPACT);
    r->cluster->counts = arena_strdup(r->arena, buf_str(&text));
}

// ---- scripts

// One that was made ready had its scripts: they do not run again.
static void
note_hooks(struct adopting *x, const struct node *n)
{
    const struct node_plan *np =
        plan_of(x) ? plan_node_plan(plan_of(x), n->region, n->group) : NULL;

    for (size_t i = 0; np && i < np->n_steps; i++) {
        const struct plan_step *ps = &np->steps[i];
        const struct fact fact = { .cluster = n->cluster,
            .node = n->uuid,
            .key = arena_printf(x->run->arena, "hook:%s/%s", event_name(ps->event), ps->name),
            .value = hook_mark(x->run->arena, ps, n),
            .at_ms = n->created_ms };
        if (!ps->alias)
            ledger_put(x->run->ledger, RECORD_FACT, &fact);
    }
}

void
adopt_hooks(struct adopting *x)
{
    for (size_t i = 0; i < x->n_nodes; i++)
        if (x->nodes[i]->state == STATE_STARTED)
            note_hooks(x, x->nodes[i]);
}
