// SPDX-License-Identifier: MIT
// Nodes of a NodeBalancer's port: where it sends what comes in, and how much of it.
#include <arpa/inet.h>

#include "base/parse.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/balancer/balancer.h"
#include "lab/world/instance.h"
#include "lab/world/network.h"

#define WEIGHT 50

// In the API's order.
#define SELECT_NODE                                                                        \
    "SELECT n.id, n.address, n.label, n.status, n.weight, n.mode, n.config AS config_id, " \
    "f.balancer AS nodebalancer_id, n.vpc AS vpc_config_id "                               \
    "FROM balancer_node n JOIN balancer_config f ON f.id = n.config "

static struct doc *
node_find(struct call *c, int64_t id)
{
    return world_one(&c->lab->world, c->arena, SELECT_NODE "WHERE n.id = ?", "i", id);
}

static struct doc *
node_need(struct call *c)
{
    struct doc *node = balancer_config_need(c) ? node_find(c, call_id(c, 2)) : NULL;

    if (call_failed(c))
        return NULL;
    if (doc_get_int(node, "config_id", 0) == call_id(c, 1))
        return node;
    call_not_found(c);
    return NULL;
}

static void
node_list(struct call *c)
{
    static const char *const fields[] = { "address", "id", "label", "mode", "status", "weight",
        NULL };

    if (balancer_config_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena, SELECT_NODE "WHERE n.config = ? ORDER BY n.id",
                "i", call_id(c, 1)),
            fields);
}

static void
node_get(struct call *c)
{
    struct doc *node = node_need(c);

    if (node)
        c->answer = node;
}

// ---- what one may be

static bool
is_label(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
           strlen(s);
}

// "ADDRESS:PORT" or "[ADDRESS]:PORT". Yields the family of the address; 0: it is no such thing.
static int
address_family(struct arena *a, const char *text, struct in_addr *v4)
{
    const char *colon = strrchr(text, ':');
    struct in6_addr v6;
    int64_t port;

    if (!colon || !parse_int(colon + 1, 1, 65535, &port))
        return 0;
    if (text[0] == '[')
        return colon[-1] == ']' &&
                       inet_pton(AF_INET6, arena_strndup(a, text + 1, (size_t)(colon - text - 2)),
                           &v6) == 1
                   ? AF_INET6
                   : 0;
    return inet_pton(AF_INET, arena_strndup(a, text, (size_t)(colon - text)), v4) == 1 ? AF_INET
                                                                                       : 0;
}

// The range by which a node of this subnet is reached; 0: it is not of a VPC, or the body does not
// say so.
static int64_t
vpc_of(struct call *c, int64_t config, const struct doc *node)
{
    return world_int(&c->lab->world, 0,
        "SELECT v.id FROM balancer_vpc v JOIN balancer_config f ON f.balancer = v.balancer "
        "WHERE f.id = ? AND v.subnet = ?",
        "ii", config, doc_get_int(node, "subnet_id", 0));
}

// Of a VPC, whose address says nothing by itself.
static void
subnet_check(struct call *c, int64_t config, const struct doc *node, const char *prefix,
    const char *protocol)
{
    const int64_t subnet = doc_get_int(node, "subnet_id", 0);
    const char *address = doc_get_text(node, "address", ""), *colon = strrchr(address, ':');
    const char *host = arena_strndup(c->arena, address, colon ? (size_t)(colon - address) : 0);

    if (!vpc_of(c, config, node))
        call_error(c, arena_printf(c->arena, "%ssubnet_id", prefix),
            "subnet_id is not one of the NodeBalancer's VPC");
    else if (str_eq(protocol, "udp"))
        call_error(c, arena_printf(c->arena, "%ssubnet_id", prefix),
            "UDP to nodes of a VPC is not supported by this lab");
    else if (!network_has(c->lab, subnet, host))
        call_error(c, arena_printf(c->arena, "%saddress", prefix),
            "Must be an address of the subnet in address:port format");
}

// Linodes of the region are reached by their private address, or by the public one of IPv6; what
// is sent by UDP by the former only.
static void
address_check(struct call *c, const char *text, const char *name, const char *protocol)
{
    struct in_addr v4;
    int family = address_family(c->arena, text, &v4);

    if (!family)
        call_error(c, name, "Must be in address:port format");
    else if (family == AF_INET ? ntohl(v4.s_addr) >> 16 != 0xc0a8u : str_eq(protocol, "udp"))
        call_error(c, name, "Must begin with 192.168");
}

static bool
node_check(struct call *c, const struct doc *node, int64_t config, const char *prefix)
{
    static const char *const modes[] = { "accept", "reject", "drain", "backup", NULL };
    static const char *const modes_udp[] = { "none", NULL };
    const char *protocol = world_text(
        &c->lab->world, c->arena, "SELECT protocol FROM balancer_config WHERE id = ?", "i", config);
    bool is_new = doc_is_null(doc_get(node, "id"));
    const struct field fields[] = {
        { "label", FIELD_TEXT, .required = is_new, .min = 3, .max = 32 },
        { "address", FIELD_TEXT, .required = is_new, .min = 1, .max = 64 },
        { "weight", FIELD_INT, .min = 1, .max = 255 },
        { "mode", FIELD_TEXT, .words = str_eq(protocol, "udp") ? modes_udp : modes },
        { "subnet_id", FIELD_INT },
        { "id", FIELD_INT },
        { 0 },
    };
    const char *label = doc_get_text(node, "label", NULL);
    const char *address = doc_get_text(node, "address", NULL);

    if (!call_check(c, node, prefix, fields))
        return false;
    if (label && !is_label(label))
        call_error(c, arena_printf(c->arena, "%slabel", prefix),
            "Must only use ASCII letters, numbers, underscores, dashes, and periods");
    if (address && !doc_is_null(doc_get(node, "subnet_id")))
        subnet_check(c, config, node, prefix, protocol);
    else if (address)
        address_check(c, address, arena_printf(c->arena, "%saddress", prefix), protocol);
    return !call_failed(c);
}

// ---- making and changing

static int64_t
node_make(struct call *c, int64_t config, const struct doc *node)
{
    return world_insert(&c->lab->world,
        "INSERT INTO balancer_node (config, label, address, weight, mode, vpc) "
        "SELECT ?1, ?2, ?3, ?4, "
        "CASE protocol WHEN 'udp' THEN 'none' ELSE coalesce(?5, 'accept') END, nullif(?6, 0) "
        "FROM balancer_config WHERE id = ?1",
        "ittiti", config, doc_get_text(node, "label", NULL), doc_get_text(node, "address", NULL),
        doc_get_int(node, "weight", WEIGHT), doc_get_text(node, "mode", NULL),
        vpc_of(c, config, node));
}

// Sent elsewhere, it is not known whether anybody answers there. An address is told with its
// subnet.
static void
node_change(struct call *c, int64_t config, int64_t id, const struct doc *node)
{
    world_do(&c->lab->world,
        "UPDATE balancer_node SET label = coalesce(?1, label), address = coalesce(?2, address), "
        "weight = coalesce(nullif(?3, 0), weight), mode = coalesce(?4, mode), "
        "status = CASE WHEN coalesce(?2, address) = address THEN status ELSE 'Unknown' END, "
        "vpc = CASE WHEN ?2 IS NULL THEN vpc ELSE nullif(?6, 0) END WHERE id = ?5",
        "ttitii", doc_get_text(node, "label", NULL), doc_get_text(node, "address", NULL),
        doc_get_int(node, "weight", 0), doc_get_text(node, "mode", NULL), id,
        vpc_of(c, config, node));
}

static int64_t
node_take(struct call *c, int64_t config, const struct doc *node, const char *prefix)
{
    int64_t id = doc_get_int(node, "id", 0);

    if (id && !world_int(&c->lab->world, 0,
                  "SELECT 1 FROM balancer_node WHERE id = ? AND config = ?", "ii", id, config))
        call_error(c, arena_printf(c->arena, "%sid", prefix), "id is not valid");
    if (!node_check(c, node, config, prefix))
        return 0;
    if (!id)
        return node_make(c, config, node);
    node_change(c, config, id, node);
    return id;
}

bool
balancer_nodes_replace(struct call *c, int64_t config, const struct doc *nodes, const char *prefix)
{
    struct doc *kept = doc_list(c->arena);
    size_t i = 0;

    doc_each (node, nodes)
        doc_add(c->arena, kept,
            doc_int(c->arena,
                node_take(c, config, node, arena_printf(c->arena, "%snodes[%zu].", prefix, i++))));
    world_do(&c->lab->world,
        "DELETE FROM balancer_node WHERE config = ? AND id NOT IN (SELECT value FROM json_each(?))",
        "it", config, instance_json(c->arena, kept));
    return !call_failed(c);
}

static void
node_add(struct call *c)
{
    int64_t id;

    if (!balancer_config_need(c) || !node_check(c, c->body, call_id(c, 1), ""))
        return;
    id = node_make(c, call_id(c, 1), c->body);
    balancer_changed(c, "nodebalancer_node_create", call_id(c, 0));
    c->answer = node_find(c, id);
}

static void
node_put(struct call *c)
{
    struct doc *wish = doc_copy(c->arena, c->body);

    if (!node_need(c))
        return;
    doc_put_int(c->arena, wish, "id", call_id(c, 2));
    if (!node_take(c, call_id(c, 1), wish, ""))
        return;
    balancer_changed(c, "nodebalancer_node_update", call_id(c, 0));
    c->answer = node_find(c, call_id(c, 2));
}

static void
node_delete(struct call *c)
{
    if (!node_need(c))
        return;
    world_do(&c->lab->world, "DELETE FROM balancer_node WHERE id = ?", "i", call_id(c, 2));
    balancer_changed(c, "nodebalancer_node_delete", call_id(c, 0));
}

static const struct route routes[] = {
    { "GET", BALANCER_NODES, READ("nodebalancers"), RATE_LIST, false, node_list },
    { "POST", BALANCER_NODES, WRITE("nodebalancers"), RATE_OTHER, false, node_add },
    { "GET", BALANCER_NODE, READ("nodebalancers"), RATE_OTHER, false, node_get },
    { "PUT", BALANCER_NODE, WRITE("nodebalancers"), RATE_OTHER, false, node_put },
    { "DELETE", BALANCER_NODE, WRITE("nodebalancers"), RATE_OTHER, false, node_delete },
    { 0 },
};

const struct noun balancer_node_noun = { .routes = routes };
