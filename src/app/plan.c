// Reading, checking and showing of plans.
#include "app/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"

#define PLAN_MAX (100u << 20)
#define PART_MAX (1u << 20) // a script or other file that a plan names

void
lct_plan_free(struct lct_plan *p)
{
    if (!p)
        return;
    buf_done(&p->problems);
    arena_free(p->arena);
    free(p);
}

// Files that a plan names are looked up beside it.
static int
read_part(void *user, const char *name, struct arena *a, const char **text, size_t *n,
    struct lct_err *err)
{
    struct lct_plan *p = user;
    const char *slash = strrchr(p->source.name, '/');
    _own_(free) char *dir =
        slash ? mem_strndup(p->source.name, (size_t)(slash - p->source.name)) : mem_strdup("");
    _own_(free) char *path = file_join(dir, name);
    _own_(buf) struct buf content = { 0 };

    if (file_read(path, PART_MAX, &content, err) < 0)
        return err->code;
    *text = arena_strndup(a, buf_str(&content), content.len);
    *n = content.len;
    doc_put_string(p->arena, p->parts, arena_strdup(p->arena, name), *text);
    return LCT_OK;
}

static void
keep_args(struct lct_plan *p, const struct lct_plan_args *args)
{
    struct doc *set = doc_put(p->arena, p->args, "set", doc_map(p->arena));

    for (const struct lct_set *s = args->set; s && s->name; s++)
        doc_put_string(p->arena, set, s->name, arena_strdup(p->arena, s->value));
    doc_put_bool(p->arena, p->args, "accept_substitutes", args->accept_substitutes);
}

static enum catalogue_wish
wish_of(const struct lct_plan_args *args)
{
    return args->offline ? CATALOGUE_OFFLINE : args->look ? CATALOGUE_BEST : CATALOGUE_LIVE;
}

static int
load(struct lct *t, struct lct_plan *p, const struct lct_plan_args *args, plan_reader *read,
    struct lct_err *err)
{
    static const struct lct_plan_args none;
    const struct lct_set *set;
    struct plan_param params[64];
    struct lct_err untold = { 0 };
    struct load_args load = { .read = read, .user = p, .params = params };
    struct plan *plan;

    args = args ? args : &none;
    keep_args(p, args);
    for (set = args->set; set && set->name; set++) {
        if (load.n_params == sizeof params / sizeof params[0])
            return lct_fail(err, LCT_EUSAGE, "more than %zu parameters", load.n_params);
        params[load.n_params++] = (struct plan_param){ set->name, set->value };
    }
    // With errors the plan is resolved all the same, for what else is wrong with it; not at the
    // price of another trouble, such as no network.
    if (plan_load(p->arena, &p->source, &load, &p->diags, &plan, err) < 0) {
        if (plan && catalogue_need(t, wish_of(args), &p->catalogue, &untold) == LCT_OK)
            plan_resolve(plan, p->catalogue, args->accept_substitutes, &p->diags, err);
        return err->code;
    }
    if (catalogue_need(t, wish_of(args), &p->catalogue, err) < 0)
        return err->code;
    if (plan_resolve(plan, p->catalogue, args->accept_substitutes, &p->diags, err) < 0)
        return err->code;
    p->plan = plan;
    return LCT_OK;
}

static int
read_source(struct lct_plan *p, const char *where, struct lct_err *err)
{
    struct buf text = { 0 };
    bool input = str_eq(where, "-");
    int code = file_read(input ? "/dev/stdin" : where, PLAN_MAX, &text, err);

    if (code == LCT_OK) {
        char *copy = arena_alloc(p->arena, text.len + 1);
        if (text.len)
            memcpy(copy, text.data, text.len);
        p->source = (struct doc_source){ arena_strdup(p->arena, input ? "standard input" : where),
            copy, text.len };
    } else if (code == LCT_ENOTFOUND || code == LCT_EUSAGE) {
        err->code = code = LCT_EPLAN;
        lct_hint(err, "linodetool cluster create NAME PLAN wants the path of a plan file");
    }
    buf_done(&text);
    return code;
}

struct lct_plan *
plan_new(void)
{
    struct lct_plan *p = NEW(struct lct_plan);

    p->arena = arena_new();
    diags_init(&p->diags, p->arena);
    p->parts = doc_map(p->arena);
    p->args = doc_map(p->arena);
    return p;
}

int
plan_finish(struct lct *t, struct lct_plan *p, const struct lct_plan_args *args, plan_reader *read,
    struct lct_plan **ret, struct lct_err *err)
{
    int code = load(t, p, args, read, err);

    diags_print(&p->problems, &p->diags, &p->source, 50);
    if (code == LCT_OK || code == LCT_EPLAN) {
        *ret = p;
        return code;
    }
    lct_plan_free(p);
    return code;
}

int
lct_plan_read(struct lct *t, const char *where, const struct lct_plan_args *args,
    struct lct_plan **ret, struct lct_err *err)
{
    struct lct_plan *p = plan_new();

    *err = (struct lct_err){ 0 };
    *ret = NULL;
    if (read_source(p, where, err) < 0) {
        lct_plan_free(p);
        return err->code;
    }
    return plan_finish(t, p, args, read_part, ret, err);
}

int
lct_plan_text(struct lct *t, const char *text, size_t n, const char *where,
    const struct lct_plan_args *args, struct lct_plan **ret, struct lct_err *err)
{
    struct lct_plan *p = plan_new();
    char *copy = arena_alloc(p->arena, n + 1);

    *err = (struct lct_err){ 0 };
    *ret = NULL;
    if (n)
        memcpy(copy, text, n);
    p->source = (struct doc_source){ arena_strdup(p->arena, where), copy, n };
    return plan_finish(t, p, args, read_part, ret, err);
}

const char *
lct_plan_problems(const struct lct_plan *p)
{
    return buf_str(&p->problems);
}

int
lct_plan_problem_list(const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err)
{
    struct lct_answer *answer = answer_new();

    *err = (struct lct_err){ 0 };
    doc_put(
        answer->arena, answer->root, "problems", diags_doc(answer->arena, &p->diags, &p->source));
    *ret = answer;
    return LCT_OK;
}

int
lct_plan_ready(const struct lct_plan *p, struct lct_err *err)
{
    _own_(buf) struct buf names = { 0 };

    *err = (struct lct_err){ 0 };
    if (!p->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    for (size_t i = 0; i < p->plan->n_later; i++)
        buf_addf(&names, "%s%s", i ? ", " : "", p->plan->later[i].what);
    if (!p->plan->n_later)
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "the plan asks for what is not carried out yet: %s", buf_str(&names));
    return lct_hint(err, "linodetool plan check says where, and what it comes with");
}
