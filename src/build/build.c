// SPDX-License-Identifier: MIT
// From changes to a graph of steps: what waits for what.
#include "build/private.h"

#include <string.h>

#include "base/str.h"
#include "step/aspect/aspect.h"
#include "step/kinds.h"

static struct step *
add(struct build *b, const struct step_kind *kind, struct member *m)
{
    return graph_add(b->graph, kind, m->node->label, NULL, "", m);
}

// One that nobody can reach is waited for beside the others, and not for ever.
static struct step *
add_patient(struct build *b, const struct step_kind *kind, struct member *m)
{
    struct step *s = add(b, kind, m);

    step_patience(s, m->np->ready_ms);
    return s;
}

static struct step *
add_create(struct build *b, struct member *m)
{
    struct step *s = graph_add(b->graph, &machine_create, m->node->label, NULL, m->np->type->id, m);

    // A node that the inventory knows may have a machine whose birth nobody heard of.
    s->uncertain = m->node->state != STATE_NOTEXIST;
    step_needs(s, build_made(b, m->placement));
    step_needs(s, build_made(b, m->vpc));
    step_needs(s, build_made(b, m->firewall));
    step_needs(s, build_made(b, m->address));
    step_after(b->known, s);
    return s;
}

// What must hold on a node, in this order: homes and files lie on file systems; files and units may
// name addresses, which are known by then, and come behind packages and before scripts.
static const struct step_kind *const brings[] = { &node_storage, &node_extended, &node_accounts,
    &node_membership, &node_packages, &node_content };

// Does securing it, which is open, bring it, or is nobody to know what it should be?
static bool
is_left(const struct build *b, const struct aspect *a, bool open)
{
    return (open && a->basis == ASPECT_OF_PLAN) ||
           (b->of->hears && (a->kind == &node_storage || a->kind == &node_extended));
}

// Has it anything to bring, as far as can be told before? others: it tells of other nodes.
static bool
is_expected(
    const struct build *b, const struct step_kind *kind, struct member *m, bool open, bool *others)
{
    bool expected = false;

    *others = false;
    for (size_t i = 0; i < ASPECT_COUNT; i++) {
        const struct aspect *a = aspects[i];
        if (a->kind != kind || is_left(b, a, open) || !aspect_expected(a, m))
            continue;
        expected = true;
        *others |= a->basis == ASPECT_OF_OTHERS;
    }
    return expected;
}

// What the others are, once all of them are known; whoever leaves waits until all were told.
static struct step *
add_bring(struct build *b, const struct step_kind *kind, struct member *m, bool others,
    struct step *before)
{
    struct step *s = add_patient(b, kind, m);

    if (others)
        step_after(s, b->known);
    if (kind == &node_storage)
        build_stored(b, m, s);
    if (others && m->firewall)
        step_after(s, m->firewall->ruled);
    step_needs(s, before);
    if (others)
        step_after(b->told, s);
    return s;
}

// Files and units restart what is not to run.
static bool
waits_for_start(const struct step_kind *kind, const struct member *m)
{
    return kind == &node_content && m->node->state == STATE_DRAINED;
}

static struct step *
add_brings(struct build *b, struct member *m, bool open, struct step *before)
{
    bool others;

    for (size_t i = 0; i < sizeof brings / sizeof brings[0]; i++)
        if (!waits_for_start(brings[i], m) && is_expected(b, brings[i], m, open, &others))
            before = add_bring(b, brings[i], m, others, before);
    return before;
}

// Whoever was closed once may have been opened since.
static struct step *
add_look(struct build *b, struct member *m, struct step *before)
{
    struct step *s = add_patient(b, &node_look, m);

    build_way(b, m, s);
    step_needs(s, before);
    return s;
}

static bool
is_open(const struct member *m, bool replaced)
{
    return replaced || !m->node->secured;
}

static struct step *
add_secure(struct build *b, struct member *m, struct step *before, struct step *end, bool replaced)
{
    struct step *secure = NULL;

    if (is_open(m, replaced)) {
        if (m->node->login && !replaced) {
            struct step *introduce = add_patient(b, &node_introduce, m);
            build_way(b, m, introduce);
            step_needs(introduce, before);
            before = introduce;
        }
        secure = add_patient(b, &node_secure, m);
        build_way(b, m, secure);
        build_carries(b, m, secure);
        step_needs(secure, before);
        before = secure;
    } else {
        before = add_look(b, m, before);
    }
    if (secure || // killed between the two, it trusts both keys
        (m->node->host_key && strchr(m->node->host_key, '\n'))) {
        struct step *key = add_patient(b, &node_hostkey, m);
        step_needs(key, before);
        step_needs(end, key);
    }
    return before;
}

// A machine that is to have volumes, or disks by its plan, is born without being booted; nobody may
// have come to it.
static bool
is_booted(const struct change *c, const struct member *m)
{
    const bool fresh = c->kind == CHANGE_REPLACE || !m->node->booted;

    return c->boots || (fresh && (m->attaches || m->n_disks || m->holds));
}

static struct step *
add_boot(struct build *b, const struct change *c, struct member *m, struct step *before)
{
    struct step *ready = add_patient(b, &machine_ready, m);

    if (is_booted(c, m)) {
        // Somebody who died may have booted it: it is busy until it runs.
        struct step *boot = m->attaches || m->n_disks || m->holds || m->node->booted
                                ? add_patient(b, &machine_boot, m)
                                : add(b, &machine_boot, m);
        step_needs(boot, before);
        before = boot;
    }
    step_needs(ready, before);
    return ready;
}

// A new, unfinished or replaced node (its machine is removed first): create, boot, secure; then the
// others' names and addresses, which its own scripts may count on.
static void
add_node(struct build *b, const struct change *c, struct member *m, struct step *before)
{
    struct step *end = add(b, &node_started, m);
    const bool replaced = c->kind == CHANGE_REPLACE, born = replaced || !m->node->cloud_id;

    m->holds = !m->node->off && build_has_event(m->np, EVENT_CREATED);
    if (born) {
        struct step *s = add_create(b, m);
        step_needs(s, before);
        before = s;
    }
    step_needs(end, build_named(b, m, born, before));
    before = build_ranged(b, m, born, build_extended(b, m, born, before));
    if (replaced || !m->node->booted)
        before = build_disks(b, m, before);
    if (born)
        build_addressed(b, m, before);
    before = build_attached(b, m, replaced, before);
    if (!m->node->off) {
        if (replaced || !m->node->booted)
            before = build_hooks(b, m, EVENT_CREATED, replaced, NULL, before);
        before = add_boot(b, c, m, before);
        before = add_secure(b, m, before, end, replaced);
        before = add_brings(b, m, is_open(m, replaced), before);
        before = build_shared(b, m, born, before);
        before = build_hooks(b, m, EVENT_FIRSTBOOT, replaced, NULL, before);
        before = build_events(b, c, m, replaced, before);
        if (!born)
            before = build_change(b, m, before);
    } else {
        before = build_shared(b, m, born, before);
    }
    step_needs(end, born ? build_guarded(b, m, before) : before);
    if (!replaced)
        build_parted(b, m, before);
    if (m->node->booted)
        build_mended(b, m->node, end);
    build_balanced(b, m, end);
}

// A node that stays as it is hears of the others.
static void
add_kept(struct build *b, struct member *m, struct step *before)
{
    build_attached(b, m, false, before);
    if (m->node->state == STATE_STARTED)
        before = build_change(
            b, m, build_changed(b, m, add_brings(b, m, false, add_look(b, m, before))));
    else if (m->node->state == STATE_DRAINED && build_hears(m))
        before = add_brings(b, m, false, add_look(b, m, before));
    build_parted(b, m, before);
    build_balanced(b, m, before);
    build_dismissed(b, m);
}

struct step *
build_back(struct build *b, const struct change *c, struct member *m, struct step *before)
{
    return add_brings(b, m, false, add_look(b, m, add_boot(b, c, m, before)));
}

// One whose machine is off, or busy, hears of them when it runs again.
static void
add_woken(struct build *b, const struct change *c, struct member *m, struct step *before)
{
    struct step *end = add(b, &node_started, m);

    before = build_back(b, c, m, build_attached(b, m, false, before));
    before = build_change(b, m, build_events(b, c, m, c->kind == CHANGE_BOOT, before));
    step_needs(end, before);
    build_parted(b, m, before);
    build_mended(b, m->node, end);
    build_balanced(b, m, end);
}

// One whose machine is changed in place: back when it serves again.
static void
add_resized(struct build *b, const struct change *c, struct member *m, struct step *put)
{
    struct step *end = add(b, &node_started, m), *first, *before;

    before = build_resized(b, c, m, &first);
    step_needs(first, put);
    before = build_attached(b, m, false, before);
    if (!m->node->off) {
        struct step *ready = add_patient(b, &machine_ready, m);
        step_needs(ready, before);
        before = build_changed(b, m, add_brings(b, m, false, add_look(b, m, ready)));
        before = build_change(b, m, before);
        before = build_services(b, m, false, true, NULL, before);
        struct step *serving = add(b, &node_serving, m);
        step_needs(serving, before);
        before = build_returned(b, m, serving);
    }
    step_needs(end, before);
    build_parted(b, m, before);
    build_in_turn(b, m, first, end);
    build_balanced(b, m, end);
}

// The part of it that is over once it was booted with its new system. Volumes are there by then.
static struct step *
add_system(struct build *b, const struct change *c, struct member *m, struct step *put,
    struct step **first)
{
    const bool over = !c->anew && m->node->booted;
    struct step *before = over ? put : build_rebuilt(b, c, m, put, first), *boot;

    before = build_attached(b, m, !over && !m->np->disks, before);
    if (over && !c->boots)
        return before;
    boot = add_patient(b, &machine_boot, m);
    step_needs(boot, before);
    return boot;
}

// One whose machine gets another system: secured and set up as a new one is, back when it serves.
static void
add_rebuilt(struct build *b, const struct change *c, struct member *m, struct step *put)
{
    struct step *end = add(b, &node_started, m), *first = NULL;
    struct step *before = add_system(b, c, m, put, &first);
    struct step *ready = add_patient(b, &machine_ready, m);

    step_needs(ready, before);
    before = add_secure(b, m, ready, end, c->anew);
    before = add_brings(b, m, is_open(m, c->anew), before);
    before = build_hooks(b, m, EVENT_FIRSTBOOT, c->anew, NULL, before);
    before = build_events(b, c, m, c->anew, before);
    struct step *serving = add(b, &node_serving, m);
    step_needs(serving, before);
    step_needs(end, build_returned(b, m, serving));
    build_balanced(b, m, end);
    if (!first || m->np->disks) // else none was left in it
        build_parted(b, m, serving);
    build_in_turn(b, m, first ? first : ready, end);
}

static void
add_change(struct build *b, const struct change *c, struct member *m)
{
    struct step *put = build_settled(b, c, m);

    if (c->kind == CHANGE_REPLACE || (c->kind == CHANGE_REBUILD && c->anew))
        b->start = START_FIRST;
    switch (c->kind) {
    case CHANGE_CREATE:
    case CHANGE_FINISH:
        add_node(b, c, m, put);
        break;
    case CHANGE_KEEP:
    case CHANGE_UPDATE:
        add_kept(b, m, put);
        break;
    case CHANGE_BOOT:
    case CHANGE_WAIT:
        add_woken(b, c, m, put);
        break;
    case CHANGE_RESIZE:
        add_resized(b, c, m, put);
        break;
    case CHANGE_REBUILD:
        add_rebuilt(b, c, m, put);
        break;
    case CHANGE_STOP:
        build_stopped(b, m);
        break;
    case CHANGE_DRAIN:
        build_emptied(b, m);
        break;
    case CHANGE_RESTART:
        build_restarted(b, c, m, put);
        break;
    case CHANGE_AWAY:
        build_parted(b, m, NULL);
        break;
    case CHANGE_DELETE:
        build_leaves(b, m);
        break;
    case CHANGE_REPLACE:
        add_node(b, c, m, build_replaced(b, m));
        break;
    }
    b->start = START_THIS;
}

static void
build_done(struct build *b)
{
    struct map *const maps[] = { &b->hidden, &b->sizes, &b->down, &b->well, &b->crews, &b->firsts,
        &b->barriers, &b->changing, &b->plays };

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_done(maps[i]);
}

int
plan_build(struct graph *g, struct world *w, const struct wants *of, const struct map *done,
    struct lct_err *err)
{
    struct build b = { .graph = g, .world = w, .of = of, .done = done, .err = err };

    b.known = graph_add(g, &members_known, w->cluster->slug, NULL, "", w);
    b.told = graph_add(g, &members_told, w->cluster->slug, NULL, "", w);
    step_after(b.told, b.known);
    build_groups(&b);
    build_order(&b);
    build_crews(&b);
    build_holdings(&b);
    for (size_t i = 0; i < of->n; i++)
        add_change(&b, &of->changes[i], &w->members[i]);
    build_order_chain(&b);
    build_done(&b);
    return err->code == LCT_OK ? graph_check(g, err) : err->code;
}
