// SPDX-License-Identifier: MIT
// The steps of init: and hooks:, what runs when and where.
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "plan/load/scheme.h"

static const char *
condition_word(struct loading *l, const struct doc *at, const char *text)
{
    diag_hint(l->diags, load_error(l, at, "'%s' is no condition", text),
        "[not] tag NAME, group NAME, region NAME, new, or first");
    return "";
}

static void
load_condition(struct loading *l, const struct doc *at, struct plan_condition *c)
{
    const char *text = doc_text(at, "");
    char **words;
    size_t n = str_split(l->arena, text, " \t\n", &words), i = 0;

    c->negated = n && str_eq(words[0], "not");
    i += c->negated;
    c->kind = "";
    if (n == i + 1 && (str_eq(words[i], "new") || str_eq(words[i], "first"))) {
        c->kind = words[i];
    } else if (n == i + 2 && (str_eq(words[i], "tag") || str_eq(words[i], "group") ||
                                 str_eq(words[i], "region"))) {
        c->kind = words[i];
        c->value = words[i + 1];
    } else {
        c->kind = condition_word(l, at, text);
    }
}

static void
load_when(struct loading *l, const struct doc *d, struct plan_step *s)
{
    s->n_when = load_count(d);
    s->when = arena_array(l->arena, s->n_when, sizeof *s->when);
    for (size_t i = 0; i < s->n_when; i++)
        load_condition(l, load_item(d, i), &s->when[i]);
}

static void
load_on(struct loading *l, const struct doc *d, struct plan_step *s)
{
    const char *on = doc_text(d, "all");

    s->where = str_eq(on, "all") ? STEP_ALL : str_eq(on, "one") ? STEP_ONE : STEP_TAG;
    if (s->where == STEP_TAG)
        s->on_tag = on;
}

#define LONGEST_VALUE 100000 // bytes; Linux takes 128 KiB of one variable

static bool
is_variable(const char *name)
{
    return *name && !strchr("0123456789", *name) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               strlen(name);
}

// A shell that sets these itself ends where another does.
static bool
is_of_shell(const char *name)
{
    static const char *const names[] = { "BASHOPTS", "BASH_VERSINFO", "EUID", "OPTIND", "PPID",
        "SHELLOPTS", "UID" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static void
check_variable(struct loading *l, const struct doc *key, const struct doc *value)
{
    if (!is_variable(key->text))
        diag_hint(l->diags, load_error(l, key, "'%s' is no name of a variable", key->text),
            "letters, digits and _, a letter or _ first");
    else if (str_istarts(key->text, "LCT_"))
        diag_hint(l->diags,
            load_error(l, key, "'%s': names that begin with LCT_ are ours", key->text),
            "give it another name; man 5 lct-plan tells which there are, SCRIPTS");
    else if (is_of_shell(key->text))
        load_error(l, key, "'%s' is a variable of the shell itself", key->text);
    if (value->kind == DOC_LIST || value->kind == DOC_MAP)
        diag_hint(l->diags,
            load_error(l, value, "a variable is one text, not %s", doc_kind_name(value->kind)),
            "write its words into one, or use a variable for each");
    else if (value->kind == DOC_NULL)
        diag_hint(l->diags, load_error(l, value, "'%s' is without a value", key->text),
            "write '' for none");
    else if (value->text_len > LONGEST_VALUE)
        load_error(l, value, "a variable has at most %d bytes", LONGEST_VALUE);
}

// Of what the node or this machine runs they are the environment.
static void
check_vars(struct loading *l, const struct scheme *scheme, const struct plan_step *s)
{
    if (scheme && scheme->takes & SCHEME_ENVIRONMENT)
        for (size_t i = 0; i < doc_count(s->vars); i++)
            check_variable(l, s->vars->keys[i], s->vars->items[i]);
    if (scheme && scheme->takes & SCHEME_CONVERGES)
        load_converge_vars(l, s->vars);
}

static void
load_step(struct loading *l, const struct doc *d, struct plan_step *s, size_t i)
{
    const struct doc *vars = doc_get(d, "vars"), *args = doc_get(d, "args");
    const struct scheme *scheme;

    s->pos = s->value_pos = d->pos;
    s->name_pos = doc_get(d, "name") ? doc_get(d, "name")->pos : d->pos;
    s->name = s->scheme = s->value = s->content = s->digest = "";
    s->timeout_ms = load_duration(l, doc_get(d, "timeout"), 0);
    s->usual_ms = load_duration(l, doc_get(d, "usual"), 0);
    s->retries = (unsigned)doc_get_int(d, "retries", 0);
    s->repeatable = schema_bool(doc_get(d, "repeatable"), false);
    s->vars = vars && vars->kind == DOC_MAP ? vars : NULL;
    s->args = load_texts(l, args);
    s->serial = (unsigned)doc_get_int(d, "serial", 0);
    load_when(l, doc_get(d, "when"), s);
    load_on(l, doc_get(d, "on"), s);
    scheme = load_scheme(l, d, s, i);
    check_vars(l, scheme, s);
    load_handed(l, d, scheme, s);
}

// What ran on a node is noted by its name.
static void
check_name(struct loading *l, const struct plan_step *s, const struct step_list *others)
{
    vec_each (other, others)
        if (*s->name && other->event == s->event && str_eq(other->name, s->name))
            diag_hint(l->diags,
                diags_add(l->diags, DIAG_ERROR, s->name_pos, "two steps at %s are named '%s'",
                    event_name(s->event), s->name),
                "give one of them another name");
}

static void
add_steps(struct loading *l, const struct doc *list, struct plan_step like, struct step_list *out)
{
    size_t before = 0;

    vec_each (s, out)
        before += s->event == like.event && str_eq(s->alias, like.alias);
    for (size_t i = 0; i < load_count(list); i++) {
        struct plan_step s = like;
        load_step(l, load_item(list, i), &s, before + i);
        if (s.alias && *s.name)
            s.name = arena_printf(l->arena, "%s.%s", s.alias, s.name);
        check_name(l, &s, out);
        vec_push(out, s);
    }
}

static bool
alias_known(const struct loading *l, const char *alias)
{
    for (size_t i = 0; i < l->plan->n_depends; i++)
        if (str_eq(l->plan->depends[i].alias, alias))
            return true;
    return false;
}

static void
unknown_alias(struct loading *l, const struct doc *key, const char *alias)
{
    const char *names[MOST_DEPENDS];
    size_t n = 0;

    for (; n < l->plan->n_depends; n++)
        names[n] = l->plan->depends[n].alias;
    load_suggest(l, load_error(l, key, "the plan depends on no cluster '%s'", alias), alias, names,
        n, arena_printf(l->arena, "name it: depends: [{%s: CLUSTER}]", alias));
}

// "EVENT", or "ALIAS.membership" of a cluster that this one depends on.
static bool
parse_hook_key(struct loading *l, const struct doc *key, enum event *event, const char **alias)
{
    const char *dot = strrchr(key->text, '.');

    *alias = dot ? arena_strndup(l->arena, key->text, (size_t)(dot - key->text)) : NULL;
    if (!load_event(l, key, dot ? dot + 1 : key->text, event))
        return false;
    if (*alias && !alias_known(l, *alias))
        unknown_alias(l, key, *alias);
    else if (*alias && *event != EVENT_MEMBERSHIP)
        load_later(l, key, "hooks on another cluster's events", LATER_DEPENDS);
    return true;
}

static void
add_hooks(struct loading *l, const struct doc *hooks, bool of_plan, struct step_list *out)
{
    for (size_t i = 0; hooks && hooks->kind == DOC_MAP && i < hooks->n; i++) {
        struct plan_step like = { .of_plan = of_plan };
        if (!parse_hook_key(l, hooks->keys[i], &like.event, &like.alias))
            continue;
        add_steps(l, hooks->items[i], like, out);
    }
}

static void
keep_steps(struct loading *l, struct step_list *steps, struct plan_step **ret, size_t *n)
{
    *ret = load_keep(l, steps);
    *n = steps->n;
    vec_done(steps);
}

void
load_steps(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *init = node_key(l, node, "init", NULL);
    struct step_list steps = { 0 };

    for (unsigned e = 0; e < N_EVENTS; e++)
        add_steps(l, doc_get(init, event_name((enum event)e)),
            (struct plan_step){ .event = (enum event)e }, &steps);
    add_hooks(l, node_key(l, node, "hooks", NULL), false, &steps);
    keep_steps(l, &steps, &np->steps, &np->n_steps);
    np->n_own_steps = np->n_steps;
}

// Those of the whole plan are each node plan's, after its own.
static void
give_steps(struct loading *l, struct node_plan *np)
{
    const struct plan *p = l->plan;
    struct step_list steps = { 0 };

    for (size_t i = 0; i < np->n_steps; i++)
        vec_push(&steps, np->steps[i]);
    for (size_t i = 0; i < p->n_hooks; i++) {
        check_name(l, &p->hooks[i], &steps);
        vec_push(&steps, p->hooks[i]);
    }
    keep_steps(l, &steps, &np->steps, &np->n_steps);
}

void
load_cluster_hooks(struct loading *l)
{
    struct step_list steps = { 0 };

    add_hooks(l, doc_get(l->top, "hooks"), true, &steps);
    keep_steps(l, &steps, &l->plan->hooks, &l->plan->n_hooks);
    for (size_t i = 0; l->plan->n_hooks && i < l->plan->n_regions; i++)
        for (size_t k = 0; k < l->plan->regions[i].n_nodes; k++)
            give_steps(l, &l->plan->regions[i].nodes[k]);
}
