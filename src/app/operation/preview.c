// SPDX-License-Identifier: MIT
// What carrying a plan out would do to a cluster, and cost.
#include "app/operation/preview.h"

#include <string.h>

#include "app/converge/cost.h"
#include "app/converge/refresh.h"
#include "app/converge/roster.h"
#include "app/converge/want.h"
#include "app/operation/preview_contents.h"
#include "app/plans/doc.h"
#include "app/query/inventory.h"
#include "app/run/forecast.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "build/noun.h"
#include "model/volume.h"
#include "plan/want/drift.h"
#include "plan/want/preflight.h"

int
preview_open(struct run *r, const char *name, struct lct_err *err)
{
    if (cluster_need(r->t, r->arena, name, &r->cluster, err) < 0 || run_connect_to_read(r, err) < 0)
        return err->code;
    preview_known(r);
    return LCT_OK;
}

void
preview_known(struct run *r)
{
    plan_of_cluster(r->t, r->cluster, &r->plan, ERR_IGNORED);
    // Files may name the public one.
    keys_open(r->t, r->arena, r->cluster, false, &r->keys, ERR_IGNORED);
}

// ---- what it costs

static void
put_price(struct lct_answer *answer, const struct run *r, const struct lct_plan *plan,
    const struct catalogue *catalogue, const struct want *w)
{
    struct bill before = { .catalogue = catalogue }, after = before;
    struct arena *a = answer->arena;

    want_costs(r, plan ? plan->plan : NULL, w, &before, &after);
    struct doc *price = doc_put(a, answer->root, "price", bill_doc(a, &after));
    doc_put(a, price, "before", bill_doc(a, &before));
    doc_put(
        a, price, "difference", price_doc(a, price_less(bill_total(&after), bill_total(&before))));
}

// ---- who hears of it

// Nobody's, and each another's: they stand for those that machines to come will have.
static void
give_addresses(struct arena *a, struct node *n, const struct node_plan *np, unsigned number)
{
    const unsigned high = number >> 16 & 255, middle = number >> 8 & 255, low = number & 255;

    n->public_ipv4 = arena_printf(a, "240.%u.%u.%u", high, middle, low); // RFC 1112
    n->private_ipv4 =
        np && np->private_ip ? arena_printf(a, "192.168.%u.%u", 128 + middle % 128, low) : NULL;
    n->ipv6 = arena_printf(a, "100::%x", number); // RFC 6666
}

// As many as the plan says: those that it has, then some that are nobody's, either.
static void
give_extra(struct arena *a, struct node *n, unsigned count, unsigned number)
{
    const size_t has = texts_count(n->extra_ipv4);
    const char **all = arena_array(a, count + 1, sizeof *all);

    for (unsigned i = 0; i < count; i++)
        all[i] = i < has ? n->extra_ipv4[i]
                         : arena_printf(a, "%u.%u.%u.%u", 241 + i, number >> 16 & 255,
                               number >> 8 & 255, number & 255);
    n->extra_ipv4 = all;
}

static void
set_member(struct arena *a, struct member *m, const struct change *c, unsigned number)
{
    bool moves = c->kind == CHANGE_CREATE || c->kind == CHANGE_REPLACE || !c->node->cloud_id;

    m->node = c->node;
    m->np = c->np;
    m->was = c->was;
    m->region = c->rp ? c->rp->region : NULL;
    m->leaving = c->kind == CHANGE_DELETE;
    if (c->tags)
        m->node->tags = c->tags;
    if (moves)
        give_addresses(a, m->node, c->np, number);
    if (c->np)
        give_extra(a, m->node, c->np->extra_ipv4, number);
}

// The members as they will be when all is done.
static void
set_world(struct run *r, const struct plan *p, const struct want *w)
{
    struct member *members = run_members(r, w->n_changes);

    r->world.plan = p;
    for (size_t i = 0; i < w->n_changes; i++)
        set_member(r->arena, &members[i], &w->changes[i], (unsigned)i);
    const struct wants of = want_all(w);

    world_init(&r->world);
    holdings_set(&r->world, &of);
    r->world.known = true;
}

// ---- what changes

static struct doc *
fields_doc(struct arena *a, const struct change *c)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < c->n_fields; i++) {
        const struct field_change *f = &c->fields[i];
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "field", f->field);
        doc_put_string(a, d, "from", f->from);
        doc_put_string(a, d, "to", f->to);
        doc_put_bool(a, d, "forces_replacement", f->forces);
    }
    return list;
}

static struct price
node_price(const struct catalogue *catalogue, const struct change *c)
{
    const char *type = c->np ? c->np->type->id : c->node->type;
    struct bill b = { .catalogue = catalogue };

    bill_nodes(&b, catalogue_type(catalogue, type), c->node->region, c->np, 1);
    if (c->np && (c->np->backups.wanted || want_stays_backed_up(c)))
        bill_backups(&b, catalogue_type(catalogue, type), c->node->region, 1);
    return bill_total(&b);
}

// What is gone already loses nothing, nor what is left alone.
static bool
loses_disks(struct arena *a, const struct change *c)
{
    const struct node *n = c->node;

    if (c->kind == CHANGE_REBUILD)
        return c->anew;
    return (c->kind == CHANGE_REPLACE || c->kind == CHANGE_DELETE) && n->cloud_id && !n->lost &&
           !n->login && !(n->seen && drift_lost_tags(a, n));
}

// The one that it boots goes, the others stay.
static bool
loses_one(const struct change *c)
{
    return c->kind == CHANGE_REBUILD && c->np->disks;
}

static struct doc *
change_doc(struct arena *a, const struct change *c, const struct catalogue *catalogue)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "action", change_name(c->kind));
    doc_put_string(a, d, "node", c->node->name);
    doc_put_string(a, d, "label", c->node->label);
    doc_put_string(a, d, "group", c->node->group);
    doc_put_string(a, d, "region", c->node->region);
    doc_put_string(a, d, "type", c->np ? c->np->type->id : c->node->type);
    doc_put_string(a, d, "image", c->np ? c->np->image->id : c->node->image);
    doc_put_string(a, d, "reason", c->reason);
    doc_put_bool(a, d, "loses_disks", loses_disks(a, c));
    doc_put_bool(a, d, "keeps_other_disks", loses_one(c));
    doc_put_bool(a, d, "loses_backups", c->settles & SETTLE_NO_BACKUPS);
    doc_put_bool(a, d, "keeps_backups", c->keeps_backups);
    doc_put(a, d, "fields", fields_doc(a, c));
    doc_put(a, d, "price", price_doc(a, node_price(catalogue, c)));
    return d;
}

static int
put_changes(struct lct_answer *answer, struct run *r, const struct catalogue *catalogue,
    const struct want *w, const struct map *done, struct lct_err *err)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "changes", doc_list(a));
    struct doc *summary = doc_put(a, answer->root, "summary", doc_map(a));
    int64_t counts[CHANGE_DELETE + 1] = { 0 }, pushes = 0;
    _own_(brought) struct brought brought = { 0 };

    brought_open(&brought, r, done, a);
    for (size_t i = 0; i < w->n_changes; i++) {
        const struct change *c = &w->changes[i];
        struct doc *d = doc_add(a, list, change_doc(a, c, catalogue));
        size_t told;
        counts[c->kind]++;
        if (brought_put(&brought, d, c, i, &told, err) < 0)
            return err->code;
        pushes += told > 0;
    }
    for (int k = CHANGE_CREATE; k <= CHANGE_DELETE; k++)
        doc_put_int(a, summary, change_name((enum change_kind)k), counts[k]);
    doc_put_int(a, summary, "push", pushes);
    return LCT_OK;
}

// ---- how long it takes

static struct doc *
limit_doc(struct arena *a, size_t creates, const struct rate *rate)
{
    struct doc *d = doc_map(a);

    doc_put_int(a, d, "creates", (int64_t)creates);
    doc_put_int(a, d, "limit", rate->limit);
    doc_put_int(a, d, "window_ms", rate->window_ms);
    return d;
}

// By what is known without asking.
static void
put_estimate(struct lct_answer *answer, struct run *r)
{
    struct arena *a = answer->arena;
    const struct forecast f = forecast(r->t, r->cloud, r->graph);

    doc_put_int(a, answer->root, "estimate_ms", f.time.ms);
    doc_put_int(a, answer->root, "estimate_from_ms", f.time.from_ms);
    doc_put_int(a, answer->root, "estimate_to_ms", f.time.to_ms);
    doc_put(a, answer->root, "limit", f.creates ? limit_doc(a, f.creates, &f.create) : doc_null(a));
}

// ---- beside the nodes

static const char *
action_of(const struct resource_change *c, const struct holding *h)
{
    if (c->kind == CHANGE_KEEP && (h->joins || h->leaves || h->changes))
        return change_name(CHANGE_UPDATE);
    if (c->seen && c->resource->former && c->size_gb)
        return "attach";
    return change_name(c->kind);
}

// What keeping it costs.
static struct doc *
thing_price(struct arena *a, const struct catalogue *catalogue, const struct resource_change *c)
{
    struct bill b = { .catalogue = catalogue };
    const int64_t now = c->seen ? c->seen->size_gb : 0;

    if (c->resource->noun == NOUN_VOLUME)
        bill_volume(&b, c->resource->region, c->size_gb > now ? c->size_gb : now);
    if (c->resource->noun == NOUN_ADDRESS)
        bill_reserved(&b, c->resource->region, 1);
    if (c->resource->noun == NOUN_BALANCER)
        bill_balancers(&b, c->resource->region, 1);
    return price_doc(a, bill_total(&b));
}

static void
put_things(struct lct_answer *answer, const struct run *r, const struct catalogue *catalogue,
    const struct want *w)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "resources", doc_list(a));

    for (size_t i = 0; i < w->n_things; i++) {
        const struct resource_change *c = &w->things[i];
        const struct holding *h = &r->world.holdings[i];
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "action", action_of(c, h));
        doc_put_string(a, d, "noun", noun_title(c->resource->noun));
        doc_put_string(a, d, "name", c->resource->name);
        doc_put_string(a, d, "label", c->resource->label);
        doc_put_string(a, d, "region", c->resource->region);
        doc_put_string(a, d, "traits", c->resource->traits);
        doc_put_string(a, d, "id", c->resource->cloud_id);
        doc_put(a, d, "subnets", doc_texts(a, c->parts ? c->parts : c->resource->parts));
        doc_put_int(a, d, "size_gb", c->size_gb ? c->size_gb : c->seen ? c->seen->size_gb : 0);
        doc_put(a, d, "price", thing_price(a, catalogue, c));
        doc_put_string(a, d, "reason", c->reason);
        doc_put_bool(a, d, "loses_data", c->destroys && c->seen);
        doc_put_bool(a, d, "may_go", c->may_go);
        doc_put_int(a, d, "joins", (int64_t)texts_count(h->joins));
        doc_put_int(a, d, "leaves", (int64_t)texts_count(h->leaves));
        doc_put(a, d, "coarser", doc_texts(a, h->notes));
    }
}

// The steps that would carry it out; none of them is begun.
static int
build(struct run *r, const struct want *w, const struct map *done, struct lct_err *err)
{
    const struct wants of = want_all(w);

    r->graph = graph_new(r->t->loop, &r->world);
    return plan_build(r->graph, &r->world, &of, done, err);
}

int
preview_changes(struct lct_answer *answer, struct run *r, const struct lct_plan *plan,
    const char *kind, const struct want *w, struct lct_err *err)
{
    const struct catalogue *catalogue = plan ? plan->catalogue : NULL;
    _own_(map) struct map done = { 0 };

    if (!plan && catalogue_need(r->t, CATALOGUE_BEST, &catalogue, err) < 0)
        return err->code;
    doc_put_string(answer->arena, answer->root, "operation", kind);
    doc_put_string(answer->arena, answer->root, "cluster", r->cluster->name);
    set_world(r, plan ? plan->plan : NULL, w);
    if (run_opened(r, false, err) < 0 || run_neighbours(r, err) < 0 ||
        converge_facts(r, &done, err) < 0 ||
        (plan && rosters_begin(r, plan->plan, w->existing, w->n_existing, &done, err) < 0))
        return err->code;
    if (w->refreshes && refresh(r, w, err) < 0)
        return err->code;
    if (put_changes(answer, r, catalogue, w, &done, err) < 0 || build(r, w, &done, err) < 0)
        return err->code;
    preview_hooks(answer, r);
    put_things(answer, r, catalogue, w);
    put_price(answer, r, plan, catalogue, w);
    return LCT_OK;
}

void
preview_rest(
    struct lct_answer *answer, struct run *r, const struct lct_plan *plan, const struct want *w)
{
    static const struct doc_source none;

    doc_put(answer->arena, answer->root, "problems",
        diags_doc(answer->arena, &w->diags, plan ? &plan->plan->source : &none));
    doc_put(answer->arena, answer->root, "unseen", refresh_unseen(answer->arena, r));
    put_estimate(answer, r);
}
