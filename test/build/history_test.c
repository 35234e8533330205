// SPDX-License-Identifier: MIT
// Runs text cases of change: plans one after the other, each carried out before the next. In a
// .case file, in order of time:
//
//     --- next             another plan follows (nothing: the same again)
//     --- lose LABEL       the cloud no longer has its machine
//     --- fail LABEL       it failed
//     --- unborn LABEL     its creation was not confirmed
//     --- leave LABEL      it was chosen to leave
//     --- off LABEL        another hand switched its machine off
//     --- rebuild LABEL    or rebuilt it
//     --- changes          what the plan changes: "ACTION LABEL (REASON)", or what is wrong
//     --- nodes            the nodes then: LABEL NAME, domain names, tags, numbers drawn
//     --- volumes, --- balancers
//     --- steps            the graph: each step, what it needs, and (~) what it only comes after
//     --- sequence         in which order they are begun, one at a time
#include <stdio.h>
#include <string.h>

#include "../plan/casefile.h"
#include "../plan/seen.h"
#include "base/map.h"
#include "base/str.h"
#include "build/build.h"
#include "graph/engine.h"
#include "plan/plan.h"

struct history {
    struct arena *arena;
    const struct catalogue *catalogue;
    const char *text; // of the plan
    struct map counters;
    struct node **nodes; // the inventory
    size_t n_nodes;
    unsigned uuids;
    unsigned ids;

    struct plan *plan;
    struct desired *desired;
    struct change *changes;
    size_t n_desired, n_changes;
    bool open; // the changes were not carried out yet
    struct buf trouble;
};

static int64_t
draw(void *user, const char *counter)
{
    struct history *h = user;
    intptr_t next = (intptr_t)map_get(&h->counters, counter) + 1;

    map_put(&h->counters, counter, (void *)next);
    return next;
}

static void
new_uuid(void *user, char out[static UUID_TEXT])
{
    struct history *h = user;

    snprintf(out, UUID_TEXT, "00000000-0000-4000-8000-%012u", ++h->uuids);
}

static void
load(struct history *h)
{
    const struct doc_source src = { "plan.yaml", h->text, strlen(h->text) };
    struct load_args args = { 0 };
    struct lct_err err = { 0 };
    struct diags diags;

    diags_init(&diags, h->arena);
    h->plan = NULL;
    if (plan_load(h->arena, &src, &args, &diags, &h->plan, &err) == LCT_OK &&
        plan_resolve(h->plan, h->catalogue, true, &diags, &err) == LCT_OK)
        return;
    h->plan = NULL;
    diags_print(&h->trouble, &diags, &src, 0);
}

static void
work_out(struct history *h)
{
    const struct expand_args args = { .cluster_uuid = "c",
        .cluster_slug = "prod",
        .existing = h->nodes,
        .n_existing = h->n_nodes,
        .draw = draw,
        .user = h,
        .new_uuid = new_uuid };
    struct lct_err err = { 0 };

    h->trouble.len = 0;
    h->n_desired = h->n_changes = 0;
    load(h);
    if (!h->plan)
        return;
    h->open = true;
    if (plan_expand(h->arena, h->plan, &args, &h->desired, &h->n_desired, &err) < 0 ||
        plan_diff(h->arena,
            &(struct diff_args){ h->desired, h->n_desired, h->nodes, h->n_nodes, .mends = true },
            &h->changes, &h->n_changes, &err) < 0)
        buf_addf(&h->trouble, "error: %s\n  %s\n", err.text, err.hint);
}

// What is wanted becomes the inventory, all of it started.
static void
carry_out(struct history *h)
{
    if (!h->open)
        return;
    h->open = false;
    h->nodes = arena_array(h->arena, h->n_desired, sizeof *h->nodes);
    h->n_nodes = h->n_desired;
    for (size_t i = 0; i < h->n_desired; i++) {
        struct node *n = h->nodes[i] = h->desired[i].node;
        if (!n->cloud_id || n->lost)
            n->cloud_id = arena_printf(h->arena, "%u", ++h->ids);
        n->type = h->desired[i].np->type->id;
        n->image = h->desired[i].np->image->id;
        n->tags = h->desired[i].tags;
        n->lost = false;
        n->secured = h->desired[i].np->boot_on_create;
        n->state = n->secured ? STATE_STARTED : STATE_CREATED;
        seen_as_known(h->arena, n);
    }
}

static struct node *
node_of(struct history *h, const char *label)
{
    for (size_t i = 0; i < h->n_nodes; i++)
        if (str_eq(h->nodes[i]->label, label))
            return h->nodes[i];
    printf("# no node %s\n", label);
    return NULL;
}

static bool
happen(struct history *h, const char *what, const char *label)
{
    static const char *const words[] = { "lose", "fail", "unborn", "leave", "off", "rebuild" };
    enum { N = sizeof words / sizeof words[0] };
    size_t i = 0;

    while (i < N && !str_eq(words[i], what))
        i++;
    if (i == N)
        return false;
    carry_out(h);
    struct node *n = node_of(h, label);
    if (!n)
        return true;
    if (i == 4 || i == 5) {
        struct machine *m = seen_as_known(h->arena, n);
        m->rebuilt = i == 5;
        m->status = i == 4 ? MACHINE_OFFLINE : m->status;
        m->status_name = i == 4 ? "offline" : m->status_name;
        return true;
    }
    n->lost |= i == 0;
    if (i == 0 || i == 2)
        n->seen = NULL;
    n->state = i == 1   ? STATE_FAILED
               : i == 2 ? STATE_CREATING
               : i == 3 ? STATE_DESTROYING
                        : n->state;
    if (i == 2) {
        n->cloud_id = NULL;
        n->secured = false;
    }
    return true;
}

static void
add_changes(struct history *h, struct buf *out)
{
    buf_adds(out, buf_str(&h->trouble));
    for (size_t i = 0; i < h->n_changes; i++) {
        const struct change *c = &h->changes[i];
        buf_addf(out, "%s %s", change_name(c->kind), c->node->label);
        if (c->reason)
            buf_addf(out, " (%s)", c->reason);
        buf_addc(out, '\n');
    }
}

static void
add_nodes(struct history *h, struct buf *out)
{
    for (size_t i = 0; i < h->n_desired; i++) {
        const struct desired *d = &h->desired[i];
        buf_addf(out, "%s %s", d->node->label, d->node->name);
        if (d->node->public_fqdn)
            buf_addf(out, " %s", d->node->public_fqdn);
        if (d->node->private_fqdn)
            buf_addf(out, " %s", d->node->private_fqdn);
        for (const char *const *tag = d->tags; *tag; tag++)
            buf_addf(out, "%s%s", tag == d->tags ? " tags " : ",", *tag);
        buf_addf(out, " %s\n", d->node->draws);
    }
}

static void
add_volumes(struct history *h, struct buf *out)
{
    struct wanted_volume *v;
    size_t n = plan_volumes(h->arena, h->desired, h->n_desired, &v);

    for (size_t i = 0; i < n; i++)
        buf_addf(out, "%s of %s: %lld GB %s at %s\n", v[i].label, v[i].desired->node->label,
            (long long)v[i].disk->size_mb / 1024, v[i].disk->fs,
            v[i].disk->mount ? v[i].disk->mount : "-");
}

static void
add_balancers(struct history *h, struct buf *out)
{
    struct wanted_balancer *b;
    size_t n = plan_balancers(h->arena, h->plan, h->desired, h->n_desired, &b);

    for (size_t i = 0; i < n; i++) {
        buf_addf(out, "%s %s:", b[i].rp->region->id, b[i].plan->name);
        for (size_t k = 0; k < b[i].plan->n_ports; k++)
            buf_addf(out, " %s %u to %u", b[i].plan->ports[k].protocol, b[i].plan->ports[k].port,
                b[i].plan->ports[k].target_port);
        for (size_t k = 0; k < b[i].n_members; k++)
            buf_addf(out, "%s%s", k ? ", " : " at ", b[i].members[k]->node->label);
        buf_addc(out, '\n');
    }
}

// ---- the graph

static void
add_before(const struct graph *g, const struct step *s, bool needs, struct buf *out)
{
    for (size_t i = 0; i < graph_count(g); i++)
        for (const struct edge *e = task_of(graph_at(g, i))->edges; e; e = e->next)
            if (&e->to->step == s && e->needs == needs)
                buf_addf(out, " %s[%s]", needs ? "" : "~", graph_at(g, i)->key);
}

static void
with_graph(struct history *h, struct loop *l, void (*tell)(struct graph *g, struct buf *out),
    struct buf *out)
{
    struct world w = {
        .arena = h->arena, .plan = h->plan, .cluster = &(struct cluster){ .slug = "prod" }
    };
    struct graph *g = graph_new(l, &w);
    _own_(map) struct map done = { 0 };
    struct lct_err err = { 0 };

    w.members = arena_array(h->arena, h->n_changes, sizeof *w.members);
    w.n_members = h->n_changes;
    for (size_t i = 0; i < h->n_changes; i++) {
        const struct change *c = &h->changes[i];
        w.members[i] = (struct member){ .node = c->node,
            .np = c->np,
            .region = c->rp ? c->rp->region : NULL,
            .leaving = c->kind == CHANGE_DELETE };
    }
    world_init(&w);
    if (plan_build(g, &w, &(struct wants){ h->changes, h->n_changes }, &done, &err) < 0)
        buf_addf(out, "error: %s\n", err.text);
    tell(g, out);
    world_done(&w);
    graph_free(g);
}

static void
tell_steps(struct graph *g, struct buf *out)
{
    for (size_t i = 0; i < graph_count(g); i++) {
        const struct step *s = graph_at(g, i);
        buf_addf(out, "%s:", s->key);
        add_before(g, s, true, out);
        add_before(g, s, false, out);
        buf_addc(out, '\n');
    }
}

static void
add_steps(struct history *h, struct buf *out)
{
    with_graph(h, NULL, tell_steps, out);
}

// ---- in sequence

static void
end_at_once(struct step *s)
{
    step_end(s, NULL);
}

static const struct step_kind pretended = {
    .name = "pretended", .lane = LANE_API, .start = end_at_once
};

static int
put_nothing(void *user, const struct step *s, struct lct_err *err)
{
    return LCT_OK;
}

static void
commit_at_once(void *user, void (*done)(void *, const struct lct_err *), void *done_user)
{
    done(done_user, NULL);
}

static void
note_begun(void *user, const struct step *s, const struct graph_counts *c)
{
    if (s->state == STEP_RUNNING)
        buf_addf(user, "%s\n", s->key);
}

// Runs the graph, each step doing nothing.
static void
tell_sequence(struct graph *g, struct buf *out)
{
    const struct graph_limits limits = { .sequential = true };
    const struct journal journal = { put_nothing, commit_at_once, NULL };
    const struct graph_events events = { .step = note_begun, .user = out };
    struct lct_err err = { 0 };

    for (size_t i = 0; i < graph_count(g); i++)
        graph_at(g, i)->kind = &pretended;
    if (graph_run(g, &limits, &journal, &events, &err) < 0)
        buf_addf(out, "error: %s\n", err.text);
    while (graph_counts(g).done < graph_count(g))
        loop_turn(g->loop, true);
}

static void
add_sequence(struct history *h, struct buf *out)
{
    struct loop *l = loop_new_virtual();

    with_graph(h, l, tell_sequence, out);
    loop_free(l);
}

static bool
tell(struct history *h, const struct section *s, unsigned number)
{
    static const struct {
        const char *kind;
        void (*add)(struct history *, struct buf *);
    } kinds[] = { { "changes", add_changes }, { "nodes", add_nodes }, { "volumes", add_volumes },
        { "balancers", add_balancers }, { "steps", add_steps }, { "sequence", add_sequence } };
    _own_(buf) struct buf out = { 0 };
    char what[64];

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kinds[i].kind, s->kind)) {
            kinds[i].add(h, &out);
            snprintf(what, sizeof what, "%s %u", s->kind, number);
            return case_same(what, s, &out);
        }
    printf("# no such section: %s\n", s->kind);
    return false;
}

static bool
run_case(struct text_case *c, void *catalogue)
{
    struct history h = { .arena = arena_new(), .catalogue = catalogue };
    unsigned number = 0;
    bool good = true;

    vec_each (s, &c->sections) {
        bool next = str_eq(s->kind, "next");
        number++;
        if (next || str_eq(s->kind, "plan")) {
            carry_out(&h);
            h.text = s->text.len ? buf_str(&s->text) : h.text;
            work_out(&h);
        } else if (!happen(&h, s->kind, s->argument)) {
            good = tell(&h, s, number) && good;
        }
    }
    map_done(&h.counters);
    buf_done(&h.trouble);
    arena_free(h.arena);
    return good;
}

int
main(int argc, char **argv)
{
    return cases_main(argc, argv, run_case);
}
