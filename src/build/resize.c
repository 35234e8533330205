// SPDX-License-Identifier: MIT
// Machines that become another type, or get more or larger disks, and keep what is on them, or that
// get another system: a few at a time of those that serve together.
#include "base/str.h"
#include "build/private.h"
#include "model/plan.h"
#include "step/kinds.h"

static struct step *
add(struct build *b, const struct step_kind *kind, struct member *m, struct step *before)
{
    struct step *s = graph_add(b->graph, kind, m->node->label, NULL, "", m);

    step_needs(s, before);
    return s;
}

static struct step *
add_of_disk(
    struct build *b, const struct step_kind *kind, struct member_disk *d, struct step *before)
{
    struct step *s = graph_add(b->graph, kind, d->member->node->label, d->plan->label, "", d);

    step_needs(s, before);
    return s;
}

// The one that is booted goes, for one of the plan's image; whoever died may have done so already.
static struct step *
add_system(struct build *b, struct member_disk *d, bool there, struct step *before)
{
    if (there || d->member->anew)
        before = add_of_disk(b, &disk_removed, d, before);
    return add_of_disk(b, &disk_create, d, before);
}

// Those that there are grow, others are made.
static struct step *
add_disks(struct build *b, const struct change *c, struct member *m, struct step *before)
{
    struct told_disk *old;
    const size_t n = storage_disks_read(m->world->arena, m->node->disks, &old);

    before = add(b, &disks_look, m, before);
    for (size_t i = 0; i < m->n_disks; i++) {
        struct member_disk *d = &m->disks[i];
        const struct told_disk *has = told_disk_find(old, n, d->plan->label);
        if (c->kind == CHANGE_REBUILD && d->plan->boot)
            before = add_system(b, d, has, before);
        else if (!has)
            before = add_of_disk(b, &disk_create, d, before);
        else if (has->mb < d->plan->size_mb)
            before = add_of_disk(b, &disk_resized, d, before);
    }
    return add(b, &config_update, m, before);
}

struct step *
build_resized(struct build *b, const struct change *c, struct member *m, struct step **first)
{
    const bool disks = !str_eq(m->node->disks, m->np->disks);
    struct step *last = build_drained(b, m, false, NULL, first);

    if (disks) {
        build_set_disks(m);
        last = add(b, &machine_halted, m, last);
        if (!*first)
            *first = last;
    }
    if (!str_eq(m->node->type, m->np->type->id))
        last = add(b, &machine_resized, m, last);
    if (!*first)
        *first = last;
    if (disks)
        last = add_disks(b, c, m, last);
    if (!m->node->off && (disks || c->boots)) {
        last = add(b, &machine_boot, m, last);
        step_patience(last, m->np->ready_ms);
    }
    return last;
}

// Its volumes leave: what it boots then names none of them. Its tags tell the next generation when
// it is of that.
static struct step *
add_rebuild(struct build *b, struct member *m, struct step *put, struct step *before)
{
    struct step *rebuilt = add(b, &machine_rebuilt, m, build_detached(b, m, before));

    if (!put)
        return rebuilt;
    step_needs(put, rebuilt);
    return put;
}

// It is shut down first, as its volumes go on with what is written on them.
struct step *
build_rebuilt(struct build *b, const struct change *c, struct member *m, struct step *put,
    struct step **first)
{
    struct step *last = add(b, &machine_halted, m, build_drained(b, m, false, NULL, first));

    if (!*first)
        *first = last;
    if (m->np->disks) {
        step_needs(last, put);
        build_set_disks(m);
    }
    if (!str_eq(m->node->type, m->np->type->id))
        last = add(b, &machine_resized, m, last);
    return m->np->disks ? add_disks(b, c, m, last) : add_rebuild(b, m, put, last);
}

// ---- a few at a time

static const char *
group_of(struct build *b, const struct node *n)
{
    return arena_printf(graph_arena(b->graph), "%s/%s", n->region, n->group);
}

// Those of a minority who are not off or drained anyway.
static unsigned
spare_of(struct build *b, const struct member *m, unsigned all)
{
    const unsigned minority = (all - 1) / 2,
                   down = (unsigned)(intptr_t)map_get(&b->down, group_of(b, m->node));

    return down < minority ? minority - down : 0;
}

// So many of its group may be away: where they vote, a majority is not.
static unsigned
width_of(struct build *b, const struct member *m)
{
    const struct plan_update *u = &m->np->update;
    const unsigned all = (unsigned)(intptr_t)map_get(&b->sizes, group_of(b, m->node));
    unsigned width = b->of->serial ? b->of->serial : u->serial ? u->serial : all * u->percent / 100;

    if (m->np->quorum && all && width > spare_of(b, m, all))
        width = spare_of(b, m, all);
    return width ? width : 1;
}

static void
count(struct map *groups, const char *group)
{
    map_put(groups, group, (void *)((intptr_t)map_get(groups, group) + 1));
}

void
build_groups(struct build *b)
{
    for (size_t i = 0; i < b->of->n; i++) {
        const struct change *c = &b->of->changes[i];
        const char *group = group_of(b, c->node);
        b->resizes |=
            c->kind == CHANGE_RESIZE || c->kind == CHANGE_REBUILD || c->kind == CHANGE_RESTART;
        if (c->kind == CHANGE_DELETE)
            continue;
        count(&b->sizes, group);
        if (!node_serves(c->node))
            count(&b->down, group);
    }
}

// Joins those of its group that are mended: they are well before another one goes.
static struct step *
well_of(struct build *b, const struct node *n)
{
    const char *group = group_of(b, n);
    struct step *well = map_get(&b->well, group);

    if (!well) {
        well = graph_add(b->graph, &group_well, group, NULL, "", b->world);
        map_put(&b->well, group, well);
    }
    return well;
}

void
build_mended(struct build *b, const struct node *n, struct step *end)
{
    if (b->resizes)
        step_needs(well_of(b, n), end);
}

// One that was away when an earlier operation died comes back before another one goes.
void
build_in_turn(struct build *b, struct member *m, struct step *first, struct step *last)
{
    step_enters(first, group_of(b, m->node), width_of(b, m));
    step_leaves(last, first);
    if (m->node->state == STATE_STARTED)
        step_needs(first, well_of(b, m->node));
    else
        build_mended(b, m->node, last);
}
