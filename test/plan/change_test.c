// SPDX-License-Identifier: MIT
// Runs text cases of changes: a plan and what there is already, and what becomes of it. In a .case
// file:
//
//     === title            begins a case; the plan follows
//     --- have             the inventory, a node a line: REGION GROUP INDEX LABEL TYPE IMAGE STATE,
//     then
//                          any of tags=A,B lost unborn ready (it was once) rebuilding,
//                          asked=restart or asked=rebuild (not begun), off, drained, and of what
//                          its machine is otherwise: is=STATUS has=A,B (its tags beside ours)
//                          foreign (none of ours) label=LABEL type=TYPE in=REGION rebuilt
//                          backups, backups=DAY,WINDOW
//     --- drawn            NAME NUMBER: the last one drawn of a counter ("#REGION/GROUP": of
//     indices)
//     --- count KEY=N      scale said so; KEY is REGION/GROUP
//     --- leaving LABEL    this node is to go
//     --- remake LABEL     this node is to get another machine
//     --- start LABEL, --- restart LABEL     this node is to run, to restart,
//     --- rebuild LABEL                      to get a fresh system
//     --- continues        what was asked for and not begun is gone on with
//     --- let be           what others did is not put right
//     --- without          what cannot be had, one a line: REGION TYPE, or REGION service NAME
//     --- from ADDRESS     nodes last saw us come from there
//     --- accept           substitutes are accepted
//     --- changes          SIGN LABEL REGION/GROUP TYPE IMAGE, "  FIELD: FROM -> TO", "  # REASON"
//     --- says             what preflight says, LINE:COL: LEVEL: TEXT
//     --- price            what it costs, part by part (only looked at when it is there)
//     --- dot ARGUMENT     the picture (likewise); ARGUMENT: all, states
//
// usage: change_test FILE.case...
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "plan/picture/picture.h"
#include "plan/want/preflight.h"
#include "plan/want/price.h"
#include "stage.h"

static bool
set_counts(struct stage *s)
{
    struct doc *counts = doc_map(s->arena);

    vec_each (found, &s->text->sections) {
        const char *equals = strchr(found->argument, '=');
        if (!str_eq(found->kind, "count") || !equals)
            continue;
        doc_put_int(s->arena, counts,
            arena_strndup(s->arena, found->argument, (size_t)(equals - found->argument)),
            strtol(equals + 1, NULL, 10));
    }
    plan_counts_apply(s->plan, counts);
    for (size_t i = 0; i < doc_count(counts); i++) {
        const char *key = counts->keys[i]->text, *slash = strchr(key, '/');
        const struct node_plan *np =
            slash ? plan_node_plan(
                        s->plan, arena_strndup(s->arena, key, (size_t)(slash - key)), slash + 1)
                  : NULL;
        if (np && plan_count_check(np, doc_integer(counts->items[i], 0), &s->err) < 0)
            return false;
    }
    return true;
}

static bool
read_plan(struct stage *s)
{
    const struct section *text = case_section(s->text, "plan", NULL);
    const struct doc_source src = { "plan.yaml", buf_str(&text->text), text->text.len };
    const struct load_args args = { 0 };

    return plan_load(s->arena, &src, &args, &s->diags, &s->plan, &s->err) == LCT_OK &&
           plan_resolve(s->plan, s->catalogue, case_section(s->text, "accept", NULL), &s->diags,
               &s->err) == LCT_OK;
}

// The nodes that sections of that kind name.
static void
put_named(struct stage *s, const char *kind, struct map *ret)
{
    vec_each (n, &s->have)
        if (case_section(s->text, kind, (*n)->label))
            map_put(ret, (*n)->uuid, *n);
}

static bool
compare(struct stage *s)
{
    _own_(map) struct map remake = { 0 }, starts = { 0 }, restarts = { 0 }, rebuilds = { 0 };

    struct expand_args args = { .cluster_uuid = "",
        .cluster_slug = "c",
        .existing = s->have.items,
        .n_existing = s->have.n,
        .draw = stage_draw,
        .user = s,
        .new_uuid = stage_uuid };

    put_named(s, "remake", &remake);
    put_named(s, "start", &starts);
    put_named(s, "restart", &restarts);
    put_named(s, "rebuild", &rebuilds);
    return plan_expand(s->arena, s->plan, &args, &s->desired, &s->n_desired, &s->err) == LCT_OK &&
           plan_diff(s->arena,
               &(struct diff_args){ .desired = s->desired,
                   .n_desired = s->n_desired,
                   .existing = s->have.items,
                   .n_existing = s->have.n,
                   .mends = !case_section(s->text, "let", "be"),
                   .deletes_backups = case_section(s->text, "delete", "backups"),
                   .remake = &remake,
                   .starts = &starts,
                   .restarts = &restarts,
                   .rebuilds = &rebuilds,
                   .continues = case_section(s->text, "continues", NULL),
                   .catalogue = s->catalogue },
               &s->changes, &s->n_changes, &s->err) == LCT_OK;
}

struct without {
    struct availability all;
    struct shortage types[8], services[8];
};

static void
read_without(struct stage *s, struct without *w)
{
    const struct section *found = case_section(s->text, "without", NULL);
    char **lines, **words;
    size_t n = found ? str_split(s->arena, buf_str(&found->text), "\n", &lines) : 0;

    w->all = (struct availability){ .types = w->types, .services = w->services };
    for (size_t i = 0; i < n && i < 8; i++) {
        size_t count = str_split(s->arena, lines[i], " ", &words);
        if (count == 2)
            w->types[w->all.n_types++] = (struct shortage){ words[0], words[1] };
        else if (count == 3)
            w->services[w->all.n_services++] = (struct shortage){ words[0], words[2] };
    }
}

// Whose machine is gone says nothing when it leaves.
static void
silence_lost(struct stage *s)
{
    for (size_t i = 0; i < s->n_changes; i++)
        if (s->changes[i].node->lost)
            s->changes[i].deaf = "its machine is gone";
}

static bool
prepare(struct stage *s)
{
    struct without w;

    if (!read_plan(s))
        return false;
    stage_have(s);
    if (!set_counts(s) || !compare(s))
        return false;
    silence_lost(s);
    if (quorum_check(s->arena, s->plan, s->changes, s->n_changes, &s->err) < 0 ||
        rebuild_check("c", s->changes, s->n_changes, &s->err) < 0)
        return false;
    read_without(s, &w);
    const struct section *from = case_section(s->text, "from", NULL);
    if (from)
        preflight_access(s->plan, from->argument, &s->diags);
    plan_preflight(s->plan, s->changes, s->n_changes, &w.all, &s->diags);
    return true;
}

static const char *
sign_of(enum change_kind k)
{
    static const char *const signs[] = { [CHANGE_CREATE] = "+",
        [CHANGE_KEEP] = "=",
        [CHANGE_UPDATE] = "~",
        [CHANGE_FINISH] = "!",
        [CHANGE_BOOT] = "^",
        [CHANGE_WAIT] = "...",
        [CHANGE_AWAY] = "?",
        [CHANGE_RESIZE] = "#",
        [CHANGE_REBUILD] = "@",
        [CHANGE_STOP] = "s",
        [CHANGE_DRAIN] = "d",
        [CHANGE_RESTART] = "r",
        [CHANGE_REPLACE] = "-/+",
        [CHANGE_DELETE] = "-" };

    return signs[k];
}

static const char *
or_none(const char *text)
{
    return *text ? text : "none";
}

static void
add_changes(struct buf *out, const struct stage *s)
{
    for (size_t i = 0; i < s->n_changes; i++) {
        const struct change *c = &s->changes[i];
        buf_addf(out, "%s %s %s/%s %s %s\n", sign_of(c->kind), c->node->label, c->node->region,
            c->node->group, c->np ? c->np->type->id : c->node->type,
            c->np ? c->np->image->id : c->node->image);
        for (size_t k = 0; k < c->n_fields; k++)
            buf_addf(out, "  %s: %s -> %s\n", c->fields[k].field, or_none(c->fields[k].from),
                or_none(c->fields[k].to));
        if (c->reason)
            buf_addf(out, "  # %s\n", c->reason);
        if (c->keeps_backups)
            buf_adds(out, "  # its backups are kept\n");
    }
    if (s->err.code && !s->diags.n_errors)
        buf_addf(out, "error: %s\n", s->err.text);
}

static void
add_said(struct buf *out, const struct diags *diags)
{
    for (size_t i = 0; i < diags->n; i++) {
        const struct diag *d = &diags->items[i];
        if (d->level == DIAG_ERROR || d->level == DIAG_WARNING)
            buf_addf(out, "%u:%u: %s: %s\n", d->pos.line, d->pos.col,
                d->level == DIAG_ERROR ? "error" : "warning", d->text);
    }
}

static void
add_part(struct buf *out, const char *what, struct price p)
{
    if (p.monthly > 0)
        buf_addf(out, "%s %.5f an hour, %.2f a month\n", what, p.hourly, p.monthly);
}

static void
add_price(struct buf *out, const struct stage *s)
{
    struct bill b = { .catalogue = s->catalogue };

    bill_plan(&b, s->plan);
    add_part(out, "nodes", b.nodes);
    add_part(out, "backups", b.backups);
    add_part(out, "volumes", b.volumes);
    add_part(out, "balancers", b.balancers);
    add_part(out, "addresses", b.addresses);
    add_part(out, "all", bill_total(&b));
}

static void
add_dot(struct buf *out, const struct stage *s, const char *how)
{
    struct node **nodes = arena_array(s->arena, s->n_desired, sizeof *nodes);
    struct picture_args args = { .title = s->plan->name,
        .plan = s->plan,
        .nodes = nodes,
        .n_nodes = s->n_desired,
        .all = strstr(how, "all"),
        .states = strstr(how, "states") };

    for (size_t i = 0; i < s->n_desired; i++)
        nodes[i] = s->desired[i].node;
    picture_dot(out, &args);
}

static bool
tell(const struct stage *s, bool good)
{
    const struct section *price = case_section(s->text, "price", NULL),
                         *dot = case_section(s->text, "dot", NULL);
    _own_(buf) struct buf changes = { 0 }, said = { 0 }, costs = { 0 }, drawn = { 0 };
    bool same;

    add_changes(&changes, s);
    add_said(&said, &s->diags);
    if (good && price)
        add_price(&costs, s);
    if (good && dot)
        add_dot(&drawn, s, dot->argument);
    same = dot || price || case_same("changes", case_section(s->text, "changes", NULL), &changes);
    same = case_same("says", case_section(s->text, "says", NULL), &said) && same;
    same = (!price || case_same("price", price, &costs)) && same;
    return (!dot || case_same("dot", dot, &drawn)) && same;
}

static bool
run_case(struct text_case *c, void *catalogue)
{
    _own_(arena) struct arena *a = arena_new();
    struct stage s = { .arena = a, .text = c, .catalogue = catalogue };
    bool good;

    diags_init(&s.diags, a);
    good = prepare(&s) || s.plan;
    bool same = tell(&s, good && s.changes);
    map_done(&s.drawn);
    vec_done(&s.have);
    return same;
}

int
main(int argc, char **argv)
{
    return cases_main(argc, argv, run_case);
}
