// SPDX-License-Identifier: MIT
// What another cluster's nodes are, as rules, names and what counts on them: brought to nodes that
// run, by the plan that their cluster keeps. What their own machines should be is not asked.
#include "app/converge/follow.h"

#include "app/converge/converge.h"
#include "app/converge/roster.h"
#include "app/converge/standing.h"
#include "app/run/local.h"
#include "base/advice.h"
#include "base/err.h"

static struct node **
nodes_of(const struct run *r)
{
    struct node **nodes = arena_array(r->arena, r->world.n_members, sizeof(struct node *));

    for (size_t i = 0; i < r->world.n_members; i++)
        nodes[i] = r->world.members[i].node;
    return nodes;
}

// One that should run, and whose machine does not.
static bool
is_away(const struct run *r, const struct node *n)
{
    const struct machine *seen = observed_of(&r->seen, n);

    return node_is_up(n) && (!seen || seen->status != MACHINE_RUNNING);
}

static void
set_change(struct run *r, struct member *m, struct change *c)
{
    m->away = !m->leaving && is_away(r, m->node);
    r->left += m->away;
    *c = (struct change){
        .kind = m->leaving || m->away ? CHANGE_AWAY : CHANGE_KEEP,
        .node = m->node,
        .np = m->np,
        .tags = m->node->tags,
    };
    if (m->away)
        run_notice(r, m->node->label, "Linode %s does not run", m->node->cloud_id);
}

static struct wants
wants_of(struct run *r)
{
    const size_t n = r->world.n_members;
    struct change *changes = arena_array(r->arena, n, sizeof *changes);
    struct resource_change *things = arena_array(r->arena, r->world.n_holdings, sizeof *things);

    for (size_t i = 0; i < n; i++)
        set_change(r, &r->world.members[i], &changes[i]);
    for (size_t i = 0; i < r->world.n_holdings; i++)
        things[i] = (struct resource_change){ .kind = CHANGE_KEEP,
            .resource = r->world.holdings[i].resource };
    return (struct wants){ changes, n, things, r->world.n_holdings, .hears = true };
}

static int
build(struct run *r, struct lct_err *err)
{
    _own_(map) struct map done = { 0 };

    if (run_opened(r, true, err) < 0 || run_neighbours(r, err) < 0 ||
        converge_facts(r, &done, err) < 0 ||
        rosters_begin(r, r->world.plan, nodes_of(r), r->world.n_members, &done, err) < 0)
        return err->code;
    const struct wants of = wants_of(r);
    r->graph = graph_new(r->t->loop, &r->world);
    return plan_build(r->graph, &r->world, &of, &done, err);
}

static const char *
summarise(const struct run *r)
{
    const size_t failed = r->counts.total - r->counts.done;

    return failed    ? arena_printf(r->arena, "%zu of %zu steps failed", failed, r->counts.total)
           : r->left ? arena_printf(r->arena, "%zu %s not run", r->left,
                           r->left == 1 ? "node does" : "nodes do")
                     : "its nodes heard of other clusters";
}

int
follow(struct run *r, struct lct_err *err)
{
    if (run_observe(r, err) < 0 || standing_set(r, err) < 0 || build(r, err) < 0 ||
        local_check(r, err) < 0 || run_record(r, "follow", NULL, err) < 0 || run_graph(r, err) < 0)
        return err->code;
    run_heard(r);
    r->left_hint = arena_printf(r->arena, "%s boots what does not run, and brings it",
        ADVICE(CLUSTER_APPLY, r->cluster->name));
    return run_conclude(r, r->cluster->state, summarise(r), err);
}
