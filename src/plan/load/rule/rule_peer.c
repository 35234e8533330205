// SPDX-License-Identifier: MIT
// Whom a firewall rule is about: addresses, networks by name, node plans, other clusters.
#include <string.h>

#include "base/cidr.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/load/rule/rule_private.h"

#define PEERS_MOST 64 // said in one rule

struct peers {
    struct plan_peer *items;
    size_t n, cap;
};

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

// All that a name of networks means: a peer for each CIDR. Of one that holds none, told before,
// nothing is made.
static void
add_peer(struct rule_parser *p, const struct plan_peer *peer, struct peers *out)
{
    const struct plan_network *network =
        peer->kind == PEER_SELECTOR ? load_network(p->l, peer->text) : NULL;
    struct plan_peer one = *peer;

    if (!network) {
        vec_push(out, one);
        return;
    }
    p->failed |= !*network->nets;
    one.kind = PEER_CIDR;
    one.network = network->name;
    for (const char *const *net = network->nets; *net; net++) {
        one.text = *net;
        vec_push(out, one);
    }
}

void
rule_peers(struct rule_parser *p, struct rule_side *ret)
{
    struct peers peers = { 0 };
    size_t said = 0;

    do {
        struct plan_peer peer = { 0 };
        if (said++ == PEERS_MOST)
            rule_fail_whole(p, "more than 64 peers in one rule");
        else
            parse_peer(p, &peer);
        if (!p->failed)
            add_peer(p, &peer, &peers);
    } while (!p->failed && rule_take(p, ","));
    *ret = (struct rule_side){ load_keep(p->l, &peers), peers.n };
    if (peers.n == 1 && peers.items[0].kind == PEER_ANY)
        ret->n = 0;
    vec_done(&peers);
}
