// SPDX-License-Identifier: MIT
// What nodes let through beside the rules of their plan.
#include "step/aspect/rules/beside.h"

#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"
#include "model/hook.h"
#include "step/aspect/rules/balanced.h"

static bool
is_for_group(const struct member *m, const struct opened *o)
{
    const struct world *w = m->world;

    for (size_t i = 0; i < w->n_members; i++) {
        const struct node *n = w->members[i].node;
        if (str_eq(n->group, m->node->group) && str_eq(n->region, m->node->region) &&
            opening_has(o->kept, n->uuid))
            return true;
    }
    return false;
}

static bool
is_for(const struct member *m, const struct opened *o, bool of_group)
{
    return of_group ? is_for_group(m, o) : opening_has(o->kept, m->node->uuid);
}

// The rules of an event that goes on hold until its end at the latest.
static struct plan_rule
as_now(const struct member *m, struct plan_rule rule)
{
    if (rule.bound && !rule.since)
        rule.until_ms = m->during[rule.during].until_ms;
    return rule;
}

struct gathered {
    struct plan_rule *items;
    size_t n, cap;
};

// ---- of steps

bool
rules_held(const struct member *m, const struct plan_step *ps)
{
    return texts_have(m->held, rules_step(m->world->arena, ps));
}

const char *
rules_step(struct arena *a, const struct plan_step *ps)
{
    return arena_printf(a, "%s/%s", event_name(ps->event), ps->name);
}

// Its rules wait until it ran.
static bool
is_meant(const struct member *m, const struct plan_step *ps, bool of_group)
{
    return ps->n_rules && (of_group || hook_meant(ps, m->node));
}

static void
add_step(const struct member *m, const struct plan_step *ps, struct gathered *all)
{
    const bool held = rules_held(m, ps);

    for (size_t i = 0; i < ps->n_rules; i++) {
        struct plan_rule rule = ps->rules[i];
        if (!rule.bound) {
            rule.since = true;
            rule.bound = !held;
            rule.during = ps->event;
        }
        vec_push(all, rule);
    }
}

// ---- all

static void
add_opened(const struct member *m, const struct opened *o, bool of_group, struct gathered *all)
{
    for (size_t k = 0; k < o->n_rules && is_for(m, o, of_group); k++)
        vec_push(all, o->rules[k]);
}

const struct plan_rule *
rules_all(const struct member *m, bool of_group, size_t *n)
{
    const struct world *w = m->world;
    size_t n_plan;
    const struct plan_rule *rules = balanced_rules(m, &n_plan);
    struct gathered all = { 0 };
    struct plan_rule *ret;

    for (size_t i = 0; i < n_plan; i++)
        vec_push(&all, rules[i]);
    for (size_t i = 0; i < m->np->n_steps; i++)
        if (is_meant(m, &m->np->steps[i], of_group))
            add_step(m, &m->np->steps[i], &all);
    for (size_t i = 0; i < w->n_opened; i++)
        add_opened(m, &w->opened[i], of_group, &all);
    ret = arena_array(w->arena, all.n, sizeof *ret);
    for (size_t i = 0; i < all.n; i++)
        ret[i] = as_now(m, all.items[i]);
    *n = all.n;
    vec_done(&all);
    return ret;
}

const char *
rules_opened(const struct member *m)
{
    const struct world *w = m->world;
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < w->n_opened; i++)
        if (opening_has(w->opened[i].kept, m->node->uuid))
            buf_addf(&text, " %lld", (long long)w->opened[i].kept->number);
    for (unsigned e = 0; e < N_EVENTS; e++)
        if (m->during[e].until_ms)
            buf_addf(&text, " %s %lld", event_name(e), (long long)m->during[e].until_ms);
    for (size_t i = 0; i < m->np->n_steps; i++)
        if (is_meant(m, &m->np->steps[i], false))
            buf_addf(&text, " %zu%c", i, rules_held(m, &m->np->steps[i]) ? '+' : '-');
    return arena_strdup(w->arena, buf_str(&text));
}
