// SPDX-License-Identifier: MIT
// Those that a port of a NodeBalancer sends to, over API v4: "nodes" there.
#include <arpa/inet.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "cloud/linode/balancer/balancer.h"

// ---- reading

static struct balancer_node
node_read(struct arena *a, const struct doc *d)
{
    const char *mode = text_copy(a, d, "mode");

    return (struct balancer_node){
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .address = text_copy(a, d, "address"),
        .mode = str_empty(mode) ? "none" : mode,
        .status = text_copy(a, d, "status"),
        .weight = (unsigned)doc_get_int(d, "weight", 0),
    };
}

// "192.168.130.4:80".
static bool
is_address(struct arena *a, const char *text)
{
    const char *colon = strrchr(text, ':');
    int64_t port;

    return colon && parse_int(colon + 1, 1, 65535, &port) &&
           address_valid(arena_strndup(a, text, (size_t)(colon - text)), AF_INET);
}

// By its address it is known whose it is; the rest is told.
static const char *
node_fault(const struct call *c, const struct doc *d)
{
    const char *mode = doc_get_text(d, "mode", "");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another node";
    if (!title_valid(doc_get_text(d, "label", "")))
        return "its label is none";
    if (!is_address(c->arena, doc_get_text(d, "address", "")))
        return "its address is none";
    if (*mode && !word_valid(mode))
        return "its mode is none";
    return word_valid(doc_get_text(d, "status", "")) ? NULL : "its status is none";
}

static void
read_node(struct call *c, const struct lct_err *err)
{
    struct balancer_node n;

    if (!err->code)
        n = node_read(c->arena, c->answer);
    ((cloud_balanced_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &n);
}

static void
read_nodes(struct call *c, const struct lct_err *err)
{
    struct balancer_node *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer)
        list[n++] = node_read(c->arena, item);
    ((cloud_balanceds_fn *)c->spec.fn)(
        c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

struct op *
balanced_list(struct cloud *c, const char *id, const char *port, cloud_balanceds_fn *fn, void *user)
{
    return start_at(c, one_id(id), one_id(port), "",
        &(struct call_spec){ .route = ROUTE_MEMBER_LIST,
            .every_page = true,
            .fault = node_fault,
            .read = read_nodes,
            .fn = (call_any_fn *)fn,
            .user = user });
}

// Of udp there are no modes.
static struct secret *
node_body(const struct balancer_node *n, bool anew)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "label", n->label);
    if (anew)
        doc_put_string(a, d, "address", n->address);
    if (anew && n->subnet)
        doc_put_int(a, d, "subnet_id", id_number(n->subnet));
    doc_put_int(a, d, "weight", n->weight);
    if (!str_eq(n->mode, "none"))
        doc_put_string(a, d, "mode", n->mode);
    return call_body(d);
}

struct op *
balanced_create(struct cloud *c, const char *id, const char *port, const struct balancer_node *node,
    cloud_balanced_fn *fn, void *user)
{
    _own_(secret) struct secret *body = node_body(node, true);

    return start_at(c, one_id(id), one_id(port), "",
        &(struct call_spec){ .route = ROUTE_MEMBER_CREATE,
            .body = body,
            .fault = node_fault,
            .read = read_node,
            .fn = (call_any_fn *)fn,
            .user = user });
}

struct op *
balanced_update(struct cloud *c, const char *id, const char *port, const struct balancer_node *node,
    cloud_balanced_fn *fn, void *user)
{
    _own_(secret) struct secret *body = node_body(node, false);

    return start_at(c, one_id(id), one_id(port), one_id(node->id),
        &(struct call_spec){ .route = ROUTE_MEMBER_UPDATE,
            .body = body,
            .fault = node_fault,
            .read = read_node,
            .fn = (call_any_fn *)fn,
            .user = user });
}

struct op *
balanced_remove(struct cloud *c, const char *id, const char *port, const char *node,
    cloud_done_fn *fn, void *user)
{
    return start_at(c, one_id(id), one_id(port), one_id(node),
        &(struct call_spec){ .route = ROUTE_MEMBER_REMOVE,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}
