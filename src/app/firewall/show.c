// SPDX-License-Identifier: MIT
// cluster firewall show: what nodes let through, and what says so.
#include "app/fanout/selector.h"
#include "app/firewall/standing.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "lct/firewall.h"
#include "step/firewall/always.h"
#include "step/firewall/firewall.h"

static struct doc *
cloud_rule_doc(struct arena *a, const struct cloud_rule *rule)
{
    static const char *const protocols[] = { "icmp", "tcp", "udp", "any" };
    struct doc *d = doc_map(a);
    _own_(buf) struct buf ports = { 0 };

    for (size_t i = 0; i < rule->n_ports; i++) {
        buf_addf(&ports, "%s%u", i ? ", " : "", rule->ports[i].first);
        if (rule->ports[i].last > rule->ports[i].first)
            buf_addf(&ports, "-%u", rule->ports[i].last);
    }
    doc_put_string(a, d, "direction", rule->out ? "out" : "in");
    doc_put_string(a, d, "protocol", protocols[rule->protocol]);
    doc_put_string(a, d, "ports", rule->n_ports ? arena_strdup(a, buf_str(&ports)) : NULL);
    doc_put(a, d, "networks", doc_texts(a, texts_copy(a, rule->nets)));
    doc_put_string(a, d, "text", rule->text ? arena_strdup(a, rule->text) : NULL);
    return d;
}

// What is outside of the nodes; null: nothing.
static int
put_outer(struct arena *a, struct doc *group, const struct member *m, struct lct_err *err)
{
    struct doc *d, *rules;
    struct outer outer;

    if (!m->firewall) {
        doc_put(a, group, "cloud_firewall", doc_null(a));
        return LCT_OK;
    }
    if (firewall_outer(m->firewall, &outer, err) < 0)
        return err->code;
    d = doc_put(a, group, "cloud_firewall", doc_map(a));
    doc_put_string(a, d, "label", arena_strdup(a, m->firewall->resource->label));
    rules = doc_put(a, d, "rules", doc_list(a));
    for (size_t i = 0; i < outer.rules.n; i++)
        doc_add(a, rules, cloud_rule_doc(a, &outer.rules.items[i]));
    doc_put(a, d, "coarser", doc_texts(a, texts_copy(a, outer.notes)));
    return LCT_OK;
}

static struct doc *
group_doc(struct arena *a, const struct run *r, const struct member *m, const struct ruleset *set)
{
    struct doc *d = doc_map(a), *rules;
    const struct plan_rule *always;
    const size_t n = firewall_always(r->arena, set, &always);

    doc_put_string(a, d, "group", arena_strdup(a, m->node->group));
    doc_put_string(a, d, "region", arena_strdup(a, m->node->region));
    doc_put(a, d, "nodes", doc_list(a));
    doc_put_bool(a, d, "own", m->np->own_firewall);
    rules = doc_put(a, d, "rules", doc_list(a));
    if (m->np->own_firewall)
        return d;
    for (size_t i = 0; i < n; i++)
        doc_add(a, rules, standing_rule_doc(a, r, set, &always[i]));
    for (size_t i = 0; i < set->n_rules; i++)
        doc_add(a, rules, standing_rule_doc(a, r, set, &set->rules[i]));
    return d;
}

// Those who see the others alike are told of together.
static int
put_groups(struct run *r, const bool *picked, struct lct_answer *answer, struct lct_err *err)
{
    struct arena *a = answer->arena;
    struct doc *groups = doc_put(a, answer->root, "groups", doc_list(a));
    _own_(map) struct map by_rules = { 0 };

    for (size_t i = 0; i < r->world.n_members; i++) {
        struct member *m = &r->world.members[i];
        struct membership *ms;
        if (!picked[i] || m->leaving)
            continue;
        if (membership_of(m, &ms, err) < 0)
            return err->code;
        const char *key = arena_printf(r->arena, "%p", (const void *)ms);
        struct doc *group = map_get(&by_rules, key);
        if (!group) {
            group = doc_add(a, groups, group_doc(a, r, m, &ms->rules));
            if (put_outer(a, group, m, err) < 0)
                return err->code;
            map_put(&by_rules, key, group);
        }
        struct doc *names = (struct doc *)(uintptr_t)doc_get(group, "nodes");
        doc_add(a, names, doc_string(a, arena_strdup(a, m->node->name)));
    }
    return LCT_OK;
}

static const char *
name_of(const struct run *r, const char *uuid)
{
    for (size_t i = 0; i < r->world.n_members; i++)
        if (str_eq(r->world.members[i].node->uuid, uuid))
            return r->world.members[i].node->name;
    return NULL; // it is no more
}

struct doc *
standing_opening_doc(struct arena *a, const struct run *r, const struct rule_opening *o)
{
    const bool all = !o->nodes || !*o->nodes;
    struct doc *d = doc_map(a), *nodes;

    doc_put_int(a, d, "number", o->number);
    doc_put_string(a, d, "rule", arena_strdup(a, o->rule));
    nodes = doc_put(a, d, "nodes", all ? doc_null(a) : doc_list(a));
    for (const char *const *uuid = o->nodes; !all && *uuid; uuid++)
        if (name_of(r, *uuid))
            doc_add(a, nodes, doc_string(a, arena_strdup(a, name_of(r, *uuid))));
    doc_put_string(a, d, "opened", standing_time(a, o->opened_ms));
    doc_put_string(a, d, "until", standing_time(a, o->until_ms));
    doc_put_bool(a, d, "ended", !opening_holds(r, o));
    return d;
}

static int
put_openings(struct run *r, struct lct_answer *answer, struct lct_err *err)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "opened", doc_list(a));
    size_t n;
    struct rule_opening **kept = kept_openings(r->t, r->arena, r->cluster->uuid, &n, err);

    for (size_t i = 0; kept && i < n; i++)
        doc_add(a, list, standing_opening_doc(a, r, kept[i]));
    return err->code;
}

static int
show(struct run *r, const char *on, struct lct_answer **ret, struct lct_err *err)
{
    const size_t n = r->world.n_members;
    struct node **nodes = arena_array(r->arena, n, sizeof *nodes);
    bool *picked = arena_array(r->arena, n, sizeof *picked);

    for (size_t i = 0; i < n; i++) {
        nodes[i] = r->world.members[i].node;
        picked[i] = !on;
    }
    if (on && selector_pick(r->arena, on, r->cluster, nodes, n, picked, err) < 0)
        return err->code;
    *ret = answer_new();
    doc_put_string(
        (*ret)->arena, (*ret)->root, "cluster", arena_strdup((*ret)->arena, r->cluster->name));
    if (put_groups(r, picked, *ret, err) == LCT_OK && put_openings(r, *ret, err) == LCT_OK)
        return LCT_OK;
    lct_answer_free(*ret);
    *ret = NULL;
    return err->code;
}

int
lct_firewall_show(struct lct *t, const char *cluster, const char *on, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && cluster && ret);
    struct run r;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = standing_open(&r, cluster, err);
    if (code == LCT_OK)
        code = show(&r, on, ret, err);
    run_done(&r);
    return code;
}
