// SPDX-License-Identifier: MIT
// What nodes let through beside the rules of their plan.
#include "step/aspect/rules/beside.h"

#include "base/str.h"
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

static bool
is_during(const struct member *m)
{
    for (unsigned e = 0; e < N_EVENTS; e++)
        if (m->during[e].until_ms)
            return true;
    return false;
}

// The rules of an event that goes on hold until its end at the latest.
static struct plan_rule
as_now(const struct member *m, struct plan_rule rule)
{
    if (rule.bound)
        rule.until_ms = m->during[rule.during].until_ms;
    return rule;
}

const struct plan_rule *
rules_all(const struct member *m, bool of_group, size_t *n)
{
    const struct world *w = m->world;
    const struct plan_rule *rules = balanced_rules(m, n);
    struct plan_rule *all;
    size_t most = *n;

    if (!w->n_opened && !is_during(m))
        return rules;
    for (size_t i = 0; i < w->n_opened; i++)
        most += w->opened[i].n_rules;
    all = arena_array(w->arena, most, sizeof *all);
    for (size_t i = 0; i < *n; i++)
        all[i] = as_now(m, rules[i]);
    for (size_t i = 0; i < w->n_opened; i++)
        for (size_t k = 0; k < w->opened[i].n_rules && is_for(m, &w->opened[i], of_group); k++)
            all[(*n)++] = w->opened[i].rules[k];
    return all;
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
    return arena_strdup(w->arena, buf_str(&text));
}
