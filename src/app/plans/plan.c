// SPDX-License-Identifier: MIT
// Reading, checking and showing of plans.
#include "app/plans/plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/plans/doc.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/json.h"

#define PARAMS_MAX 64
#define ARGS_BYTES (1u << 20) // of what a cluster keeps of them

void
lct_plan_free(struct lct_plan *p)
{
    if (!p)
        return;
    buf_done(&p->problems);
    map_done(&p->parts);
    arena_free(p->arena);
    free(p);
}

struct lct_plan *
plan_new(struct lct *t)
{
    struct lct_plan *p = NEW(struct lct_plan);

    p->toolkit = t;
    p->arena = arena_new();
    diags_init(&p->diags, p->arena);
    p->args = doc_map(p->arena);
    return p;
}

// What the parameters of a cluster were set to last goes on to hold.
static void
add_kept(struct lct_plan *p, const struct lct_plan_args *args, struct load_args *load,
    struct plan_param params[static PARAMS_MAX])
{
    struct cluster *cluster = NULL;
    struct doc *kept = NULL;

    if (!args->cluster ||
        cluster_need(p->toolkit, p->arena, args->cluster, &cluster, ERR_IGNORED) < 0 ||
        !str_eq(cluster->name, args->cluster) || !cluster->plan_args ||
        json_parse(p->arena, cluster->plan_args, strlen(cluster->plan_args), ARGS_BYTES, false,
            &kept, ERR_IGNORED) < 0)
        return;
    const struct doc *set = doc_get(kept, "set");
    for (size_t i = 0; i < doc_count(set) && load->n_params < PARAMS_MAX; i++)
        params[load->n_params++] =
            (struct plan_param){ set->keys[i]->text, doc_text(set->items[i], ""), true };
}

static int
add_given(const struct lct_plan_args *args, struct load_args *load,
    struct plan_param params[static PARAMS_MAX], struct lct_err *err)
{
    for (const struct lct_set *set = args->set; set && set->name; set++) {
        if (load->n_params == PARAMS_MAX)
            return lct_fail(err, LCT_EUSAGE, "more than %d parameters are set", PARAMS_MAX);
        params[load->n_params++] = (struct plan_param){ set->name, set->value, false };
    }
    return LCT_OK;
}

static void
keep_args(struct lct_plan *p, const struct plan *plan, const struct lct_plan_args *args)
{
    struct doc *set = doc_put(p->arena, p->args, "set", doc_map(p->arena));

    for (size_t i = 0; i < plan->n_settings; i++)
        doc_put_string(p->arena, set, plan->settings[i].name, plan->settings[i].value);
    doc_put_bool(p->arena, p->args, "accept_substitutes", args->accept_substitutes);
    if (p->has_keys && p->folder)
        doc_put_string(p->arena, p->args, "folder", p->folder);
}

static const char *const *
needed_ports(void *user, const char *cluster)
{
    static const char *const none[] = { NULL };
    struct lct_plan *p = user;
    struct cluster *c = NULL;

    if (cluster_need(p->toolkit, p->arena, cluster, &c, ERR_IGNORED) < 0 ||
        !str_eq(c->name, cluster))
        return NULL;
    return c->ports ? c->ports : none;
}

static enum catalogue_wish
wish_of(const struct lct_plan_args *args)
{
    return args->offline ? CATALOGUE_OFFLINE : args->look ? CATALOGUE_BEST : CATALOGUE_LIVE;
}

// With errors the plan is resolved all the same, for what else is wrong with it; not at the price
// of another trouble, such as no network.
static int
load(struct lct_plan *p, const struct lct_plan_args *args, struct lct_err *err)
{
    struct plan_param params[PARAMS_MAX];
    struct load_args load = {
        .read = p->read, .user = p, .needed = needed_ports, .params = params, .foreign = p->base
    };
    struct plan *plan;

    p->offline = args->offline;
    add_kept(p, args, &load, params);
    if (add_given(args, &load, params, err) < 0)
        return err->code;
    int code = plan_load(p->arena, &p->source, &load, &p->diags, &plan, err);
    plan_content_digest(p);
    if (code == LCT_OK)
        plan_check_certificates(p, plan);
    if (code == LCT_OK && p->diags.n_errors)
        code = lct_fail(err, LCT_EPLAN, "the plan is another one");
    if (code < 0) {
        if (plan && catalogue_need(p->toolkit, wish_of(args), &p->catalogue, ERR_IGNORED) == LCT_OK)
            plan_resolve(plan, p->catalogue, args->accept_substitutes, &p->diags, err);
        return err->code;
    }
    if (catalogue_need(p->toolkit, wish_of(args), &p->catalogue, err) < 0 ||
        plan_resolve(plan, p->catalogue, args->accept_substitutes, &p->diags, err) < 0)
        return err->code;
    keep_args(p, plan, args);
    p->plan = plan;
    return LCT_OK;
}

int
plan_finish(struct lct_plan *p, const struct lct_plan_args *args, struct lct_plan **ret,
    struct lct_err *err)
{
    static const struct lct_plan_args none;
    int code = load(p, args ? args : &none, err);

    if (code == LCT_OK && !p->kept)
        plan_check_user_data(p);
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
    API_NEEDS(err, t && where && ret);
    struct lct_plan *p = plan_new(t);

    *ret = NULL;
    p->offline = args && args->offline;
    if (plan_source_open(p, where, err) < 0) {
        lct_plan_free(p);
        return err->code;
    }
    return plan_finish(p, args, ret, err);
}

int
lct_plan_text(struct lct *t, const char *text, size_t n, const char *where,
    const struct lct_plan_args *args, struct lct_plan **ret, struct lct_err *err)
{
    API_NEEDS(err, t && text && where && ret);
    struct lct_plan *p = plan_new(t);

    *ret = NULL;
    plan_source_text(p, where, text, n);
    return plan_finish(p, args, ret, err);
}

const char *
lct_plan_digest(const struct lct_plan *p)
{
    return p ? p->content : NULL;
}

const char *
lct_plan_problems(const struct lct_plan *p)
{
    return p ? buf_str(&p->problems) : "";
}

int
lct_plan_problem_list(const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, p && ret);
    struct lct_answer *answer = answer_new();

    doc_put(
        answer->arena, answer->root, "problems", diags_doc(answer->arena, &p->diags, &p->source));
    *ret = answer;
    return LCT_OK;
}

int
lct_plan_ready(const struct lct_plan *p, struct lct_err *err)
{
    API_NEEDS(err, p);
    _own_(buf) struct buf names = { 0 };

    if (!p->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    for (size_t i = 0; i < p->plan->n_later; i++)
        buf_addf(&names, "%s%s", i ? ", " : "", p->plan->later[i].what);
    if (!p->plan->n_later)
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "the plan asks for what is not carried out yet: %s", buf_str(&names));
    return lct_hint(err, "%s says where, and what it comes with", ADVICE(PLAN_PROBLEMS));
}