// SPDX-License-Identifier: MIT
// Renders rules of what goes through a node. Both sides of one are matched: a line for each pair of
// what there is of the one and of the other.
#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "step/aspect/rules/ruleset_private.h"

// What matches a side in one family; "" matches all.
struct matches {
    const char **items;
    size_t n;
};

static bool
is_anybody(struct rule_side side)
{
    bool anybody = !side.n;

    for (size_t i = 0; i < side.n; i++)
        anybody |= side.peers[i].kind == PEER_ANY;
    return anybody;
}

static const char *
set_match(struct arena *a, const char *word, const char *selector, enum family f)
{
    _own_(buf) struct buf text = { 0 };

    buf_addf(&text, "%s %s @", ruleset_ip[f], word);
    ruleset_set_name(&text, selector, f);
    buf_addc(&text, ' ');
    return arena_strdup(a, buf_str(&text));
}

// All networks at once, and of what holds for a time the members, too.
static const char *
nets_match(struct arena *a, const struct render *x, const struct plan_rule *rule,
    struct rule_side side, const char *word, enum family f)
{
    _own_(buf) struct buf text = { 0 };
    const char *const *nets = NULL;

    for (size_t i = 0; i < side.n; i++) {
        const struct plan_peer *peer = &side.peers[i];
        const char *const one[] = { peer->text, NULL };
        if (peer->kind == PEER_CIDR)
            nets = texts_both(a, nets, one);
        else if (peer_is_set(peer) && rule->until_ms)
            nets = texts_both(a, nets, ruleset_members_of(a, x->r, peer->text));
    }
    return ruleset_add_nets(&text, nets, f)
               ? arena_printf(a, "%s %s { %s } ", ruleset_ip[f], word, buf_str(&text))
               : NULL;
}

static struct matches
matches_of(struct arena *a, const struct render *x, const struct plan_rule *rule,
    struct rule_side side, const char *word, enum family f)
{
    struct matches ret = { arena_array(a, side.n + 1, sizeof *ret.items), 0 };
    const char *nets;

    if (is_anybody(side)) {
        ret.items[ret.n++] = "";
        return ret;
    }
    for (size_t i = 0; i < side.n; i++)
        if (peer_is_set(&side.peers[i]) && !rule->until_ms)
            ret.items[ret.n++] = set_match(a, word, side.peers[i].text, f);
    if ((nets = nets_match(a, x, rule, side, word, f)))
        ret.items[ret.n++] = nets;
    return ret;
}

static bool
names_ipv6(const struct plan_rule *rule)
{
    for (size_t i = 0; i < rule->n_peers; i++)
        if (rule->peers[i].kind == PEER_CIDR && strchr(rule->peers[i].text, ':'))
            return true;
    return false;
}

static void
render_family(struct render *x, const struct plan_rule *rule, enum family f, const char *before)
{
    _own_(arena) struct arena *a = arena_new();
    const struct matches from = matches_of(a, x, rule, rule_from(rule), "saddr", f),
                         to = matches_of(a, x, rule, rule_to(rule), "daddr", f);

    for (size_t i = 0; i < from.n; i++)
        for (size_t k = 0; k < to.n; k++) {
            const bool all = !*from.items[i] && !*to.items[k];
            buf_addf(x->out, "%s%s%s%s", before,
                !all      ? ""
                : f == V4 ? "meta nfproto ipv4 "
                          : "meta nfproto ipv6 ",
                from.items[i], to.items[k]);
            ruleset_add_service(x->out, rule, f);
        }
}

// IPv6 has addresses for everybody: it is masqueraded only where a rule names some of its own.
void
ruleset_add_through(struct render *x, const struct plan_rule *rule, const char *before)
{
    render_family(x, rule, V4, before);
    if (rule->direction == RULE_FORWARD || names_ipv6(rule))
        render_family(x, rule, V6, before);
}

// ---- the chains

#define INDENT "        "

bool
ruleset_is_through(const struct ruleset *r)
{
    for (size_t i = 0; i < r->n_rules; i++)
        if (rule_is_through(&r->rules[i]))
            return true;
    return false;
}

static int
render_opened(struct render *x)
{
    return x->part == RULESET_SHAPE ? 0 : ruleset_add_rules(x, RULE_FORWARD, true, INDENT);
}

static int
render_forward(struct render *x)
{
    return ruleset_add_rules(x, RULE_FORWARD, false, INDENT);
}

static int
render_masquerade(struct render *x)
{
    return ruleset_add_rules(x, RULE_MASQUERADE, false, INDENT);
}

// A node that nothing is to go through has none: what others have set up there would be closed.
int
ruleset_render_through(struct render *x)
{
    static const struct mark marks[] = { { "#forward_opened\n", render_opened },
        { "#forward\n", render_forward }, { "#masquerade\n", render_masquerade } };

    if (!ruleset_is_through(x->r))
        return 0;
    return ruleset_render_file(x, "forward.nft", marks, sizeof marks / sizeof *marks);
}
