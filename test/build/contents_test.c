// SPDX-License-Identifier: MIT
// Runs text cases of what a node that stays is brought. In a .case file:
//
//     === title            begins a case; the plan as it is now follows
//     --- was              the plan that the node has
//     --- file NAME        a file that both name; --- file-was NAME: as the older one has it
//     --- ran NAME         this script of the first boot ran on it as the old plan has it
//     --- contents         what is told, a line each: ACTION WHAT NAME [of WHOM] [# NOTE]; then its
//                          diff, if any, behind four blanks
//
// Of each plan the first node plan of the first region counts. usage: contents_test FILE.case...
#include <stdio.h>
#include <string.h>

#include "../plan/casefile.h"
#include "base/str.h"
#include "build/contents.h"
#include "plan/plan.h"
#include "step/aspect/content.h"

struct side {
    struct plan *plan;
    struct world world;
    struct member member;
    struct bundle_step step;
};

struct reading {
    struct text_case *text;
    bool was;
};

struct stage {
    struct arena *arena;
    struct text_case *text;
    const struct catalogue *catalogue;
    struct cluster cluster;
    struct node node;
    struct lct_err err;
};

// "--- file NAME" for both plans; "--- file-was NAME" for the older one.
static int
read_named(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    struct reading *r = user;
    const struct section *s = r->was ? case_section(r->text, "file-was", name) : NULL;

    if (!s && !(s = case_section(r->text, "file", name)))
        return lct_fail(err, LCT_ENOTFOUND, "there is no file %s", name);
    return part_of_file(a, name, 0644, buf_str(&s->text), s->text.len, ret, err);
}

static bool
read_side(struct stage *s, const char *section, struct side *side)
{
    static const char *const keys[] = { "ssh-ed25519 AAAAC3Nz ours", NULL };
    const struct section *text = case_section(s->text, section, NULL);
    const struct doc_source src = { "plan.yaml", buf_str(&text->text), text->text.len };
    struct reading reading = { s->text, str_eq(section, "was") };
    const struct load_args args = { .read = read_named, .user = &reading };
    struct diags diags;

    diags_init(&diags, s->arena);
    if (plan_load(s->arena, &src, &args, &diags, &side->plan, &s->err) < 0 ||
        plan_resolve(side->plan, s->catalogue, false, &diags, &s->err) < 0)
        return false;
    side->world = (struct world){
        .arena = s->arena, .cluster = &s->cluster, .plan = side->plan, .authorized_keys = keys
    };
    side->member = (struct member){
        .world = &side->world, .node = &s->node, .np = &side->plan->regions[0].nodes[0]
    };
    return content_step(&side->member, &side->step, &s->err) == LCT_OK;
}

static void
ran(const struct stage *s, const struct side *was, struct map *done)
{
    const struct node_plan *np = was->member.np;

    for (size_t i = 0; i < np->n_steps; i++)
        if (case_section(s->text, "ran", np->steps[i].name))
            map_put(done,
                arena_printf(s->arena, "%s firstboot/%s", s->node.uuid, np->steps[i].name),
                (void *)(uintptr_t)np->steps[i].digest);
}

static void
add_content(struct buf *out, const struct content *c)
{
    buf_addf(out, "%s %s %s", c->action, c->what, c->name);
    if (c->of)
        buf_addf(out, " of %s", c->of);
    if (c->note)
        buf_addf(out, " # %s", c->note);
    buf_addc(out, '\n');
    for (const char *line = c->diff; line && *line; line = strchr(line, '\n') + 1)
        buf_addf(out, "    %.*s\n", (int)strcspn(line, "\n"), line);
}

static bool
run_case(struct text_case *c, void *catalogue)
{
    _own_(arena) struct arena *a = arena_new();
    struct stage s = { .arena = a,
        .text = c,
        .catalogue = catalogue,
        .cluster = { .slug = "c" },
        .node = { .uuid = "00000000-0000-4000-9000-000000000001",
            .group = "web",
            .region = "us-east",
            .name = "web-1",
            .label = "web-1",
            .index = 1,
            .public_ipv4 = "192.0.2.7" } };
    struct contents told = { .arena = a };
    _own_(map) struct map done = { 0 };
    _own_(buf) struct buf out = { 0 };
    struct side was = { 0 }, now = { 0 };

    if (read_side(&s, "was", &was) && read_side(&s, "plan", &now)) {
        ran(&s, &was, &done);
        contents_packages(&told, was.member.np, now.member.np);
        contents_rules(&told, was.member.np, now.member.np, was.plan->access, now.plan->access);
        contents_accounts(&told, was.member.np, now.member.np);
        contents_installs(&told, was.member.np, now.member.np);
        contents_sysctl(&told, was.member.np, now.member.np);
        contents_files(&told, &was.member, &was.step, &now.member, &now.step);
        contents_boot(&told, was.member.np, now.member.np);
        contents_scripts(&told, was.member.np, &now.member, &done);
    } else {
        buf_addf(&out, "error: %s\n", s.err.text);
    }
    for (size_t i = 0; i < told.n; i++)
        add_content(&out, &told.items[i]);
    bool same = case_same("contents", case_section(c, "contents", NULL), &out);
    contents_done(&told);
    world_done(&was.world);
    world_done(&now.world);
    return same;
}

int
main(int argc, char **argv)
{
    return cases_main(argc, argv, run_case);
}
