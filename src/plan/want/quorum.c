// SPDX-License-Identifier: MIT
// Node plans with quorum: yes, whose nodes have votes or data of one another: what may not be done
// to them yet.
#include "base/map.h"
#include "base/str.h"
#include "plan/plan.h"

#define MOST_NAMED 8

// What the changes do to the nodes of one of them.
struct tally {
    const struct node_plan *np;
    const struct region_plan *rp;
    size_t members, staying, replaced, rebuilt, leaving; // rebuilt: of those that are replaced
    size_t down, draining, turning;                      // drained or off; now; away in their turn
    const char *names[MOST_NAMED];                       // of those that leave
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

// One that never had a machine is no member; one that was already leaving was let go.
static void
count_change(struct tally *t, const struct change *c)
{
    if (!c->node->cloud_id)
        return;
    t->members++;
    t->down += !node_serves(c->node);
    t->draining += c->kind == CHANGE_DRAIN;
    t->turning += (c->kind == CHANGE_RESTART || in_turn(c)) && node_serves(c->node);
    t->staying +=
        (c->kind == CHANGE_KEEP && !c->node->drained) || c->kind == CHANGE_UPDATE || in_turn(c);
    t->rebuilt += c->kind == CHANGE_REBUILD && !in_turn(c);
    t->replaced +=
        (c->kind == CHANGE_REPLACE && !c->node->lost) || (c->kind == CHANGE_REBUILD && !in_turn(c));
    if (c->kind != CHANGE_DELETE || c->node->state == STATE_DESTROYING)
        return;
    if (t->leaving < MOST_NAMED)
        t->names[t->leaving] = c->node->name;
    t->leaving++;
}

static int
refuse_leaving(
    const char *names, const struct node_plan *np, const char *region, struct lct_err *err)
{
    lct_fail(err, LCT_EPLAN,
        "%s would leave '%s' in %s, whose nodes have votes or data of one another (quorum: yes): "
        "leaving is not carried out yet",
        names, np->name, region);
    return lct_hint(err, "leave its count as it is; deleting the whole cluster is possible");
}

// Who asked for more by scale and applies a packaged plan again has said no count.
static int
hint_count(const struct tally *t, struct lct_err *err)
{
    const size_t count = t->np->count + t->leaving;

    if (!t->np->count_bounds)
        return LCT_EPLAN;
    return lct_hint(err,
        "leave its count at %zu (--set %.80s=%zu of its plan); deleting the whole cluster is "
        "possible",
        count, t->np->count_bounds->parameter, count);
}

static int
check_leaving(struct arena *a, const struct tally *t, struct lct_err *err)
{
    const char *names = "";

    for (size_t i = 0; i < t->leaving && i < MOST_NAMED; i++)
        names = arena_printf(a, "%s%s%s", names, i ? ", " : "", t->names[i]);
    if (t->leaving > MOST_NAMED)
        names = arena_printf(a, "%s and %zu more", names, t->leaving - MOST_NAMED);
    if (!t->leaving)
        return LCT_OK;
    refuse_leaving(names, t->np, t->rp->region->id, err);
    return hint_count(t, err);
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

int
quorum_check_node(const struct plan *p, const struct node *n, struct lct_err *err)
{
    const struct node_plan *np = n->cloud_id ? plan_node_plan(p, n->region, n->group) : NULL;

    return np && np->quorum ? refuse_leaving(n->name, np, n->region, err) : LCT_OK;
}
