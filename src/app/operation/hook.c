// SPDX-License-Identifier: MIT
// Scripts of the plan on chosen nodes: what ran, and running them again.
#include <string.h>

#include "app/converge/converge.h"
#include "app/fanout/selector.h"
#include "app/query/inventory.h"
#include "app/run/local.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/pattern.h"
#include "base/str.h"
#include "lct/hook.h"
#include "step/kinds.h"

// Nodes of the cluster, which of them are chosen, and what is known of their scripts.
struct choice {
    struct run *run;
    const struct lct_hook_args *args;
    struct node **nodes;
    size_t n;
    bool *picked;
    struct map facts; // "UUID EVENT/NAME" -> struct fact
    struct map plays; // of build_play
};

static const char *
step_name(struct arena *a, const struct plan_step *ps)
{
    return arena_printf(a, "%s/%s", event_name(ps->event), ps->name);
}

static bool
is_wanted(const struct choice *c, const struct plan_step *ps)
{
    const char *wanted = c->args->steps;

    return !ps->alias && (!wanted || pattern_fits(wanted, ps->name) ||
                             pattern_fits(wanted, step_name(c->run->arena, ps)));
}

// Those of other events than the first boot run again only by name. What went with the machine does
// not, nor do rules: they hold.
static bool
is_rerun(const struct choice *c, const struct plan_step *ps)
{
    return is_wanted(c, ps) && !ps->handed && !ps->n_rules &&
           (c->args->steps || ps->event == EVENT_FIRSTBOOT);
}

static int
read_facts(struct choice *c, struct lct_err *err)
{
    struct run *r = c->run;
    size_t n;
    struct fact **facts = kept_facts(r->t, r->arena, r->cluster->uuid, &n, err);

    if (!facts)
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (str_starts(facts[i]->key, "hook:") && hook_mark_ran(facts[i]->value))
            map_put(&c->facts, arena_printf(r->arena, "%s %s", facts[i]->node, facts[i]->key + 5),
                facts[i]);
    return LCT_OK;
}

static const struct fact *
fact_of(const struct choice *c, const struct node *n, const struct plan_step *ps)
{
    struct arena *a = c->run->arena;

    return map_get(&c->facts, arena_printf(a, "%s %s", n->uuid, step_name(a, ps)));
}

// r->cluster is known.
static int
choose(struct choice *c, struct lct_err *err)
{
    struct run *r = c->run;
    struct lct *t = r->t;

    if (plan_of_cluster(t, r->cluster, &r->plan, err) < 0 ||
        !(c->nodes = kept_nodes(t, r->arena, r->cluster->uuid, &c->n, err)))
        return err->code;
    plan_sort(r->plan->plan, c->nodes, c->n);
    c->picked = arena_array(r->arena, c->n, sizeof *c->picked);
    for (size_t i = 0; !c->args->on && i < c->n; i++)
        c->picked[i] = true;
    if (c->args->on &&
        selector_pick(r->arena, c->args->on, r->cluster, c->nodes, c->n, c->picked, err) < 0)
        return err->code;
    return read_facts(c, err);
}

static void
choice_done(struct choice *c)
{
    map_done(&c->facts);
    map_done(&c->plays);
}

static int
fail_none(const struct choice *c, struct lct_err *err)
{
    const char *name = c->run->cluster->name;

    lct_fail(err, LCT_ENOTFOUND, "no such step of cluster %s is run again on these nodes", name);
    return lct_hint(err, "%s shows them all", ADVICE(HOOK_LIST, name));
}

// ---- list

static void
add_doc(struct arena *a, struct doc *list, const struct choice *c, const struct node *n,
    const struct plan_step *ps)
{
    const struct fact *fact = fact_of(c, n, ps);
    struct doc *d = doc_add(a, list, doc_map(a));
    char ran[CLOCK_TEXT];

    if (fact)
        clock_text(fact->at_ms, ran);
    doc_put_string(a, d, "node", arena_strdup(a, n->name));
    doc_put_string(a, d, "label", arena_strdup(a, n->label));
    doc_put_string(a, d, "step", step_name(a, ps));
    doc_put_string(a, d, "ran", fact ? arena_strdup(a, ran) : NULL);
    doc_put_bool(a, d, "changed", fact && !str_eq(hook_mark_digest(a, fact->value), ps->digest));
    doc_put_string(a, d, "state", state_name(n->state));
}

static int
list(struct choice *c, struct lct_answer **ret, struct lct_err *err)
{
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    const struct plan *plan = c->run->plan->plan;

    doc_put_string(a, answer->root, "cluster", arena_strdup(a, c->run->cluster->name));
    struct doc *hooks = doc_put(a, answer->root, "hooks", doc_list(a));
    for (size_t i = 0; i < c->n; i++) {
        const struct node *n = c->nodes[i];
        const struct node_plan *np =
            c->picked[i] ? plan_node_plan(plan, n->region, n->group) : NULL;
        for (size_t k = 0; np && k < np->n_steps; k++)
            if (is_wanted(c, &np->steps[k]))
                add_doc(a, hooks, c, n, &np->steps[k]);
    }
    if (c->args->steps && !doc_count(hooks)) {
        lct_answer_free(answer);
        return fail_none(c, err);
    }
    *ret = answer;
    return LCT_OK;
}

static const struct lct_hook_args all_hooks = { 0 };

int
lct_hook_list(struct lct *t, const char *cluster, const struct lct_hook_args *args,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && cluster && ret);
    struct run r;
    struct choice c = { .run = &r, .args = args ? args : &all_hooks };
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = cluster_need(t, r.arena, cluster, &r.cluster, err);
    if (code == LCT_OK)
        code = choose(&c, err);
    if (code == LCT_OK)
        code = list(&c, ret, err);
    choice_done(&c);
    run_done(&r);
    return code;
}

// ---- rerun

static void
add_hooks(struct choice *c, struct member *m, const char *anew)
{
    struct arena *a = graph_arena(c->run->graph);
    struct step *before = NULL;

    for (size_t i = 0; i < m->np->n_steps; i++) {
        const struct plan_step *ps = &m->np->steps[i];
        if (!is_rerun(c, ps))
            continue;
        struct hook *h = ARENA_NEW(a, struct hook);
        *h = (struct hook){ .member = m, .step = ps, .anew = anew };
        struct step *s =
            graph_add(c->run->graph, &node_hook, m->node->label, step_name(a, ps), ps->digest, h);
        s->usual_ms = ps->usual_ms;
        step_needs(s, before);
        build_play(c->run->graph, &c->run->world, &c->plays, s, "", NULL, before);
        before = s;
    }
}

// One that was asked for by its name, of a chosen node, and went with the machine; NULL: none.
static const struct plan_step *
find_handed(const struct choice *c)
{
    for (size_t i = 0; c->args->steps && i < c->n; i++) {
        const struct node *n = c->nodes[i];
        const struct node_plan *np =
            c->picked[i] ? plan_node_plan(c->run->plan->plan, n->region, n->group) : NULL;
        for (size_t k = 0; np && k < np->n_steps; k++)
            if (np->steps[k].handed && is_wanted(c, &np->steps[k]))
                return &np->steps[k];
    }
    return NULL;
}

static int
fail_not_rerun(const struct choice *c, struct lct_err *err)
{
    const struct plan_step *handed = find_handed(c);

    if (!handed)
        return fail_none(c, err);
    lct_fail(err, LCT_ENOTFOUND,
        "%s is not run again: a %s goes with the machine when it is made, and runs once, then",
        step_name(c->run->arena, handed), handed->scheme);
    return lct_hint(err, "a new system runs it anew: %s", ADVICE(CLUSTER_REBUILD));
}

// Everybody is a member: scripts are told who the others are.
static int
build(struct choice *c, struct lct_err *err)
{
    struct run *r = c->run;
    struct member *members = run_members(r, c->n);
    char *anew = arena_alloc(r->arena, UUID_TEXT);

    uuid_new(loop_random(r->t->loop), anew);
    for (size_t i = 0; i < c->n; i++) {
        members[i].node = c->nodes[i];
        members[i].np = plan_node_plan(r->plan->plan, c->nodes[i]->region, c->nodes[i]->group);
    }
    r->world.plan = r->plan->plan;
    r->world.known = true; // the others are who they were
    world_init(&r->world);
    if (run_neighbours(r, err) < 0)
        return err->code;
    r->graph = graph_new(r->t->loop, &r->world);
    for (size_t i = 0; i < c->n; i++) {
        if (!c->picked[i] || !members[i].np)
            continue;
        if (members[i].node->state == STATE_STARTED)
            add_hooks(c, &members[i], anew);
        else
            run_notice(r, members[i].node->label, "it is %s: nothing is run on it",
                state_name(members[i].node->state));
    }
    if (!graph_count(r->graph))
        return fail_not_rerun(c, err);
    return graph_check(r->graph, err) < 0 ? err->code : local_check(r, err);
}

static const char *
summarise(const struct run *r)
{
    const struct graph_counts *n = &r->counts;

    if (n->done == n->total)
        return arena_printf(
            r->arena, "%zu %s run", n->done, n->done == 1 ? "script was" : "scripts were");
    return arena_printf(
        r->arena, "%zu of %zu scripts were run, %zu failed", n->done, n->total, n->failed);
}

static int
rerun(struct choice *c, const char *cluster, struct lct_err *err)
{
    struct run *r = c->run;
    int code;

    if (converge_open(r, cluster, err) < 0 || choose(c, err) < 0 || build(c, err) < 0 ||
        run_record(r, "hook", NULL, err) < 0 || run_graph(r, err) < 0)
        return err->code;
    code = run_conclude(r, r->cluster->state, summarise(r), err);
    if (code == LCT_OK)
        return code;
    return lct_hint(err,
        "to run them again: the same command; a script that was mended comes with: %s",
        ADVICE(CLUSTER_APPLY, r->cluster->name));
}

int
lct_hook_rerun(struct lct *t, const char *cluster, const struct lct_hook_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && cluster && ret);
    struct run r;
    struct choice c = { .run = &r, .args = args ? args : &all_hooks };
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = rerun(&c, cluster, err);
    if (r.record.id)
        *ret = run_answer(&r);
    choice_done(&c);
    run_done(&r);
    return code;
}
