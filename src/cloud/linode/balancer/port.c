// SPDX-License-Identifier: MIT
// Ports of NodeBalancers over API v4, "configs" there.
#include "base/secret.h"
#include "base/str.h"
#include "cloud/linode/balancer/balancer.h"
#include "text/json.h"

// ---- reading

static bool
is_udp(const struct doc *d)
{
    return str_eq(doc_get_text(d, "protocol", ""), "udp");
}

// "" is the API's word for none.
static const char *
text_or_null(struct arena *a, const struct doc *d, const char *key)
{
    const char *text = text_copy(a, d, key);

    return str_empty(text) ? NULL : text;
}

static struct plan_check
check_read(struct arena *a, const struct doc *d)
{
    return (struct plan_check){
        .type = text_copy(a, d, "check"),
        .path = text_or_null(a, d, "check_path"),
        .body = text_or_null(a, d, "check_body"),
        .interval_s = (unsigned)doc_get_int(d, "check_interval", 0),
        .timeout_s = (unsigned)doc_get_int(d, "check_timeout", 0),
        .attempts = (unsigned)doc_get_int(d, "check_attempts", 0),
        .passive = !is_udp(d) && doc_get_bool(d, "check_passive", false),
    };
}

static struct balancer_port
port_read(struct arena *a, const struct doc *d)
{
    const char *proxy = text_or_null(a, d, "proxy_protocol");

    return (struct balancer_port){
        .id = id_text(a, d, "id"),
        .set = { .port = (unsigned)doc_get_int(d, "port", 0),
            .protocol = text_copy(a, d, "protocol"),
            .algorithm = text_copy(a, d, "algorithm"),
            .stickiness = text_copy(a, d, "stickiness"),
            .proxy_protocol = proxy ? proxy : "none",
            .check = check_read(a, d) },
        .fingerprint = text_or_null(a, d, "ssl_fingerprint"),
        .commonname = text_or_null(a, d, "ssl_commonname"),
    };
}

// What is compared with a plan, and told.
static const char *
port_fault(const struct call *c, const struct doc *d)
{
    static const char *const words[] = { "protocol", "algorithm", "stickiness", "check" };
    const int64_t port = doc_get_int(d, "port", 0);

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another configuration";
    if (port < 1 || port > 65535)
        return "its port is none";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!word_valid(doc_get_text(d, words[i], "")))
            return "it does not say what it does";
    return NULL;
}

static void
read_port(struct call *c, const struct lct_err *err)
{
    struct balancer_port p;

    if (!err->code)
        p = port_read(c->arena, c->answer);
    ((cloud_port_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &p);
}

static void
read_ports(struct call *c, const struct lct_err *err)
{
    struct balancer_port *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer)
        list[n++] = port_read(c->arena, item);
    ((cloud_ports_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

static void
put_check(struct arena *a, struct doc *d, const struct plan_port *p)
{
    const struct plan_check *c = &p->check;

    doc_put_string(a, d, "check", c->type);
    doc_put_int(a, d, "check_interval", c->interval_s);
    doc_put_int(a, d, "check_timeout", c->timeout_s);
    doc_put_int(a, d, "check_attempts", c->attempts);
    if (c->path)
        doc_put_string(a, d, "check_path", c->path);
    if (c->body)
        doc_put_string(a, d, "check_body", c->body);
    if (str_eq(p->protocol, "udp"))
        doc_put_int(a, d, "udp_check_port", p->target_port);
    else
        doc_put_bool(a, d, "check_passive", c->passive);
}

static struct doc *
spec_doc(struct arena *a, const struct balancer_port_spec *s)
{
    const struct plan_port *p = s->set;
    struct doc *d = doc_map(a);

    doc_put_int(a, d, "port", p->port);
    doc_put_string(a, d, "protocol", p->protocol);
    doc_put_string(a, d, "algorithm", p->algorithm);
    doc_put_string(a, d, "stickiness", p->stickiness);
    if (str_eq(p->protocol, "tcp"))
        doc_put_string(a, d, "proxy_protocol", p->proxy_protocol);
    put_check(a, d, p);
    if (s->certificate)
        doc_put_string(a, d, "ssl_cert", s->certificate);
    return d;
}

// The key is written behind the rest, into memory that is not moved any more, and wiped.
static struct secret *
spec_body(const struct balancer_port_spec *s)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = spec_doc(a, s);
    struct buf b = { 0 };
    size_t n;

    if (!s->key)
        return call_body(d);
    const char *key = secret_reveal(s->key, &n);
    json_print(&b, d, JSON_COMPACT);
    buf_room(&b, 6 * n + 64);
    b.data[--b.len] = '\0'; // the closing brace
    buf_adds(&b, ",\"ssl_key\":");
    json_quote(&b, key);
    return body_end(&b);
}

struct op *
port_list(struct cloud *c, const char *id, cloud_ports_fn *fn, void *user)
{
    return start_at(c, one_id(id), "", NULL,
        &(struct call_spec){ .route = ROUTE_PORT_LIST,
            .every_page = true,
            .fault = port_fault,
            .read = read_ports,
            .fn = (call_any_fn *)fn,
            .user = user });
}

struct op *
port_create(struct cloud *c, const char *id, const struct balancer_port_spec *spec,
    cloud_port_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec);

    return start_at(c, one_id(id), "", NULL,
        &(struct call_spec){ .route = ROUTE_PORT_CREATE,
            .body = body,
            .fault = port_fault,
            .read = read_port,
            .fn = (call_any_fn *)fn,
            .user = user });
}

struct op *
port_update(struct cloud *c, const char *id, const char *port,
    const struct balancer_port_spec *spec, cloud_port_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec);

    return start_at(c, one_id(id), one_id(port), NULL,
        &(struct call_spec){ .route = ROUTE_PORT_UPDATE,
            .body = body,
            .fault = port_fault,
            .read = read_port,
            .fn = (call_any_fn *)fn,
            .user = user });
}

struct op *
port_remove(struct cloud *c, const char *id, const char *port, cloud_done_fn *fn, void *user)
{
    return start_at(c, one_id(id), one_id(port), NULL,
        &(struct call_spec){
            .route = ROUTE_PORT_REMOVE, .read = read_done, .fn = (call_any_fn *)fn, .user = user });
}
