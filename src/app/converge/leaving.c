// SPDX-License-Identifier: MIT
// Nodes whose machines go: the hooks that run before.
#include "app/converge/leaving.h"

#include "app/converge/want.h"
#include "base/err.h"
#include "base/str.h"
#include "model/hook.h"

#define NEVER_READY "leaving" // the fact of a node that was not when it was let go

// ---- by which plan

// Of an operation that died the plan is kept already that has no word of those who leave.
static void
look_back(struct run *r)
{
    size_t n, k = 0;
    struct cluster **list = kept_plans(r->t, r->arena, r->cluster->uuid, &n, ERR_IGNORED);

    r->looked_former = true;
    for (size_t i = 0; list && i < n && k < PLANS_KEPT; i++)
        if (plan_of_cluster(r->t, list[i], &r->former[k], ERR_IGNORED) == LCT_OK)
            k++;
}

static const struct node_plan *
plan_that_has(struct run *r, const struct plan *now, const struct node *n)
{
    const struct plan *kept = want_kept_plan(r);
    const struct node_plan *np = now ? plan_node_plan(now, n->region, n->group) : NULL;

    if (!np && kept)
        np = plan_node_plan(kept, n->region, n->group);
    if (!np && !r->looked_former)
        look_back(r);
    for (size_t i = 0; !np && i < PLANS_KEPT && r->former[i]; i++)
        np = plan_node_plan(r->former[i]->plan, n->region, n->group);
    return np;
}

static bool
has_hooks(const struct node_plan *np, const struct node *n)
{
    for (size_t i = 0; i < np->n_steps; i++)
        if (np->steps[i].event == EVENT_DESTROY && !np->steps[i].alias &&
            hook_meant(&np->steps[i], n))
            return true;
    return false;
}

// ---- who hears it

bool
leaving_was_ready(const struct node *n)
{
    return n->secured && !n->unready && n->state != STATE_CREATING && n->state != STATE_CREATED &&
           n->state != STATE_FAILED;
}

// Whoever was let go by an operation that died is only "destroying" by now.
static bool
is_noted(struct run *r, const struct node *n)
{
    size_t count;
    struct fact **facts = kept_facts(r->t, r->arena, r->cluster->uuid, &count, ERR_IGNORED);

    for (size_t i = 0; facts && i < count; i++)
        if (str_eq(facts[i]->node, n->uuid) && str_eq(facts[i]->key, NEVER_READY))
            return true;
    return false;
}

static const char *
deaf_because(struct run *r, const struct node *n)
{
    if (!n->seen)
        return n->lost ? "its machine is gone" : "it has no machine";
    if (n->seen->status != MACHINE_RUNNING)
        return "its machine does not run";
    if (!leaving_was_ready(n) || (n->state == STATE_DESTROYING && is_noted(r, n)))
        return "it never became ready, or failed";
    if (str_empty(n->host_key))
        return "its host key is not known";
    return r->keys.root ? NULL : "the cluster's keys are not here";
}

static void
tell_with(struct arena *a, struct change *c)
{
    c->reason = arena_printf(a, "%s%swhat its plan runs at destroy does not run: %s",
        c->reason ? c->reason : "", c->reason ? "; " : "", c->deaf);
}

void
leaving_set(struct run *r, const struct plan *now, struct change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct change *c = &changes[i];
        const struct node_plan *np;
        if ((c->kind != CHANGE_DELETE && c->kind != CHANGE_REPLACE) || c->node->login)
            continue;
        np = plan_that_has(r, now, c->node);
        if (!np || !has_hooks(np, c->node))
            continue;
        c->deaf = deaf_because(r, c->node);
        c->was = c->deaf ? NULL : np;
        if (c->deaf)
            tell_with(r->arena, c);
    }
}

void
leaving_tell(struct run *r, const struct change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (changes[i].deaf)
            run_notice(r, changes[i].node->label, "what its plan runs at destroy does not run: %s",
                changes[i].deaf);
    if (r->cluster->plan_text && !r->plan)
        run_notice(r, NULL,
            "the plan that the cluster keeps cannot be read: what it runs at destroy does not run");
}

void
leaving_begin(struct member *m)
{
    struct world *w = m->world;
    const struct fact fact = { .cluster = m->node->cluster,
        .node = m->node->uuid,
        .key = NEVER_READY,
        .value = state_name(m->node->state),
        .at_ms = loop_wall_ms(w->loop) };

    if (!leaving_was_ready(m->node))
        ledger_put(w->ledger, RECORD_FACT, &fact);
    member_state(m, STATE_DESTROYING);
}
