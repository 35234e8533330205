// SPDX-License-Identifier: MIT
// Volumes: made, or taken over, beside the machines, attached when both are there, and before a
// machine boots that has just been made; detached before one goes.
#include "model/volume.h"
#include "base/map.h"
#include "base/str.h"
#include "build/noun.h"
#include "build/private.h"
#include "step/kinds.h"

// ---- whose they are

static const char *const *
tags_of(struct arena *a, const struct holding *h)
{
    const struct resource *r = h->resource;
    const bool is_former = !str_empty(r->former) && h->destroys;
    const char **tags = arena_array(a, 3, sizeof *tags);
    char tag[LCT_TAG_MAX];

    tags[0] = arena_strdup(a, cluster_tag(is_former ? r->former : r->cluster, tag));
    if (h->member && !is_former)
        tags[1] = arena_strdup(a, owner_tag(h->member->node, tag));
    return tags;
}

static void
give(struct holding *h, struct member *m)
{
    h->member = m;
    if (!m)
        return;
    h->next = m->volumes;
    m->volumes = h;
    m->attaches |= h->size_gb > 0;
}

static void
relate(struct world *w, const struct wants *of, const struct map *staying)
{
    _own_(map) struct map by_name = { 0 };
    struct arena *a = w->arena;

    (void)staying;
    for (size_t i = 0; i < w->n_members; i++) {
        const struct node *n = w->members[i].node;
        map_put(&by_name, arena_printf(a, "%s %s", n->region, n->name), &w->members[i]);
    }
    for (size_t i = of->n_things; i-- > 0;) { // so that a member's stand in the plan's order
        struct holding *h = &w->holdings[i];
        const struct resource *r = h->resource;
        if (r->noun != NOUN_VOLUME)
            continue;
        h->seen = of->things[i].seen;
        h->device = h->seen ? h->seen->device : NULL;
        h->size_gb = of->things[i].size_gb;
        h->destroys = of->things[i].destroys;
        give(h, map_get(&by_name, arena_printf(a, "%s %s", r->region, volume_node(a, r->name))));
        h->tags = tags_of(a, h);
    }
}

// ---- steps

static struct step *
add(struct build *b, const struct step_kind *kind, struct holding *h)
{
    return graph_add(b->graph, kind, h->resource->label, NULL, h->resource->traits, h);
}

// One that is to go is told to those that part with it, in build_parted and build_detached.
static struct step *
add_gone(struct build *b, struct holding *h)
{
    if (h->destroys)
        return add(b, &volume_deleted, h);
    add(b, &volume_forget, h);
    return NULL;
}

static struct step *
add_made(struct build *b, const struct resource_change *c, struct holding *h)
{
    struct step *made = NULL;

    if (c->kind == CHANGE_DELETE)
        return add_gone(b, h);
    if (c->kind == CHANGE_CREATE || (c->kind == CHANGE_FINISH && !c->seen)) {
        made = add(b, &volume_made, h);
        made->uncertain = h->uncertain;
        return made;
    }
    if (h->resource->former)
        made = add(b, &volume_taken, h);
    if (c->seen && c->seen->size_gb < h->size_gb) {
        struct step *grown = add(b, &volume_grown, h);
        step_needs(grown, made);
        made = grown;
    }
    return made;
}

static void
build(struct build *b)
{
    struct world *w = b->world;

    for (size_t i = 0; i < w->n_holdings; i++)
        if (w->holdings[i].resource->noun == NOUN_VOLUME)
            b->made[i] = add_made(b, &b->of->things[i], &w->holdings[i]);
}

// Volume and machine are both changed.
static struct step *
add_move(struct build *b, const struct step_kind *kind, struct holding *h, struct step *before)
{
    struct step *s = add(b, kind, h);

    step_also(s, h->member->node->label);
    step_needs(s, before);
    return s;
}

static bool
is_in(const struct holding *h)
{
    const char *id = h->member->node->cloud_id;

    return id && h->seen && *h->seen->members && str_eq(*h->seen->members, id);
}

struct step *
build_attached(struct build *b, struct member *m, bool fresh, struct step *before)
{
    for (struct holding *h = m->volumes; h; h = h->next) {
        if (!h->size_gb || (is_in(h) && !fresh))
            continue;
        before = add_move(b, &volume_attached, h, before);
        step_needs(before, build_made(b, h));
        b->made[h - b->world->holdings] = before;
    }
    return before;
}

void
build_stored(struct build *b, const struct member *m, struct step *s)
{
    for (const struct holding *h = m->volumes; h; h = h->next)
        if (h->size_gb)
            step_needs(s, build_made(b, h));
}

static struct step *
add_out(struct build *b, struct holding *h, struct step *before)
{
    struct step *out = add_move(b, &volume_detached, h, before);

    if (h->destroys)
        step_needs(build_made(b, h), out);
    return out;
}

void
build_parted(struct build *b, struct member *m, struct step *before)
{
    for (struct holding *h = m->volumes; h; h = h->next)
        if (h->destroys && is_in(h))
            before = add_out(b, h, before);
}

struct step *
build_detached(struct build *b, struct member *m, struct step *before)
{
    for (struct holding *h = m->volumes; h; h = h->next)
        if (is_in(h))
            before = add_out(b, h, before);
    return before;
}

const struct noun_build volume_build = { relate, build };
