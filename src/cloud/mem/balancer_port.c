// SPDX-License-Identifier: MIT
// Requests about the ports of NodeBalancers, and about those that a port sends to.
#include "base/str.h"
#include "cloud/mem/balancer.h"

static struct mem_port *
port_target(struct request *r, struct lct_err *err)
{
    struct mem_balancer *b = balancer_target(r, err);

    if (!b)
        return NULL;
    vec_each (p, &b->ports)
        if (str_eq(p->shown.id, r->part))
            return p;
    lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return NULL;
}

static struct balancer_node *
node_target(struct request *r, struct mem_port **of, struct lct_err *err)
{
    struct mem_port *p = *of = port_target(r, err);

    if (!p)
        return NULL;
    vec_each (n, &p->nodes)
        if (str_eq(n->id, r->node.id))
            return n;
    lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return NULL;
}

// ---- what is told

// As the balancer sees it: whoever runs is up.
static const char *
status_of(const struct mem_account *a, const struct mem_port *p, const struct balancer_node *n)
{
    const size_t length = strcspn(n->address, ":");

    if (str_eq(p->shown.set.check.type, "none"))
        return "Unknown";
    vec_each (m, &a->machines) {
        const char *address = n->subnet ? (*m)->vpc_ipv4 : (*m)->shown.private_ipv4;
        if (n->subnet && !str_eq(n->subnet, (*m)->subnet))
            continue;
        if (address && strlen(address) == length && !strncmp(address, n->address, length))
            return (*m)->shown.status == MACHINE_RUNNING ? "UP" : "DOWN";
    }
    return "DOWN";
}

static void
snap_port(struct request *r, const struct mem_port *p)
{
    struct balancer_port *out = &r->ports[r->n++];

    *out = p->shown;
    record_own(r->arena, balancer_port_record, out);
}

static void
snap_node(struct request *r, const struct mem_port *p, const struct balancer_node *n)
{
    struct balancer_node *out = &r->nodes[r->n++];

    *out = *n;
    out->status = status_of(r->cloud->account, p, n);
    record_own(r->arena, balancer_node_record, out);
}

static void
tell_port(struct request *r, const struct lct_err *err)
{
    ((cloud_port_fn *)r->fn)(r->user, err, err->code ? NULL : r->ports);
}

static void
tell_ports(struct request *r, const struct lct_err *err)
{
    const bool well = err->code == 0;

    ((cloud_ports_fn *)r->fn)(r->user, err, well ? r->ports : NULL, well ? r->n : 0);
}

static void
tell_node(struct request *r, const struct lct_err *err)
{
    ((cloud_balanced_fn *)r->fn)(r->user, err, err->code ? NULL : r->nodes);
}

static void
tell_nodes(struct request *r, const struct lct_err *err)
{
    const bool well = err->code == 0;

    ((cloud_balanceds_fn *)r->fn)(r->user, err, well ? r->nodes : NULL, well ? r->n : 0);
}

// ---- ports

static int
effect_ports(struct request *r, struct lct_err *err)
{
    struct mem_balancer *b = balancer_target(r, err);

    if (!b)
        return err->code;
    r->ports = arena_array(r->arena, b->ports.n + 1, sizeof *r->ports);
    vec_each (p, &b->ports)
        snap_port(r, p);
    return LCT_OK;
}

static int
port_check(const struct request *r, const struct mem_balancer *b, struct lct_err *err)
{
    const struct plan_port *set = &r->port.set;

    vec_each (p, &b->ports)
        if (!str_eq(p->shown.id, r->part) && balancer_port_same(&p->shown.set, set))
            return lct_fail(err, LCT_EFAILED, "%s: Port must be unique (port)", r->kind);
    if (str_eq(set->protocol, "https") && !r->port.fingerprint)
        return lct_fail(err, LCT_EFAILED, "%s: ssl_cert is required (ssl_cert)", r->kind);
    return LCT_OK;
}

static void
port_set(struct request *r, struct mem_port *p)
{
    const char *id = p->shown.id;

    p->shown = r->port;
    p->shown.id = id;
    record_own(r->cloud->account->arena, balancer_port_record, &p->shown);
    r->ports = ARENA_NEW(r->arena, struct balancer_port);
    snap_port(r, p);
}

static int
effect_port_create(struct request *r, struct lct_err *err)
{
    struct mem_balancer *b = balancer_target(r, err);
    struct mem_account *a = r->cloud->account;

    if (!b || port_check(r, b, err) < 0)
        return err->code;
    struct mem_port *p = vec_add(&b->ports);
    *p = (struct mem_port){ .shown = { .id = id_new(a, a->arena) } };
    port_set(r, p);
    return LCT_OK;
}

static int
effect_port_update(struct request *r, struct lct_err *err)
{
    struct mem_port *p = port_target(r, err);

    if (!p)
        return err->code;
    if (!r->port.fingerprint && str_eq(r->port.set.protocol, "https")) {
        r->port.fingerprint = p->shown.fingerprint;
        r->port.commonname = p->shown.commonname;
    }
    if (port_check(r, balancer_target(r, err), err) < 0)
        return err->code;
    port_set(r, p);
    return LCT_OK;
}

static int
effect_port_remove(struct request *r, struct lct_err *err)
{
    struct mem_port *p = port_target(r, err);
    struct mem_balancer *b = p ? balancer_target(r, err) : NULL;

    if (!b)
        return err->code;
    vec_done(&p->nodes);
    vec_remove(&b->ports, (size_t)(p - b->ports.items));
    return LCT_OK;
}

// ---- those that it sends to

static int
effect_nodes(struct request *r, struct lct_err *err)
{
    const struct mem_port *p = port_target(r, err);

    if (!p)
        return err->code;
    r->nodes = arena_array(r->arena, p->nodes.n + 1, sizeof *r->nodes);
    vec_each (n, &p->nodes)
        snap_node(r, p, n);
    return LCT_OK;
}

static int
node_check(const struct request *r, const struct balancer_node *n, struct lct_err *err)
{
    const size_t length = strlen(n->label);

    if (length < 3 || length > BALANCER_LABEL_MOST)
        return lct_fail(err, LCT_EFAILED, "%s: Length must be 3-%d characters (label)", r->kind,
            BALANCER_LABEL_MOST);
    if (n->weight < 1 || n->weight > 255)
        return lct_fail(err, LCT_EFAILED, "%s: Must be 1-255 (weight)", r->kind);
    return LCT_OK;
}

static void
node_set(struct request *r, const struct mem_port *p, struct balancer_node *n)
{
    r->nodes = ARENA_NEW(r->arena, struct balancer_node);
    record_own(r->cloud->account->arena, balancer_node_record, n);
    snap_node(r, p, n);
}

static int
effect_node_create(struct request *r, struct lct_err *err)
{
    struct mem_port *p = port_target(r, err);
    struct mem_account *a = r->cloud->account;

    if (!p || node_check(r, &r->node, err) < 0)
        return err->code;
    if (balancer_node_check(r, &r->node, err) < 0)
        return err->code;
    struct balancer_node *n = vec_add(&p->nodes);
    *n = r->node;
    n->id = id_new(a, a->arena);
    node_set(r, p, n);
    return LCT_OK;
}

static int
effect_node_update(struct request *r, struct lct_err *err)
{
    struct mem_port *p;
    struct balancer_node *n = node_target(r, &p, err);

    if (!n || node_check(r, &r->node, err) < 0)
        return err->code;
    n->label = r->node.label;
    n->mode = r->node.mode;
    n->weight = r->node.weight;
    node_set(r, p, n);
    return LCT_OK;
}

static int
effect_node_remove(struct request *r, struct lct_err *err)
{
    struct mem_port *p;
    const struct balancer_node *n = node_target(r, &p, err);

    if (n)
        vec_remove(&p->nodes, (size_t)(n - p->nodes.items));
    return err->code;
}

// ---- the port

static struct op *
ports(struct cloud *c, const char *id, cloud_ports_fn *fn, void *user)
{
    return request_go(
        balancer_request(c, "balancer.ports", effect_ports, tell_ports, id, (any_fn *)fn, user),
        false);
}

// The key is of no interest here.
static void
take_spec(struct request *r, const struct balancer_port_spec *s)
{
    struct pem_certificate is;

    r->port.set = *s->set;
    r->port.set.certificate = r->port.set.key = NULL;
    r->port.set.shows = NULL;
    r->port.set.target_port = 0;
    if (s->certificate && s->key && pem_certificate_read(s->certificate, &is)) {
        r->port.fingerprint = arena_strdup(r->arena, is.fingerprint);
        r->port.commonname = arena_strdup(r->arena, is.subject);
    }
    record_own(r->arena, balancer_port_record, &r->port);
}

static struct op *
port_create(struct cloud *c, const char *id, const struct balancer_port_spec *spec,
    cloud_port_fn *fn, void *user)
{
    struct request *r =
        balancer_request(c, "balancer.port", effect_port_create, tell_port, id, (any_fn *)fn, user);

    take_spec(r, spec);
    return request_go(r, true);
}

static struct op *
port_update(struct cloud *c, const char *id, const char *port,
    const struct balancer_port_spec *spec, cloud_port_fn *fn, void *user)
{
    struct request *r = balancer_request(
        c, "balancer.port.update", effect_port_update, tell_port, id, (any_fn *)fn, user);

    r->part = request_text(r, port);
    take_spec(r, spec);
    return request_go(r, true);
}

static struct request *
about_port(struct cloud *c, const char *kind, request_effect_fn *effect, request_tell_fn *tell,
    const char *id, const char *port, any_fn *fn, void *user)
{
    struct request *r = balancer_request(c, kind, effect, tell, id, fn, user);

    r->part = request_text(r, port);
    return r;
}

static struct op *
port_remove(struct cloud *c, const char *id, const char *port, cloud_done_fn *fn, void *user)
{
    return request_go(about_port(c, "balancer.port.remove", effect_port_remove, tell_done, id, port,
                          (any_fn *)fn, user),
        true);
}

static struct op *
nodes(struct cloud *c, const char *id, const char *port, cloud_balanceds_fn *fn, void *user)
{
    return request_go(
        about_port(c, "balancer.members", effect_nodes, tell_nodes, id, port, (any_fn *)fn, user),
        false);
}

static struct op *
start_node(struct request *r, const struct balancer_node *node)
{
    r->node = *node;
    record_own(r->arena, balancer_node_record, &r->node);
    return request_go(r, true);
}

static struct op *
node_create(struct cloud *c, const char *id, const char *port, const struct balancer_node *node,
    cloud_balanced_fn *fn, void *user)
{
    return start_node(about_port(c, "balancer.member", effect_node_create, tell_node, id, port,
                          (any_fn *)fn, user),
        node);
}

static struct op *
node_update(struct cloud *c, const char *id, const char *port, const struct balancer_node *node,
    cloud_balanced_fn *fn, void *user)
{
    return start_node(about_port(c, "balancer.member.update", effect_node_update, tell_node, id,
                          port, (any_fn *)fn, user),
        node);
}

static struct op *
node_remove(struct cloud *c, const char *id, const char *port, const char *node, cloud_done_fn *fn,
    void *user)
{
    const struct balancer_node gone = { .id = node };

    return start_node(about_port(c, "balancer.member.remove", effect_node_remove, tell_done, id,
                          port, (any_fn *)fn, user),
        &gone);
}

const struct balancer_ops mem_balancers = {
    .update = balancer_put,
    .within = balancer_place,
    .ports = ports,
    .port_create = port_create,
    .port_update = port_update,
    .port_remove = port_remove,
    .nodes = nodes,
    .node_create = node_create,
    .node_update = node_update,
    .node_remove = node_remove,
};
