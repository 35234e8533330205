// SPDX-License-Identifier: MIT
// NodeBalancers over API v4. Their labels are unique in the account, so that one whose making
// nobody heard of is found by it.
#include "cloud/linode/balancer/balancer.h"

#include <sys/socket.h>

#include "base/str.h"
#include "text/json.h"

#define PATH "/nodebalancers"

// ---- reading

static struct thing
balancer_read(struct arena *a, const struct doc *d)
{
    return (struct thing){
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .region = text_copy(a, d, "region"),
        .traits = "",
        .members = text_list(a, NULL),
        .tags = text_list(a, doc_get(d, "tags")),
        .address = text_copy(a, d, "ipv4"),
        .hostname = text_copy(a, d, "hostname"),
        .throttle = (unsigned)doc_get_int(d, "client_conn_throttle", 0),
        .ready = true,
    };
}

// Of what is copied from it into the inventory and told.
static const char *
balancer_fault(const struct call *c, const struct doc *d)
{
    const char *label = doc_get_text(d, "label", "");
    const char *hostname = doc_get_text(d, "hostname", "");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another NodeBalancer";
    if (!label_valid(label))
        return "its label is none";
    if (c->spec.want && !str_eq(label, c->spec.want) && c->spec.route != ROUTE_BALANCER_LIST)
        return "its label is not the one asked for";
    if (!word_valid(doc_get_text(d, "region", "")))
        return "its region is none";
    if (!address_valid(doc_get_text(d, "ipv4", ""), AF_INET))
        return "its address is none";
    if (*hostname && !word_valid(hostname))
        return "its host name is none";
    return NULL;
}

static void
read_balancer(struct call *c, const struct lct_err *err)
{
    struct thing b;

    if (!err->code)
        b = balancer_read(c->arena, c->answer);
    ((cloud_thing_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &b);
}

// The filter is asked of the server and checked here.
static void
read_balancers(struct call *c, const struct lct_err *err)
{
    struct thing *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        list[n] = balancer_read(c->arena, item);
        n += !c->spec.want || str_eq(list[n].label, c->spec.want);
    }
    ((cloud_things_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

// Yields the number, or ID_NONE.
static int64_t
add_part(struct buf *path, const char *kind, const char *id)
{
    const int64_t number = *id ? id_number(id) : 0;

    buf_adds(path, kind);
    if (*id)
        buf_addf(path, "/%lld", (long long)number);
    return *id && !number ? ID_NONE : number;
}

struct op *
start_at(
    struct cloud *c, const char *id, const char *port, const char *node, struct call_spec *spec)
{
    _own_(buf) struct buf path = { 0 };
    const int64_t of = add_part(&path, PATH, id), in = port ? add_part(&path, "/configs", port) : 0,
                  last = node ? add_part(&path, "/nodes", node) : 0;

    spec->path = buf_str(&path);
    spec->id = of == ID_NONE || in == ID_NONE ? ID_NONE : node ? last : port ? in : of;
    return call_start(linode_of(c), spec);
}

static struct secret *
spec_body(const struct thing_spec *s)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "label", s->label);
    doc_put_string(a, d, "region", s->region);
    doc_put_int(a, d, "client_conn_throttle", s->throttle);
    doc_put(a, d, "tags", doc_texts(a, s->tags));
    within_put(a, d, s->within);
    return call_body(d);
}

static struct op *
create(struct cloud *c, const struct thing_spec *spec, cloud_thing_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec);

    return start_at(c, "", NULL, NULL,
        &(struct call_spec){ .route = ROUTE_BALANCER_CREATE,
            .body = body,
            .want = spec->label,
            .fault = balancer_fault,
            .read = read_balancer,
            .fn = (call_any_fn *)fn,
            .user = user });
}

const char *
one_id(const char *id)
{
    return *id ? id : "0";
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    return start_at(c, one_id(id), NULL, NULL,
        &(struct call_spec){ .route = ROUTE_BALANCER_GET,
            .fault = balancer_fault,
            .read = read_balancer,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
start_list(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    _own_(buf) struct buf filter = { 0 };

    if (label) {
        buf_adds(&filter, "{\"label\":");
        json_quote(&filter, label);
        buf_addc(&filter, '}');
    }
    return start_at(c, "", NULL, NULL,
        &(struct call_spec){ .route = ROUTE_BALANCER_LIST,
            .filter = filter.data,
            .want = label,
            .every_page = true,
            .fault = balancer_fault,
            .read = read_balancers,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return start_list(c, NULL, fn, user);
}

static struct op *
find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    return start_list(c, label, fn, user);
}

// With all of its ports.
static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return start_at(c, one_id(id), NULL, NULL,
        &(struct call_spec){ .route = ROUTE_BALANCER_REMOVE,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}

struct op *
balancer_update(struct cloud *c, const char *id, const char *const *tags, unsigned throttle,
    cloud_thing_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_int(a, d, "client_conn_throttle", throttle);
    doc_put(a, d, "tags", doc_texts(a, tags));
    _own_(secret) struct secret *body = call_body(d);
    return start_at(c, one_id(id), NULL, NULL,
        &(struct call_spec){ .route = ROUTE_BALANCER_UPDATE,
            .body = body,
            .fault = balancer_fault,
            .read = read_balancer,
            .fn = (call_any_fn *)fn,
            .user = user });
}

const struct thing_ops linode_balancer_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};

const struct balancer_ops linode_balancers = {
    .update = balancer_update,
    .within = within_get,
    .ports = port_list,
    .port_create = port_create,
    .port_update = port_update,
    .port_remove = port_remove,
    .nodes = balanced_list,
    .node_create = balanced_create,
    .node_update = balanced_update,
    .node_remove = balanced_remove,
};
