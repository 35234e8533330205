// SPDX-License-Identifier: MIT
// What a plan wants beside the nodes, next to what the cluster and the account have.
#include <stdlib.h>

#include "app/converge/want.h"
#include "app/kept.h"
#include "base/err.h"
#include "base/str.h"
#include "plan/want/drift.h"

static void
thing_uuid(void *user, char out[static UUID_TEXT])
{
    struct run *r = user;

    uuid_new(loop_random(r->t->loop), out);
}

static int
older_first(const void *a, const void *b)
{
    const struct resource *x = *(struct resource *const *)a, *y = *(struct resource *const *)b;

    return (x->updated_ms > y->updated_ms) - (x->updated_ms < y->updated_ms);
}

static const struct thing *
thing_seen(const struct run *r, enum noun noun, const char *id)
{
    const struct things *all = &r->seen.things[noun];

    for (size_t i = 0; id && i < all->n; i++)
        if (str_eq(all->items[i].id, id))
            return &all->items[i];
    return NULL;
}

// Those that are the cluster's, and those of others that it uses.
static void
name_vpcs(const struct run *r, const struct resource_args *args, struct map *ids)
{
    const struct things *all = &r->seen.things[NOUN_VPC];
    _own_(map) struct map used = { 0 };

    for (size_t i = 0; i < args->n_existing; i++)
        if (args->existing[i]->noun == NOUN_VPC && args->existing[i]->cloud_id)
            map_put(ids, args->existing[i]->cloud_id, args->existing[i]);
    vec_each (w, args->wanted)
        if (w->noun == NOUN_VPC && w->existing)
            map_put(&used, w->name, w);
    for (size_t i = 0; i < all->n; i++)
        if (map_has(&used, all->items[i].label))
            map_put(ids, all->items[i].id, &all->items[i]);
}

// Only of those nouns that the cluster has or is to have the account is asked.
static int
compare(struct run *r, struct resource_args *args, struct want *ret, struct lct_err *err)
{
    _own_(map) struct map vpcs = { 0 };
    bool nouns[N_NOUNS] = { false };

    for (size_t i = 0; i < args->n_existing; i++)
        nouns[args->existing[i]->noun] = true;
    vec_each (w, args->wanted)
        nouns[w->noun] = true;
    if (run_observe_things(r, nouns, err) < 0 ||
        run_observe_ports(r, args->existing, args->n_existing, err) < 0)
        return err->code;
    name_vpcs(r, args, &vpcs);
    if (run_observe_addresses(r, &vpcs, err) < 0)
        return err->code;
    args->seen = r->seen.things;
    return resources_diff(r->arena, args, &ret->things, &ret->n_things, err);
}

// Of who keeps his machine it is told where he is no more in his VPC as he was put there.
static void
tell_inner(struct run *r, struct want *w)
{
    for (size_t i = 0; i < w->n_changes; i++) {
        struct change *c = &w->changes[i];
        const struct thing *vpc = c->node->seen ? thing_seen(r, NOUN_VPC, c->node->vpc) : NULL;
        const char *text = vpc ? drift_inner(r->arena, c->node, vpc) : NULL;
        if (!text || c->kind == CHANGE_REPLACE || c->kind == CHANGE_DELETE)
            continue;
        c->reason = c->reason ? arena_printf(r->arena, "%s; %s", c->reason, text) : text;
    }
}

// Volumes of clusters of its name that are no more.
static int
find_kept(struct run *r, struct resource_args *args, struct lct_err *err)
{
    struct ask asks[] = { ask_of(RECORD_CLUSTER, "name", r->cluster->name),
        ask_of(RECORD_RESOURCE, "noun", noun_name(NOUN_VOLUME)) };
    _own_(map) struct map gone = { 0 };
    struct resource **all, **kept;

    ask_and(&asks[0], "state", ASK_IS, state_name(STATE_DESTROYED));
    if (kept_answer(r->t, r->arena, asks, 2, err) < 0)
        return err->code;
    for (size_t i = 0; i < asks[0].n; i++)
        map_put(&gone, ((struct cluster **)asks[0].found)[i]->uuid, r);
    all = asks[1].found;
    args->kept = kept = arena_array(r->arena, asks[1].n, sizeof *kept);
    for (size_t i = 0; i < asks[1].n; i++)
        if (map_has(&gone, all[i]->cluster))
            kept[args->n_kept++] = all[i];
    if (args->n_kept)
        qsort(kept, args->n_kept, sizeof *kept, older_first);
    return LCT_OK;
}

static bool
takes_kept(const struct run *r, const struct plan *p)
{
    return p && r->cluster->state == STATE_CREATING && !r->cluster->new_volumes;
}

static void
name_nodes(struct arena *a, const struct want *w, struct map *nodes)
{
    for (size_t i = 0; i < w->n_existing; i++)
        map_put(nodes, arena_printf(a, "%s %s", w->existing[i]->region, w->existing[i]->name),
            w->existing[i]);
}

int
want_things(struct run *r, const struct plan *p, enum lct_volumes volumes, struct want *ret,
    struct lct_err *err)
{
    struct wanted_list wanted = { 0 };
    _own_(map) struct map nodes = { 0 };
    struct resource_args args = {
        .cluster_uuid = r->cluster->uuid,
        .cluster_slug = r->cluster->slug,
        .wanted = &wanted,
        .nodes = p ? &nodes : NULL,
        .destroys = volumes == LCT_VOLUMES_DELETE,
        .new_uuid = thing_uuid,
        .user = r,
    };
    struct resource **existing =
        kept_resources(r->t, r->arena, r->cluster->uuid, &args.n_existing, err);

    if (!existing || (takes_kept(r, p) && find_kept(r, &args, err) < 0))
        return err->code;
    args.existing = existing;
    name_nodes(r->arena, ret, &nodes);
    const struct wanting wanting = { p, ret->desired, ret->n_desired, r->cluster->slug };
    resources_wanted(r->arena, &wanting, &wanted);
    if (compare(r, &args, ret, err) == LCT_OK)
        tell_inner(r, ret);
    vec_done(&wanted);
    return err->code;
}
