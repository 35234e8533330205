// SPDX-License-Identifier: MIT
// What holds by plan and inventory.
#include "app/firewall/standing.h"

#include "app/converge/converge.h"
#include "app/converge/standing.h"
#include "app/query/inventory.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/texts.h"

int
standing_open(struct run *r, const char *name, struct lct_err *err)
{
    _own_(map) struct map done = { 0 };

    if (cluster_need(r->t, r->arena, name, &r->cluster, err) < 0 || standing_set(r, err) < 0 ||
        converge_facts(r, &done, err) < 0)
        return err->code;
    return run_opened(r, false, err) < 0 ? err->code : run_neighbours(r, err);
}

// ---- a rule

static const char *
ports_text(struct arena *a, const struct port_range *ports, size_t n)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < n; i++) {
        buf_addf(&text, "%s%u", i ? ", " : "", ports[i].first);
        if (ports[i].last > ports[i].first)
            buf_addf(&text, "-%u", ports[i].last);
    }
    return n ? arena_strdup(a, buf_str(&text)) : NULL;
}

// All of a network by name, as one.
static struct doc *
network_doc(struct arena *a, struct rule_side side, size_t *at)
{
    const char *name = side.peers[*at].network;
    struct doc *d = doc_map(a), *nets;

    doc_put_string(a, d, "kind", "network");
    doc_put_string(a, d, "name", arena_strdup(a, name));
    nets = doc_put(a, d, "addresses", doc_list(a));
    for (; *at < side.n && str_eq(side.peers[*at].network, name); ++*at)
        doc_add(a, nets, doc_string(a, arena_strdup(a, side.peers[*at].text)));
    return d;
}

static struct doc *
peer_doc(struct arena *a, const struct ruleset *set, const struct plan_peer *peer)
{
    static const char *const kinds[] = { [PEER_ANY] = "any",
        [PEER_CIDR] = "network",
        [PEER_SELECTOR] = "members",
        [PEER_CLUSTER] = "cluster" };
    struct doc *d = doc_map(a);
    const char *const *known = NULL;

    for (size_t i = 0; i < set->n_members && peer_is_set(peer); i++)
        if (str_eq(set->members[i].selector, peer->text))
            known = texts_both(a, set->members[i].addresses, set->members[i].vlan);
    doc_put_string(a, d, "kind", kinds[peer->kind]);
    doc_put_string(a, d, "name", arena_strdup(a, peer->text));
    doc_put(a, d, "addresses", doc_texts(a, texts_copy(a, known)));
    return d;
}

static struct doc *
side_doc(struct arena *a, const struct ruleset *set, struct rule_side side)
{
    struct doc *d = doc_list(a);

    for (size_t i = 0; i < side.n;)
        doc_add(a, d,
            side.peers[i].network ? network_doc(a, side, &i) : peer_doc(a, set, &side.peers[i++]));
    return d;
}

// Of what goes through the node: whom it is from, and beside that whom it is to.
static void
put_peers(struct arena *a, struct doc *d, const struct ruleset *set, const struct plan_rule *rule)
{
    const bool through = rule_is_through(rule), out = rule->direction == RULE_OUT;

    doc_put(a, d, "peers", side_doc(a, set, out ? rule_to(rule) : rule_from(rule)));
    doc_put(a, d, "to", through ? side_doc(a, set, rule_to(rule)) : doc_null(a));
}

static void
put_place(struct arena *a, struct doc *d, const struct run *r, const struct plan_rule *rule)
{
    const bool placed = rule->origin == RULE_OF_PLAN && rule->pos.line;

    doc_put_string(a, d, "file", placed ? arena_strdup(a, r->plan->plan->source.name) : NULL);
    doc_put(a, d, "line", placed ? doc_int(a, rule->pos.line) : doc_null(a));
}

const char *
standing_time(struct arena *a, int64_t wall_ms)
{
    char text[CLOCK_TEXT];

    clock_text(wall_ms, text);
    return arena_strdup(a, text);
}

struct doc *
standing_rule_doc(
    struct arena *a, const struct run *r, const struct ruleset *set, const struct plan_rule *rule)
{
    static const char *const origins[] = { [RULE_OF_PLAN] = "plan",
        [RULE_OF_BALANCER] = "balancer",
        [RULE_ALWAYS] = "always",
        [RULE_OPENED] = "opened" };
    static const char *const directions[] = { [RULE_IN] = "in",
        [RULE_OUT] = "out",
        [RULE_FORWARD] = "forward",
        [RULE_MASQUERADE] = "masquerade" };
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "direction", directions[rule->direction]);
    doc_put_string(a, d, "protocol", rule->protocol);
    doc_put_string(a, d, "ports", ports_text(a, rule->ports, rule->n_ports));
    doc_put_string(a, d, "source_ports", ports_text(a, rule->source_ports, rule->n_source_ports));
    doc_put_string(a, d, "interface", rule->interface);
    put_peers(a, d, set, rule);
    doc_put_string(a, d, "origin", origins[rule->origin]);
    doc_put_string(a, d, "text", arena_strdup(a, rule->text));
    doc_put_string(a, d, "during", rule->bound && !rule->since ? event_name(rule->during) : NULL);
    doc_put_string(a, d, "since", rule->since ? event_name(rule->during) : NULL);
    doc_put_bool(a, d, "waits", rule->bound && !rule->until_ms);
    put_place(a, d, r, rule);
    doc_put_string(a, d, "until", rule->until_ms ? standing_time(a, rule->until_ms) : NULL);
    return d;
}
