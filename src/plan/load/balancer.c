// SPDX-License-Identifier: MIT
// NodeBalancers of a region.
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/str.h"
#include "base/texts.h"
#include "plan/load/load.h"

#define DRAIN_MS 30000

static void
check_protocol(struct loading *l, const struct doc *d, const struct plan_port *p)
{
    static const char *const udp_algorithms[] = { "roundrobin", "leastconn", "ring_hash", NULL };
    static const char *const algorithms[] = { "roundrobin", "leastconn", "source", NULL };
    static const char *const udp_stickiness[] = { "none", "session", "source_ip", NULL };
    static const char *const stickiness[] = { "none", "table", "http_cookie", NULL };
    bool udp = str_eq(p->protocol, "udp"), http = str_starts(p->protocol, "http");

    if (!texts_have(udp ? udp_algorithms : algorithms, p->algorithm))
        load_error(l, doc_get(d, "algorithm"), "the algorithm %s does not go with %s", p->algorithm,
            p->protocol);
    if (!texts_have(udp ? udp_stickiness : stickiness, p->stickiness))
        load_error(l, doc_get(d, "stickiness"), "the stickiness %s does not go with %s",
            p->stickiness, p->protocol);
    else if (str_eq(p->stickiness, "http_cookie") && !http)
        load_error(l, doc_get(d, "stickiness"), "cookies go with http and https only");
    if (!str_eq(p->proxy_protocol, "none") && !str_eq(p->protocol, "tcp"))
        load_error(l, doc_get(d, "proxy_protocol") ? doc_get(d, "proxy_protocol") : d,
            "the proxy protocol goes with tcp only");
}

// What is kept with the plan is in plain text, so no key may be in it.
static void
load_certificate(struct loading *l, const struct doc *d, struct plan_port *p)
{
    const struct doc *at = doc_get(d, "certificate");
    struct plan_certificate *c;
    struct lct_err err = { 0 };

    if (!p->certificate || !p->key)
        return;
    c = ARENA_NEW(l->arena, struct plan_certificate);
    *c = (struct plan_certificate){ .pem = load_file(l, p->certificate, &err) };
    if (!c->pem)
        diag_hint(l->diags,
            load_unread(l,
                load_error(l, at, "the certificate %s cannot be read: %s",
                    load_shown(l, p->certificate), err.text),
                p->certificate, &err),
            "paths are looked up beside the plan");
    else if (strstr(c->pem, "PRIVATE KEY-----"))
        diag_hint(l->diags, load_error(l, at, "there is a key in %s", p->certificate),
            "it is kept with the plan: a file of its own for the key");
    else if (!pem_certificate_read(c->pem, &c->is))
        diag_hint(l->diags, load_error(l, at, "%s is no certificate", p->certificate),
            "it begins with -----BEGIN CERTIFICATE-----; those of its authorities come behind it");
    else
        p->shows = c;
}

static void
check_certificate(struct loading *l, const struct doc *d, struct plan_port *p)
{
    if (str_eq(p->protocol, "https") && !(p->certificate && p->key))
        diag_hint(l->diags, load_error(l, d, "https needs a certificate and its key"),
            "certificate: site.pem, key: site.key; or use tcp and let the nodes do TLS");
    if (str_eq(p->protocol, "https"))
        load_certificate(l, d, p);
    if (!str_eq(p->protocol, "https") && (p->certificate || p->key))
        load_error(l, d, "a certificate goes with https only, not with %s", p->protocol);
}

static bool
is_path(const char *path)
{
    for (; *path; path++)
        if (!isalnum((unsigned char)*path) && !strchr("/-%?&=.", *path))
            return false;
    return true;
}

static void
load_check(struct loading *l, const struct doc *d, struct plan_port *p)
{
    struct plan_check *c = &p->check;

    c->type = d && d->kind != DOC_MAP ? doc_text(d, "")
                                      : doc_get_text(d, "type",
                                            doc_get(d, "body")           ? "http_body"
                                            : doc_get(d, "path")         ? "http"
                                            : str_eq(p->protocol, "udp") ? "none"
                                                                         : "connection");
    c->path = doc_get_text(d, "path", str_starts(c->type, "http") ? "/" : NULL);
    c->body = doc_get_text(d, "body", NULL);
    c->interval_s = (unsigned)doc_get_int(d, "interval", 10);
    c->timeout_s = (unsigned)doc_get_int(d, "timeout", 5);
    c->attempts = (unsigned)doc_get_int(d, "attempts", 3);
    c->passive = schema_bool(doc_get(d, "passive"), !str_eq(p->protocol, "udp"));
    if (c->timeout_s >= c->interval_s)
        load_error(l, d, "a check takes less time than lies between two: timeout %u, interval %u",
            c->timeout_s, c->interval_s);
    if (str_eq(c->type, "http_body") && !c->body)
        load_error(l, d, "http_body needs a body: to look for");
    if (c->path && !str_starts(c->type, "http"))
        load_error(l, doc_get(d, "path"), "a check by %s asks for no path", c->type);
    if (c->body && !str_eq(c->type, "http_body"))
        load_error(l, doc_get(d, "body"), "a check by %s looks for no body", c->type);
    if (c->path && (c->path[0] != '/' || !is_path(c->path)))
        load_error(l, doc_get(d, "path"),
            "the path of a check begins with /, and letters, digits and / - %% ? & = . are in it");
    if (c->passive && str_eq(p->protocol, "udp"))
        load_error(l, doc_get(d, "passive"), "there are no passive checks of udp");
}

static const struct doc *
either(const struct doc *d, const char *key, const char *other)
{
    const struct doc *found = doc_get(d, key);

    return found ? found : doc_get(d, other);
}

// d is a map of port keys; a bare number or name has been made one.
static void
load_port(struct loading *l, const struct doc *d, struct plan_port *p)
{
    const char *carrier = str_eq(doc_get_text(d, "protocol", "http"), "udp") ? "udp" : "tcp";

    p->pos = d->pos;
    p->protocol = doc_get_text(d, "protocol", "http");
    p->port = load_port_number(l, doc_get(d, "port"), carrier, 80);
    p->target_port = load_port_number(l, either(d, "target_port", "target-port"), carrier, p->port);
    p->algorithm = doc_get_text(d, "algorithm", "roundrobin");
    p->stickiness = doc_get_text(d, "stickiness", str_eq(p->protocol, "udp") ? "session" : "table");
    p->proxy_protocol = doc_text(either(d, "proxy_protocol", "proxy-protocol"), "none");
    p->certificate = doc_get_text(d, "certificate", NULL);
    p->key = doc_get_text(d, "key", NULL);
    load_check(l, doc_get(d, "check"), p);
    check_protocol(l, d, p);
    check_certificate(l, d, p);
}

static const struct doc *
port_map(struct loading *l, const struct doc *d)
{
    struct doc *map;

    if (d->kind == DOC_MAP)
        return d;
    map = doc_map(l->arena);
    map->pos = d->pos;
    doc_put(l->arena, map, "port", (struct doc *)(uintptr_t)d);
    return map;
}

// tcp and udp may share a number.
static void
check_ports(struct loading *l, const struct plan_balancer *b)
{
    _own_(map) struct map seen = { 0 };

    for (size_t i = 0; i < b->n_ports; i++) {
        struct plan_port *p = &b->ports[i];
        char key[32];
        snprintf(key, sizeof key, "%s%u", str_eq(p->protocol, "udp") ? "udp" : "", p->port);
        const struct plan_port *other = map_get(&seen, key);
        if (other)
            diag_note(l->diags,
                diags_add(
                    l->diags, DIAG_ERROR, p->pos, "two ports %u of one NodeBalancer", p->port),
                other->pos, "the first is here");
        map_put(&seen, key, p);
    }
}

static void
load_ports(struct loading *l, const struct doc *d, struct plan_balancer *b)
{
    const struct doc *list = doc_get(d, "ports"), *one = doc_get(d, "port");

    if (!list == !one)
        load_error(l, d, "a NodeBalancer has port: or ports:, one of them");
    b->n_ports = one ? 1 : load_count(list);
    b->ports = arena_array(l->arena, b->n_ports, sizeof *b->ports);
    for (size_t i = 0; i < b->n_ports; i++)
        load_port(l, one ? d : port_map(l, load_item(list, i)), &b->ports[i]);
    check_ports(l, b);
}

static int64_t
drain_of(struct loading *l, const struct doc *d)
{
    const char *text = doc_text(d, "");

    return str_eq(text, "0") || str_eq(text, "0s") ? 0 : load_duration(l, d, DRAIN_MS);
}

// Whether it lies in the subnet is checked where that is known.
static void
load_range(struct loading *l, const struct doc *d, struct plan_balancer_vpc *v)
{
    const char *text = doc_text(d, ""), *hint = NULL, *fault;
    struct cidr range;

    if (!d)
        return;
    fault = load_cidr(l, text, &range, &hint);
    if (!fault && (range.family != AF_INET || range.prefix > BALANCER_RANGE_PREFIX))
        fault = "is no range of four IPv4 addresses or more";
    if (fault)
        diag_hint(l->diags, load_error(l, d, "'%s' %s", text, fault), "%s",
            hint ? hint : "use for example 10.0.1.64/30");
    else
        v->range = text;
}

static void
load_within(struct loading *l, const struct doc *d, struct plan_balancer *b)
{
    struct plan_balancer_vpc *v;

    if (!d)
        return;
    v = ARENA_NEW(l->arena, struct plan_balancer_vpc);
    *v = (struct plan_balancer_vpc){
        .vpc = d->kind == DOC_MAP ? doc_get_text(d, "name", "") : doc_text(d, ""),
        .subnet = doc_get_text(d, "subnet", NULL),
        .pos = d->pos,
    };
    load_range(l, doc_get(d, "range"), v);
    b->within = v;
}

static void
load_balancer(struct loading *l, const struct doc *d, struct plan_balancer *b)
{
    const struct doc *tags = either(d, "tags", "tag"), *nodes = doc_get(d, "nodes");

    b->pos = d->pos;
    b->name = doc_get_text(d, "name", "");
    b->tags = load_texts(l, tags);
    b->node_plans = load_texts(l, nodes);
    b->throttle = (unsigned)doc_get_int(d, "throttle", 0);
    b->drain_ms = drain_of(l, doc_get(d, "drain"));
    load_within(l, doc_get(d, "vpc"), b);
    b->selector_pos = tags ? tags->pos : nodes ? nodes->pos : d->pos;
    if (!tags && !nodes)
        diag_hint(l->diags, load_error(l, d, "the NodeBalancer does not say what it balances"),
            "tag: TAG, or nodes: NODE-PLAN");
    load_ports(l, d, b);
}

void
load_balancers(struct loading *l, const struct doc *list, struct region_plan *rp)
{
    _own_(map) struct map names = { 0 };

    if (!list || list->kind != DOC_LIST)
        return;
    rp->balancers = arena_array(l->arena, list->n, sizeof *rp->balancers);
    for (size_t i = 0; i < list->n; i++) {
        struct plan_balancer *b = &rp->balancers[rp->n_balancers];
        if (!schema_bool(doc_get(list->items[i], "enabled"), true))
            continue;
        rp->n_balancers++;
        load_balancer(l, list->items[i], b);
        const struct plan_balancer *other = map_get(&names, b->name);
        if (other)
            diag_note(l->diags,
                load_error(l, list->items[i], "two NodeBalancers have the name '%s'", b->name),
                other->pos, "the first is here");
        map_put(&names, b->name, b);
    }
}
