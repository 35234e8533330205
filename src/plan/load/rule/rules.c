// SPDX-License-Identifier: MIT
// Rules of a node plan or step: texts, names of sets, and rules bound to an event.
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

#define DEEPEST 8 // sets that name sets

struct gathering {
    struct loading *l;
    struct rule_list *out;
    const char *within[DEEPEST]; // the sets that we are in
    unsigned depth;
    bool bound;
    enum event during;
};

static void gather(struct gathering *g, const struct doc *d);

static bool
is_rule(const char *text)
{
    return strpbrk(text, " \t\n") || str_ieq(text, "allow") || str_ieq(text, "masquerade");
}

static void
gather_set(struct gathering *g, const struct doc *at)
{
    const char *name = doc_text(at, "");
    const struct doc *set = doc_get(g->l->rule_sets, name);
    bool again = g->depth == DEEPEST;

    for (unsigned i = 0; i < g->depth; i++)
        again |= str_eq(g->within[i], name);
    if (!set) {
        load_suggest_key(g->l, load_error(g->l, at, "there is no set of rules '%s'", name), name,
            g->l->rule_sets,
            "a rule is for example: allow in tcp 9092 from kafka, spark; sets of rules are "
            "defined at the top: firewall: {NAME: [...]}");
    } else if (again) {
        load_error(g->l, at, "the set of rules '%s' names itself", name);
    } else {
        g->within[g->depth++] = name;
        gather(g, set);
        g->depth--;
    }
}

static void
gather_text(struct gathering *g, const struct doc *d)
{
    size_t before = g->out->n;

    load_rule(g->l, d, g->out);
    for (size_t i = before; g->bound && i < g->out->n; i++) {
        g->out->items[i].bound = true;
        g->out->items[i].during = g->during;
    }
}

// {during: EVENT, rules: [...]}
static void
gather_bound(struct gathering *g, const struct doc *d)
{
    const struct doc *during = doc_get(d, "during"), *rules = doc_get(d, "rules");
    struct gathering inner = *g;

    inner.bound = during && load_event(g->l, during, doc_text(during, ""), &inner.during);
    gather(&inner, rules ? rules : doc_get(d, "rule"));
}

static void
gather(struct gathering *g, const struct doc *d)
{
    for (size_t i = 0; i < load_count(d); i++) {
        const struct doc *item = load_item(d, i);
        const char *text = doc_text(item, NULL);
        if (item->kind == DOC_MAP)
            gather_bound(g, item);
        else if (text && is_rule(text))
            gather_text(g, item);
        else if (text)
            gather_set(g, item);
    }
}

void
load_rules(struct loading *l, const struct doc *d, struct rule_list *out)
{
    struct gathering g = { .l = l, .out = out };

    gather(&g, d);
}
