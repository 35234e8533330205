// SPDX-License-Identifier: MIT
// Runs text cases: a plan, and what loading and resolving it says or makes. In a .case file:
//
//     === title            begins a case; the plan follows
//     --- file NAME        a file that the plan may name
//     --- accept           substitutes are accepted
//     --- set NAME=VALUE   a parameter; several may be given
//     --- says             LINE:COL: LEVEL: TEXT, "  HINT" and "  LINE:COL: note: TEXT" lines, all
//                          of them, in order
//     --- makes            the plan in short, all of it
//
// usage: case_test FILE.case...
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "casefile.h"
#include "plan/plan.h"

// All files of the case below a folder.
static int
read_folder(
    struct text_case *c, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    _own_(tree_maker) struct tree_maker m = { .arena = a };
    size_t n = strlen(name) - str_ends(name, "/");

    vec_each (s, &c->sections)
        if (str_eq(s->kind, "file") && !strncmp(s->argument, name, n) && s->argument[n] == '/' &&
            tree_add_file(&m, s->argument + n + 1, 0644, buf_str(&s->text), s->text.len, err) < 0)
            return err->code;
    if (!m.files.n)
        return lct_fail(err, LCT_ENOTFOUND, "there is no file %s", name);
    *ret = (struct part){ .name = name, .folder = true };
    return tree_make(&m, &ret->tree, err);
}

static int
read_named(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    const struct section *s = case_section(user, "file", name);

    if (!s)
        return read_folder(user, name, a, ret, err);
    return part_of_file(a, name, 0644, buf_str(&s->text), s->text.len, ret, err);
}

static void
add_list(struct buf *out, const char *title, const char *const *items)
{
    for (size_t i = 0; items && items[i]; i++)
        buf_addf(out, "%s%s", i ? "," : title, items[i]);
}

static void
add_ports(struct buf *out, const char *title, const struct port_range *ports, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_addf(out, "%s%u", i ? "," : title, ports[i].first);
        if (ports[i].last != ports[i].first)
            buf_addf(out, "-%u", ports[i].last);
    }
}

static void
add_side(struct buf *out, const char *title, struct rule_side side)
{
    for (size_t i = 0; i < side.n; i++)
        buf_addf(out, "%s%s%s", i ? ", " : title,
            side.peers[i].kind == PEER_CIDR       ? "cidr "
            : side.peers[i].kind == PEER_SELECTOR ? "nodes "
                                                  : "",
            side.peers[i].text);
}

static void
add_rule(struct buf *out, const struct plan_rule *r)
{
    static const char *const directions[] = { "in", "out", "forward", "masquerade" };

    buf_addf(out, "  %s %s", directions[r->direction], r->protocol);
    add_ports(out, " ", r->ports, r->n_ports);
    add_ports(out, " sport ", r->source_ports, r->n_source_ports);
    add_side(out, " from ", rule_from(r));
    add_side(out, " to ", rule_to(r));
    if (r->interface)
        buf_addf(out, " on %s", r->interface);
    buf_addc(out, '\n');
}

static void
add_step(struct buf *out, const struct plan_step *s)
{
    buf_addf(
        out, "  %s/%s %s: %zu bytes", event_name(s->event), s->name, s->scheme, strlen(s->content));
    if (s->timeout_ms)
        buf_addf(out, " timeout %lld", (long long)s->timeout_ms);
    if (s->retries)
        buf_addf(out, " retries %u", s->retries);
    for (size_t i = 0; s->files && i < s->files->n; i++)
        buf_addf(out, "%s%s", i ? ", " : " beside ", s->files->files[i].path);
    buf_addf(out, "%s\n", s->repeatable ? " repeatable" : "");
}

static void
add_user(struct buf *out, const struct plan_user *u)
{
    size_t n = 0;

    while (u->keys && u->keys[n])
        n++;
    buf_addf(out, "  user %s%s, %zu keys", u->name, u->sudo ? " sudo" : "", n);
    add_list(out, ", groups ", u->groups);
    if (u->shell)
        buf_addf(out, ", %s", u->shell);
    buf_addc(out, '\n');
}

static void
add_user_data(struct buf *out, const struct user_data *u)
{
    for (size_t i = 0; u && i < u->n_parts; i++) {
        const struct user_data_part *p = &u->parts[i];
        buf_addf(out, "  user-data %s%s%s%s%s, %zu bytes\n", p->type, p->name ? " as " : "",
            p->name ? p->name : "", p->content ? "" : ", as it is",
            user_data_brings(p->type) ? ", before ours" : "", p->size);
    }
}

static void
add_node(struct buf *out, const struct region_plan *rp, const struct node_plan *np)
{
    buf_addf(
        out, "%s %s: %u x %s %s", rp->region->id, np->name, np->count, np->type->id, np->image->id);
    if (np->kernel)
        buf_addf(out, " %s", np->kernel->id);
    add_list(out, " tags ", np->tags);
    buf_addf(out, " as %s", np->nodenames_text);
    if (!str_eq(np->nodenames_text, np->hostnames_text))
        buf_addf(out, " = %s", np->hostnames_text);
    buf_addf(out, "%s%s\n", np->boot_on_create ? "" : " off", np->private_ip ? "" : " public only");
    for (size_t i = 0; i < np->n_users; i++)
        add_user(out, &np->users[i]);
    add_list(out, "  packages ", np->packages);
    if (*np->packages)
        buf_addc(out, '\n');
    for (size_t i = 0; i < np->n_sysctl; i++)
        buf_addf(out, "  sysctl %s = %s\n", np->sysctl[i].key, np->sysctl[i].value);
    for (size_t i = 0; i < np->n_own_steps; i++)
        add_step(out, &np->steps[i]);
    for (size_t i = 0; i < np->n_rules; i++)
        add_rule(out, &np->rules[i]);
    add_user_data(out, np->user_data);
}

static void
add_plan(struct buf *out, const struct plan *p)
{
    buf_addf(out, "plan %s", p->name);
    add_list(out, " counters ", p->counters);
    add_list(out, " access ", p->access);
    buf_addc(out, '\n');
    for (size_t r = 0; r < p->n_regions; r++) {
        add_list(out, "counters ", p->regions[r].counters);
        if (p->regions[r].counters && p->regions[r].counters[0])
            buf_addc(out, '\n');
        for (size_t i = 0; i < p->regions[r].n_nodes; i++)
            add_node(out, &p->regions[r], &p->regions[r].nodes[i]);
    }
}

static void
add_said(struct buf *out, const struct diags *diags, const struct doc_source *src)
{
    _own_(arena) struct arena *a = arena_new();

    doc_each (d, diags_doc(a, diags, src)) {
        buf_addf(out, "%lld:%lld: %s: %s\n", (long long)doc_get_int(d, "line", 0),
            (long long)doc_get_int(d, "column", 0), doc_get_text(d, "level", ""),
            doc_get_text(d, "message", ""));
        if (doc_get_text(d, "hint", NULL))
            buf_addf(out, "  %s\n", doc_get_text(d, "hint", ""));
        if (doc_get(d, "note")->kind == DOC_MAP)
            buf_addf(out, "  %lld:%lld: note: %s\n",
                (long long)doc_integer(doc_path(d, "note.line"), 0),
                (long long)doc_integer(doc_path(d, "note.column"), 0),
                doc_text(doc_path(d, "note.message"), ""));
    }
}

static size_t
find_params(struct arena *a, const struct text_case *c, struct plan_param params[static 8])
{
    size_t n = 0;

    vec_each (s, &c->sections) {
        const char *equals = str_eq(s->kind, "set") ? strchr(s->argument, '=') : NULL;
        if (equals && n < 8)
            params[n++] =
                (struct plan_param){ arena_strndup(a, s->argument, (size_t)(equals - s->argument)),
                    equals + 1 };
    }
    return n;
}

// The one cluster that is there.
static const char *const *
needed(void *user, const char *cluster)
{
    static const char *const ports[] = { "client tcp 2181", "many udp 9000-9010", NULL };

    (void)user;
    return str_eq(cluster, "zk-there") ? ports : NULL;
}

static void
run_plan(struct text_case *c, const struct catalogue *catalogue, struct buf *said, struct buf *made)
{
    _own_(arena) struct arena *a = arena_new();
    const struct section *text = case_section(c, "plan", NULL);
    const struct doc_source src = { "plan.yaml", buf_str(&text->text), text->text.len };
    struct load_args args = { .read = read_named, .user = c, .needed = needed };
    struct plan_param params[8];
    struct lct_err err = { 0 };
    struct diags diags;
    struct plan *p = NULL;

    args.params = params;
    args.n_params = find_params(a, c, params);
    diags_init(&diags, a);
    plan_load(a, &src, &args, &diags, &p, &err);
    if (p && plan_resolve(p, catalogue, case_section(c, "accept", NULL), &diags, &err) == LCT_OK)
        add_plan(made, p);
    add_said(said, &diags, &src);
    if ((err.code != 0) != (diags.n_errors != 0))
        buf_addf(said, "error code %d with %zu errors\n", err.code, diags.n_errors);
}

static bool
run_case(struct text_case *c, void *catalogue)
{
    _own_(buf) struct buf said = { 0 }, made = { 0 };

    run_plan(c, catalogue, &said, &made);
    bool says = case_same("says", case_section(c, "says", NULL), &said);
    return case_same("makes", case_section(c, "makes", NULL), &made) && says;
}

int
main(int argc, char **argv)
{
    return cases_main(argc, argv, run_case);
}
