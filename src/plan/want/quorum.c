// SPDX-License-Identifier: MIT
// Node plans with quorum: yes, whose nodes have votes or data of one another: what may not be done
// to them.
#include "base/map.h"
#include "base/str.h"
#include "plan/plan.h"

#define MOST_NAMED 8

// What the changes do to the nodes of one of them.
struct tally {
    const struct node_plan *np;
    const struct region_plan *rp;
    size_t members, staying, replaced, rebuilt; // staying: and serve; rebuilt: of those replaced
    size_t leaving, parted;                     // now; by steps of destroy, also of earlier ones
    size_t down, draining, turning;             // drained or off; now; away in their turn
    const char *names[MOST_NAMED];              // of those that leave
};

static const char *
key_of(struct arena *a, const char *region, const char *group)
{
    return arena_printf(a, "%s/%s", region, group);
}

static void
collect(struct arena *a, const struct plan *p, struct map *tallies)
{
    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++) {
            const struct node_plan *np = &p->regions[r].nodes[i];
            struct tally *t = np->quorum ? ARENA_NEW(a, struct tally) : NULL;
            if (!t)
                continue;
            *t = (struct tally){ .np = np, .rp = &p->regions[r] };
            map_put(tallies, key_of(a, p->regions[r].region->id, np->name), t);
        }
}

// One goes when all others are back. Whether one that is rebuilt is, with its part of the data
// again, only its plan can say.
static bool
in_turn(const struct change *c)
{
    return c->kind == CHANGE_RESIZE || (c->kind == CHANGE_REBUILD && c->np->update.ready);
}

// It has its vote meanwhile.
static bool
serves_on(const struct change *c)
{
    return node_serves(c->node) && !c->node->lost &&
           (c->kind == CHANGE_KEEP || c->kind == CHANGE_UPDATE || in_turn(c));
}

// One that was already leaving was let go.
static void
count_leaving(struct tally *t, const struct change *c)
{
    t->parted += c->node->state == STATE_DESTROYING || !c->deaf;
    if (c->node->state == STATE_DESTROYING)
        return;
    if (t->leaving < MOST_NAMED)
        t->names[t->leaving] = c->node->name;
    t->leaving++;
}

// One that never had a machine is no member.
static void
count_change(struct tally *t, const struct change *c)
{
    if (!c->node->cloud_id)
        return;
    t->members++;
    t->down += !node_serves(c->node);
    t->draining += c->kind == CHANGE_DRAIN;
    t->turning += (c->kind == CHANGE_RESTART || in_turn(c)) && node_serves(c->node);
    t->staying += serves_on(c);
    t->rebuilt += c->kind == CHANGE_REBUILD && !in_turn(c);
    t->replaced +=
        (c->kind == CHANGE_REPLACE && !c->node->lost) || (c->kind == CHANGE_REBUILD && !in_turn(c));
    if (c->kind == CHANGE_DELETE)
        count_leaving(t, c);
}

static const char *
names_of(struct arena *a, const struct tally *t)
{
    const char *names = "";

    for (size_t i = 0; i < t->leaving && i < MOST_NAMED; i++)
        names = arena_printf(a, "%s%s%s", names, i ? ", " : "", t->names[i]);
    return t->leaving > MOST_NAMED
               ? arena_printf(a, "%s and %zu more", names, t->leaving - MOST_NAMED)
               : names;
}

static bool
says_how(const struct node_plan *np)
{
    for (size_t i = 0; i < np->n_steps; i++)
        if (np->steps[i].event == EVENT_DESTROY && !np->steps[i].alias)
            return true;
    return false;
}

// As whoever asked for more by scale, and applies a packaged plan again, would say it.
static const char *
count_of(struct arena *a, const struct tally *t)
{
    const struct plan_bounds *b = t->np->count_bounds;

    return b ? arena_printf(
                   a, "%zu (--set %.80s=%zu of its plan)", t->members, b->parameter, t->members)
             : arena_printf(a, "%zu", t->members);
}

static int
refuse_mute(struct arena *a, const struct tally *t, struct lct_err *err)
{
    lct_fail(err, LCT_EPLAN,
        "%s would leave '%s' in %s, whose nodes have votes or data of one another (quorum: yes), "
        "and its plan does not say how",
        names_of(a, t), t->np->name, t->rp->region->id);
    return lct_hint(err,
        "leave its count at %s, or say by steps of 'destroy' how a node hands "
        "over; deleting the whole cluster is possible",
        count_of(a, t));
}

// Those who leave by steps of theirs take their votes along, so that any number may. Those whose
// machines are gone leave theirs behind until a majority of all forgets them.
static int
check_leaving(struct arena *a, const struct tally *t, struct lct_err *err)
{
    const size_t votes = t->members - t->parted, serving = t->staying - (t->turning ? 1 : 0);

    if (!t->leaving)
        return LCT_OK;
    if (!says_how(t->np))
        return refuse_mute(a, t, err);
    if (serving * 2 > votes || !votes)
        return LCT_OK;
    lct_fail(err, LCT_EPLAN,
        "%s cannot leave '%s' in %s: %zu of its %zu votes would serve, no majority (quorum: yes)",
        names_of(a, t), t->np->name, t->rp->region->id, serving, votes);
    return lct_hint(err, "have those that are down serve first, or let only those go");
}

// One at a time, where all others are well, or few enough to leave a majority. Machines that are
// gone anyway come back however many they are.
static bool
may_replace(const struct tally *t)
{
    return !t->replaced || t->staying * 2 > t->members ||
           (t->replaced == 1 && t->staying && t->staying + 1 == t->members);
}

static int
refuse_rebuilt(const struct tally *t, struct lct_err *err)
{
    lct_fail(err, LCT_EPLAN,
        "rebuilding %zu of the %zu nodes of '%s' in %s, with nothing that tells when one is back, "
        "would leave no majority of them, and they have votes or data of one another (quorum: yes)",
        t->replaced, t->members, t->np->name, t->rp->region->id);
    return lct_hint(err,
        "say with 'update: {ready: ...}' how a node tells that it is back; or leave "
        "their image as it is");
}

static int
check_replaced(const struct tally *t, struct lct_err *err)
{
    if (may_replace(t))
        return LCT_OK;
    if (t->rebuilt == t->replaced)
        return refuse_rebuilt(t, err);
    lct_fail(err, LCT_EPLAN,
        "replacing %zu of the %zu nodes of '%s' in %s at once would leave no majority of them, and "
        "they have votes or data of one another (quorum: yes)",
        t->replaced, t->members, t->np->name, t->rp->region->id);
    return lct_hint(err, "leave their type and image as they are: replacing one after the other is "
                         "not carried out yet");
}

// Of those who vote a majority serves, or all but one. One of those that go in their turn is away.
static int
check_drained(const struct tally *t, struct lct_err *err)
{
    const size_t away = t->down + (t->turning ? 1 : 0), left = t->members - away;

    if ((!t->draining && !(t->turning && t->down)) || left * 2 > t->members || (left && away == 1))
        return LCT_OK;
    lct_fail(err, LCT_EPLAN,
        "with %zu of the %zu nodes of '%s' in %s drained, stopped or restarting no majority of "
        "them would serve, and they have votes or data of one another (quorum: yes)",
        away, t->members, t->np->name, t->rp->region->id);
    return lct_hint(err, "start those that are drained or stopped first; to have all of them down, "
                         "stop them");
}

int
quorum_check(struct arena *a, const struct plan *p, const struct change *changes, size_t n,
    struct lct_err *err)
{
    _own_(map) struct map tallies = { 0 };

    collect(a, p, &tallies);
    for (size_t i = 0; tallies.n && i < n; i++) {
        const struct node *node = changes[i].node;
        struct tally *t = map_get(&tallies, key_of(a, node->region, node->group));
        if (t)
            count_change(t, &changes[i]);
    }
    map_each (it, &tallies)
        if (check_leaving(a, it->value, err) < 0 || check_replaced(it->value, err) < 0 ||
            check_drained(it->value, err) < 0)
            return err->code;
    return LCT_OK;
}
