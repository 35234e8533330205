// SPDX-License-Identifier: MIT
// Whom a firewall rule is about: addresses, node plans, other clusters.
#include <string.h>

#include "base/cidr.h"
#include "base/str.h"
#include "plan/load/rule/rule_private.h"

// "cluster ALIAS": all nodes of another cluster.
static void
parse_cluster(struct rule_parser *p, struct plan_peer *peer)
{
    if (!rule_word(p) || str_eq(rule_word(p), ",")) {
        rule_fail(p, "after 'cluster' comes the name of one", NULL);
        return;
    }
    peer->kind = PEER_CLUSTER;
    peer->text = arena_printf(p->l->arena, PEER_CLUSTER_WORD "%s", p->words[p->i++]);
}

// The one just taken.
static void
fail_address(struct rule_parser *p, const char *text, const char *fault, const char *hint)
{
    p->failed = true;
    diag_hint(p->l->diags,
        diags_add(p->l->diags, DIAG_ERROR, rule_place(p, p->i - 1), "firewall rule: '%s' %s", text,
            fault),
        "%s", hint);
}

static void
parse_peer(struct rule_parser *p, struct plan_peer *peer)
{
    const char *text = rule_word(p);
    const char *fault, *hint;
    struct cidr c;

    if (!text || str_eq(text, ",")) {
        rule_fail(p, "from or to says nobody", NULL);
        return;
    }
    p->i++;
    *peer =
        (struct plan_peer){ .kind = PEER_SELECTOR, .text = text, .pos = rule_place(p, p->i - 1) };
    if (str_ieq(text, "any"))
        peer->kind = PEER_ANY;
    else if (str_ieq(text, "cluster"))
        parse_cluster(p, peer);
    else if (!(fault = load_cidr(p->l, text, &c, &hint)))
        peer->kind = PEER_CIDR;
    else if (hint)
        fail_address(p, text, fault, hint);
    else if (strchr(text, '/') || strchr(text, ':') || strspn(text, "0123456789.") == strlen(text))
        rule_fail(p, "no address and no CIDR: ", text);
}

void
rule_peers(struct rule_parser *p)
{
    struct plan_peer peers[64];
    size_t n = 0;

    do {
        if (n == sizeof peers / sizeof peers[0])
            rule_fail_whole(p, "more than 64 peers in one rule");
        else
            parse_peer(p, &peers[n++]);
    } while (!p->failed && rule_take(p, ","));
    p->peers = arena_array(p->l->arena, n, sizeof peers[0]);
    memcpy(p->peers, peers, n * sizeof peers[0]);
    p->n_peers = n;
    if (n == 1 && peers[0].kind == PEER_ANY)
        p->n_peers = 0;
}
