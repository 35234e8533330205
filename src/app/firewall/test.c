// SPDX-License-Identifier: MIT
// cluster firewall test: which rule lets a connection pass, or why none does, at each end and by
// each way there is between them.
#include <string.h>

#include "app/firewall/standing.h"
#include "app/firewall/through.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "base/parse.h"
#include "base/str.h"
#include "base/vec.h"
#include "lct/firewall.h"
#include "model/network.h"
#include "model/reach.h"
#include "step/firewall/firewall.h"
#include "step/firewall/verdict.h"

#define INTERNET "internet"

// One way between the two: in which network, by which addresses.
struct way {
    const char *network, *from, *to;
};

struct ways {
    struct way *items;
    size_t n, cap;
};

struct testing {
    struct run *run;
    struct end from, to;
    const char *protocol;
    unsigned port;
    struct lct_answer *answer;
};

// ---- what is asked

static const struct named_port *
port_named(const struct run *r, const char *name)
{
    const struct named_ports *ports = &r->world.plan->ports;

    for (size_t i = 0; i < ports->n; i++)
        if (str_eq(ports->items[i].name, name))
            return &ports->items[i];
    return NULL;
}

static int
read_name(struct testing *x, const struct named_port *p, struct lct_err *err)
{
    x->protocol = p->protocol;
    x->port = p->range.first;
    if (p->range.first == p->range.last)
        return LCT_OK;
    return lct_fail(err, LCT_EUSAGE, "%s is a range of ports: say one of %s", p->name, p->number);
}

static int
read_port(struct testing *x, const char *text, struct lct_err *err)
{
    const struct named_port *named = port_named(x->run, text);
    const char *slash = strchr(text, '/');
    const char *number = slash ? arena_strndup(x->run->arena, text, (size_t)(slash - text)) : text;
    int64_t port = 0;

    if (named)
        return read_name(x, named, err);
    x->protocol = str_eq(text, "ping") ? "ping" : slash ? slash + 1 : "tcp";
    if (str_eq(text, "ping"))
        return LCT_OK;
    if (!parse_int(number, 1, 65535, &port) ||
        (!str_eq(x->protocol, "tcp") && !str_eq(x->protocol, "udp"))) {
        lct_fail(err, LCT_EUSAGE, "%s is no port", text);
        return lct_hint(err, "for example 443, 53/udp, or ping; or a port that the plan names");
    }
    x->port = (unsigned)port;
    return LCT_OK;
}

static struct member *
member_of(struct run *r, const struct node *n)
{
    for (size_t i = 0; i < r->world.n_members; i++)
        if (r->world.members[i].node == n)
            return &r->world.members[i];
    return NULL;
}

static int
read_node(struct run *r, const char *text, struct end *end, struct lct_err *err)
{
    struct node **nodes = arena_array(r->arena, r->world.n_members, sizeof *nodes), *found;

    for (size_t i = 0; i < r->world.n_members; i++)
        nodes[i] = r->world.members[i].node;
    if (node_of_cluster(r->cluster, nodes, r->world.n_members, text, &found, err) < 0)
        return err->code;
    end->member = member_of(r, found);
    if (end->member->leaving)
        return lct_fail(
            err, LCT_EWAIT, "%s is of no group of the plan that the cluster keeps", found->name);
    return LCT_OK;
}

static int
read_end(struct run *r, const char *text, struct end *end, struct lct_err *err)
{
    struct cidr net;
    char all[CIDR_TEXT];

    *end = (struct end){ 0 };
    if (str_eq(text, INTERNET)) {
        end->nets[0] = "0.0.0.0/0";
        end->nets[1] = "::/0";
    } else if (cidr_parse(text, true, &net)) {
        net = cidr_net(&net);
        end->nets[0] = arena_strdup(r->arena, cidr_text(&net, all));
    } else if (read_node(r, text, end, err) < 0) {
        return err->hint[0] ? err->code
                            : lct_hint(err, "a node, an address, a network, or " INTERNET);
    }
    return LCT_OK;
}

static int
read_ends(struct testing *x, const char *from, const char *to, struct lct_err *err)
{
    if (read_end(x->run, from, &x->from, err) < 0 || read_end(x->run, to, &x->to, err) < 0)
        return err->code;
    if (!x->from.member && !x->to.member)
        return lct_fail(err, LCT_EUSAGE, "neither %s nor %s is a node of cluster %s", from, to,
            x->run->cluster->name);
    if (x->from.member == x->to.member)
        return lct_fail(
            err, LCT_EUSAGE, "nothing filters what %s sends to itself", x->to.member->node->name);
    return LCT_OK;
}

// ---- the ways between them

// Where a public address stands for one of its VPC, that is the one which it sees itself.
static const char *
public_of(const struct node *n)
{
    return networks_public(n->networks) ? n->public_ipv4 : n->public_ipv4 ? n->vpc_ipv4 : NULL;
}

static void
add_way(struct ways *ways, const char *network, const char *from, const char *to)
{
    const struct way way = { network, from, to };

    if (from && to)
        vec_push(ways, way);
}

static void
ways_of_nodes(const struct node *from, const struct node *to, struct ways *ways)
{
    const bool near = str_eq(from->region, to->region);

    if (from->vpc && str_eq(from->vpc, to->vpc))
        add_way(ways, "vpc", from->vpc_ipv4, to->vpc_ipv4);
    if (near)
        add_way(ways, "private", from->private_ipv4, to->private_ipv4);
    add_way(ways, "vlan", reach_vlan(to, from), reach_vlan(from, to));
    add_way(ways, "public", public_of(from), public_of(to));
    add_way(ways, "ipv6", from->ipv6, to->ipv6);
}

// By which of its addresses a node meets such a network.
static void
way_of_net(const struct member *m, const char *net, bool sends, struct ways *ways)
{
    const struct node *n = m->node;
    struct cidr other, private;
    const char *own, *network;

    if (!cidr_parse(net, true, &other) || !cidr_parse(PRIVATE_NET, true, &private))
        return;
    network = strchr(net, ':') ? "ipv6" : "public";
    own = strchr(net, ':') ? n->ipv6 : public_of(n);
    if (other.prefix >= private.prefix && cidr_has(&private, &other)) {
        network = "private";
        own = n->private_ipv4;
    }
    add_way(ways, network, sends ? own : net, sends ? net : own);
}

static void
find_ways(const struct testing *x, struct ways *ways)
{
    const struct end *from = &x->from, *to = &x->to;

    if (from->member && to->member) {
        ways_of_nodes(from->member->node, to->member->node, ways);
        return;
    }
    for (size_t i = 0; i < 2; i++)
        if (from->member && to->nets[i])
            way_of_net(from->member, to->nets[i], true, ways);
        else if (to->member && from->nets[i])
            way_of_net(to->member, from->nets[i], false, ways);
}

// ---- what lets it pass there

static struct doc *
gate_doc(struct arena *a, const char *where, const char *name, bool out, bool passes)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "where", where);
    doc_put_string(a, d, "name", arena_strdup(a, name));
    doc_put_string(a, d, "direction", out ? "out" : "in");
    doc_put_bool(a, d, "passes", passes);
    return d;
}

static int
judge_inner(struct testing *x, struct member *m, const struct packet *p, struct doc *gates,
    bool *passes, struct lct_err *err)
{
    static const char *const reasons[] = {
        [VERDICT_NO_RULE] = "no rule opens it",
        [VERDICT_OTHERS] = "a rule opens it, but for others",
        [VERDICT_NETWORK] = "a rule opens it, but in another network of the node",
        [VERDICT_SOURCE_PORT] = "a rule opens it, but from certain ports only",
        [VERDICT_EVENT] = "a rule opens it, but only during an event, or from one on",
        [VERDICT_OWN] = "its firewall is its own, nobody else knows",
        [VERDICT_METADATA] = "only root may ask there, whatever rules say",
    };
    struct arena *a = x->answer->arena;
    struct membership *ms;

    if (membership_of(m, &ms, err) < 0)
        return err->code;
    const struct verdict v = m->np->own_firewall ? (struct verdict){ VERDICT_OWN, NULL }
                                                 : firewall_judge(x->run->arena, &ms->rules, p);
    struct doc *d =
        doc_add(a, gates, gate_doc(a, "node", m->node->name, p->out, v.why == VERDICT_PASSES));
    doc_put(a, d, "rule", v.rule ? standing_rule_doc(a, x->run, &ms->rules, v.rule) : doc_null(a));
    doc_put_string(a, d, "reason", reasons[v.why]);
    *passes &= v.why == VERDICT_PASSES;
    return LCT_OK;
}

// What is before all its networks but VLANs.
static int
judge_outer(struct testing *x, struct member *m, const struct packet *p, struct doc *gates,
    bool *passes, struct lct_err *err)
{
    struct arena *a = x->answer->arena;
    struct outer outer;

    if (firewall_outer(m->firewall, &outer, err) < 0)
        return err->code;
    const struct cloud_rule *rule = cloud_judge(&outer.rules, p);
    struct doc *d = doc_add(a, gates,
        gate_doc(a, "cloud_firewall", m->firewall->resource->label, p->out, rule != NULL));
    struct doc *told = doc_put(a, d, "rule", rule ? doc_map(a) : doc_null(a));
    if (rule)
        doc_put_string(a, told, "text", arena_strdup(a, rule->text));
    doc_put_string(a, d, "reason", rule ? NULL : "no rule opens it");
    *passes &= rule != NULL;
    return LCT_OK;
}

// At one end: what leaves is filtered by the node first, what comes by the cloud.
static int
judge_end(struct testing *x, const struct way *way, bool out, struct doc *gates, bool *passes,
    struct lct_err *err)
{
    struct member *m = out ? x->from.member : x->to.member;
    struct packet p = { .out = out, .protocol = x->protocol, .port = x->port };
    const bool outer = m && m->firewall && !str_eq(way->network, "vlan");

    if (!m || !cidr_parse(out ? way->from : way->to, true, &p.own) ||
        !cidr_parse(out ? way->to : way->from, true, &p.other))
        return LCT_OK;
    if (strchr(way->from, '/') && x->from.member)
        p.own.prefix = 32; // of a VLAN
    if (outer && !out && judge_outer(x, m, &p, gates, passes, err) < 0)
        return err->code;
    if (judge_inner(x, m, &p, gates, passes, err) < 0)
        return err->code;
    return outer && out ? judge_outer(x, m, &p, gates, passes, err) : LCT_OK;
}

static int
judge_way(
    struct testing *x, const struct way *way, struct doc *ways, bool *passes, struct lct_err *err)
{
    struct arena *a = x->answer->arena;
    struct doc *d = doc_add(a, ways, doc_map(a)), *gates;

    *passes = true;
    doc_put_string(a, d, "network", way->network);
    doc_put_string(a, d, "from", arena_strdup(a, way->from));
    doc_put_string(a, d, "to", arena_strdup(a, way->to));
    gates = doc_put(a, d, "gates", doc_list(a));
    if (judge_end(x, way, true, gates, passes, err) < 0 ||
        judge_end(x, way, false, gates, passes, err) < 0)
        return err->code;
    doc_put_bool(a, d, "passes", *passes);
    return LCT_OK;
}

static int
judge(struct testing *x, struct lct_err *err)
{
    struct arena *a = x->answer->arena;
    struct doc *list = doc_put(a, x->answer->root, "ways", doc_list(a));
    struct ways ways = { 0 };
    bool any = false, passes;

    find_ways(x, &ways);
    for (size_t i = 0; i < ways.n && err->code == LCT_OK; i++) {
        judge_way(x, &ways.items[i], list, &passes, err);
        any |= passes;
    }
    vec_done(&ways);
    doc_put_bool(a, x->answer->root, "passes", any);
    return err->code;
}

static int
judge_through(struct testing *x, struct lct_err *err)
{
    const struct passage p = { x->from, x->to, x->protocol, x->port };

    return through_put(x->run, &p, x->answer, err);
}

static int
test(struct run *r, const struct lct_firewall_test *what, struct lct_answer **ret,
    struct lct_err *err)
{
    struct testing x = { .run = r };

    if (read_port(&x, what->port, err) < 0 || read_ends(&x, what->from, what->to, err) < 0)
        return err->code;
    x.answer = answer_new();
    struct arena *a = x.answer->arena;
    doc_put_string(a, x.answer->root, "cluster", arena_strdup(a, r->cluster->name));
    doc_put_string(a, x.answer->root, "from", arena_strdup(a, what->from));
    doc_put_string(a, x.answer->root, "to", arena_strdup(a, what->to));
    doc_put_string(a, x.answer->root, "protocol", arena_strdup(a, x.protocol));
    doc_put(a, x.answer->root, "port", x.port ? doc_int(a, x.port) : doc_null(a));
    if (judge(&x, err) < 0 || judge_through(&x, err) < 0)
        lct_answer_free(x.answer);
    else
        *ret = x.answer;
    return err->code;
}

int
lct_firewall_test(struct lct *t, const char *cluster, const struct lct_firewall_test *what,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && cluster && what && ret);
    struct run r;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK && !(what->from && what->to && what->port))
        code = lct_fail(err, LCT_EUSAGE, "a test wants from, to and port");
    if (code == LCT_OK)
        code = standing_open(&r, cluster, err);
    if (code == LCT_OK)
        code = test(&r, what, ret, err);
    run_done(&r);
    return code;
}
