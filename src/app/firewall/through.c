// SPDX-License-Identifier: MIT
// Judges nodes that forward, as ways between two others. Whether it is sent there, routes say.
#include "app/firewall/through.h"

#include <string.h>

#include "app/firewall/standing.h"
#include "base/cidr.h"
#include "step/aspect/membership.h"
#include "step/firewall/verdict.h"

struct found {
    struct verdict verdict;
    const char *from, *to;
    bool masqueraded;
};

// Nearer to passing.
static bool
is_better(const struct verdict *v, const struct found *than)
{
    if (!than->from || than->verdict.why == VERDICT_PASSES)
        return !than->from;
    return v->why == VERDICT_PASSES || v->why > than->verdict.why;
}

static void
judge_pair(const struct ruleset *rules, const struct passage *p, const char *from, const char *to,
    struct found *best)
{
    struct transit t = { .protocol = p->protocol, .port = p->port };

    if (!cidr_parse(from, true, &t.from) || !cidr_parse(to, true, &t.to) ||
        t.from.family != t.to.family)
        return;
    const struct verdict v = firewall_judge_through(rules, &t);
    if (is_better(&v, best))
        *best = (struct found){ v, from, to, firewall_masquerades(rules, &t) };
}

// By which addresses an end may be met, the nearest first.
static const char *const *
addresses_of(struct arena *a, const struct end *end)
{
    const struct node *n = end->member ? end->member->node : NULL;
    const char *const all[] = {
        n && n->vlan_ipv4 ? arena_strndup(a, n->vlan_ipv4, strcspn(n->vlan_ipv4, "/")) : NULL,
        n ? n->vpc_ipv4 : NULL, n ? n->private_ipv4 : NULL, n ? n->public_ipv4 : end->nets[0],
        n ? n->ipv6 : end->nets[1]
    };
    const size_t most = sizeof all / sizeof all[0];
    const char **list = arena_array(a, most + 1, sizeof *list);
    size_t n_found = 0;

    for (size_t i = 0; i < most; i++)
        if (all[i])
            list[n_found++] = all[i];
    return list;
}

static struct found
judge_all(struct arena *a, const struct ruleset *rules, const struct passage *p)
{
    const char *const *sources = addresses_of(a, &p->from), *const *targets =
                                                                addresses_of(a, &p->to);
    struct found best = { 0 };

    for (const char *const *from = sources; *from; from++)
        for (const char *const *to = targets; *to; to++)
            judge_pair(rules, p, *from, *to, &best);
    return best;
}

static struct doc *
found_doc(struct arena *a, const struct run *r, const struct member *m, const struct ruleset *rules,
    const struct found *f)
{
    static const char *const reasons[] = {
        [VERDICT_NO_RULE] = "no rule forwards it",
        [VERDICT_OTHERS] = "a rule forwards it, but of others or to others",
        [VERDICT_SOURCE_PORT] = "a rule forwards it, but from certain ports only",
        [VERDICT_EVENT] = "a rule forwards it, but only during an event",
    };
    const bool passes = f->verdict.why == VERDICT_PASSES;
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "node", arena_strdup(a, m->node->name));
    doc_put_string(a, d, "from", arena_strdup(a, f->from));
    doc_put_string(a, d, "to", arena_strdup(a, f->to));
    doc_put_bool(a, d, "passes", passes);
    doc_put_bool(a, d, "masqueraded", passes && f->masqueraded);
    doc_put(a, d, "rule",
        f->verdict.rule ? standing_rule_doc(a, r, rules, f->verdict.rule) : doc_null(a));
    doc_put_string(a, d, "reason", reasons[f->verdict.why]);
    return d;
}

static bool
is_between(const struct member *m, const struct passage *p)
{
    bool forwards = false;

    for (size_t i = 0; m->np && i < m->np->n_rules; i++)
        forwards |= m->np->rules[i].direction == RULE_FORWARD;
    return forwards && !m->leaving && m != p->from.member && m != p->to.member;
}

int
through_put(struct run *r, const struct passage *p, struct lct_answer *answer, struct lct_err *err)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "through", doc_list(a));

    for (size_t i = 0; i < r->world.n_members; i++) {
        struct member *m = &r->world.members[i];
        struct membership *ms;
        if (!is_between(m, p))
            continue;
        if (membership_of(m, &ms, err) < 0)
            return err->code;
        const struct found best = judge_all(r->arena, &ms->rules, p);
        if (best.from)
            doc_add(a, list, found_doc(a, r, m, &ms->rules, &best));
    }
    return LCT_OK;
}
