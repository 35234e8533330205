// SPDX-License-Identifier: MIT
// Configurations of a NodeBalancer: a port each, and how what comes in there is shared out.
#include "lab/world/balancer/config.h"
#include "base/err.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/instance.h"

#define REDACTED "<REDACTED>"

// In the API's order. What nobody has answered for yet counts as down.
#define SELECT_CONFIG                                                                  \
    "SELECT id, port, protocol, algorithm, stickiness, \"check\", check_interval, "    \
    "check_timeout, check_attempts, check_path, check_body, "                          \
    "check_passive AS \"check_passive:bool\", proxy_protocol, cipher_suite, "          \
    "balancer AS nodebalancer_id, ssl_commonname, ssl_fingerprint, "                   \
    "CASE WHEN certificate IS NOT NULL THEN '" REDACTED "' END AS ssl_cert, "          \
    "CASE WHEN certificate IS NOT NULL THEN '" REDACTED "' END AS ssl_key, "           \
    "(SELECT json_object('up', count(*) FILTER (WHERE status = 'UP'), 'down', "        \
    "count(*) FILTER (WHERE status <> 'UP')) FROM balancer_node WHERE config = f.id) " \
    "AS \"nodes_status:json\", udp_check_port, udp_session_timeout FROM balancer_config f "

static struct doc *
config_find(struct call *c, int64_t id)
{
    return world_one(&c->lab->world, c->arena, SELECT_CONFIG "WHERE id = ?", "i", id);
}

struct doc *
balancer_config_need(struct call *c)
{
    struct doc *config = config_find(c, call_id(c, 1));

    if (doc_get_int(config, "nodebalancer_id", 0) == call_id(c, 0))
        return config;
    call_not_found(c);
    return NULL;
}

static void
config_list(struct call *c)
{
    static const char *const fields[] = { "algorithm", "check", "id", "port", "protocol",
        "stickiness", NULL };

    if (balancer_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena, SELECT_CONFIG "WHERE balancer = ? ORDER BY id",
                "i", call_id(c, 0)),
            fields);
}

static void
config_get(struct call *c)
{
    struct doc *config = balancer_config_need(c);

    if (config)
        c->answer = config;
}

// ---- what one becomes

// What a body may say of it, beside its certificate.
static const char *const columns[] = { "port", "protocol", "algorithm", "stickiness", "check",
    "check_interval", "check_timeout", "check_attempts", "check_path", "check_body",
    "check_passive", "proxy_protocol", "cipher_suite", "udp_check_port", NULL };

// What a body says of it goes over what it is. Between what is sent by UDP and the rest there is
// nothing in common but port and checks.
static struct doc *
config_wish(struct call *c, const struct doc *is, const struct doc *body)
{
    static const struct {
        const char *name, *udp, *other;
    } parts[] = {
        { "algorithm", "roundrobin", "roundrobin" },
        { "stickiness", "session", "none" },
        { "proxy_protocol", "none", "none" },
        { "cipher_suite", "none", "recommended" },
    };
    struct doc *wish = doc_copy(c->arena, is);
    bool was = str_eq(doc_get_text(is, "protocol", NULL), "udp");
    bool udp = str_eq(doc_get_text(body, "protocol", was ? "udp" : ""), "udp");

    for (size_t i = 0; was != udp && i < sizeof parts / sizeof parts[0]; i++)
        doc_put_string(c->arena, wish, parts[i].name, udp ? parts[i].udp : parts[i].other);
    if (was != udp)
        doc_put_bool(c->arena, wish, "check_passive", !udp);
    for (const char *const *column = columns; *column; column++)
        if (!doc_is_null(doc_get(body, *column)))
            doc_put(c->arena, wish, *column, doc_copy(c->arena, doc_get(body, *column)));
    return wish;
}

// The certificate of the body, kept in its file; what was redacted is what is there.
static void
certificate_take(struct call *c, const struct doc *body, const char *prefix, int64_t id)
{
    const char *cert = doc_get_text(body, "ssl_cert", REDACTED), *field, *why;
    const char *key = doc_get_text(body, "ssl_key", REDACTED);
    struct lct_err err = { 0 };
    struct certificate made;

    if (str_eq(cert, REDACTED) && str_eq(key, REDACTED))
        return;
    if (!certificate_read(cert, key, &made, &field, &why)) {
        call_error(c, arena_printf(c->arena, "%s%s", prefix, field), "%s", why);
        return;
    }
    if (!call_failed(c) && certificate_keep(c->lab->conf.state_dir, &made, cert, key, &err) < 0)
        call_refuse(c, 500, NULL, "%s", err.text);
    world_do(&c->lab->world,
        "UPDATE balancer_config SET certificate = ?, ssl_commonname = ?, ssl_fingerprint = ? "
        "WHERE id = ?",
        "ttti", made.name, made.is.subject, made.is.fingerprint, id);
}

// From what its protocol asks for to what is there.
static void
certificate_check(struct call *c, const char *protocol, const char *prefix, int64_t id)
{
    bool there = world_int(&c->lab->world, 0,
        "SELECT certificate IS NOT NULL FROM balancer_config WHERE id = ?", "i", id);

    if (str_eq(protocol, "https") && !there)
        call_error(c, arena_printf(c->arena, "%sssl_cert", prefix), "ssl_cert is required");
    else if (!str_eq(protocol, "https"))
        world_do(&c->lab->world,
            "UPDATE balancer_config SET certificate = NULL, ssl_commonname = '', "
            "ssl_fingerprint = '' WHERE id = ?",
            "i", id);
}

static void
config_write(struct call *c, int64_t id, const struct doc *wish)
{
    _own_(buf) struct buf sql = { 0 };

    for (const char *const *column = columns; *column; column++)
        buf_addf(&sql, "%s\"%s\" = json_extract(?1, '$.%s')",
            column == columns ? "UPDATE balancer_config SET " : ", ", *column, *column);
    buf_adds(&sql, " WHERE id = ?2");
    world_do(&c->lab->world, buf_str(&sql), "ti", instance_json(c->arena, wish), id);
}

// A refused call changes nothing: its transaction is undone.
static bool
config_take(struct call *c, int64_t id, const struct doc *body, const char *prefix)
{
    const struct doc *is = config_find(c, id), *wish = config_wish(c, is, body);

    if (!config_fields_check(c, body, prefix, wish))
        return false;
    config_sense_check(c, prefix, wish);
    certificate_take(c, body, prefix, id);
    certificate_check(c, doc_get_text(wish, "protocol", NULL), prefix, id);
    if (!call_failed(c))
        config_write(c, id, wish);
    return !call_failed(c);
}

static int64_t
config_make(struct call *c, int64_t balancer, const struct doc *body, const char *prefix)
{
    int64_t id = world_insert(
        &c->lab->world, "INSERT INTO balancer_config (balancer) VALUES (?)", "i", balancer);

    if (config_take(c, id, body, prefix) &&
        balancer_nodes_replace(c, id, doc_get(body, "nodes"), prefix))
        balancer_changed(c, "nodebalancer_config_create", balancer);
    return id;
}

void
balancer_configs_make(struct call *c, int64_t balancer, const struct doc *configs)
{
    size_t i = 0;

    doc_each (body, configs)
        config_make(c, balancer, body, arena_printf(c->arena, "configs[%zu].", i++));
}

static void
config_add(struct call *c)
{
    if (balancer_need(c))
        c->answer = config_find(c, config_make(c, call_id(c, 0), c->body, ""));
}

static void
config_put(struct call *c)
{
    if (!balancer_config_need(c) || !config_take(c, call_id(c, 1), c->body, ""))
        return;
    balancer_changed(c, "nodebalancer_config_update", call_id(c, 0));
    c->answer = balancer_config_need(c);
}

static void
config_rebuild(struct call *c)
{
    static const struct field fields[] = { { "nodes", FIELD_MAPS, .required = true }, { 0 } };

    if (!balancer_config_need(c) || !call_check(c, c->body, "", fields) ||
        !config_take(c, call_id(c, 1), c->body, "") ||
        !balancer_nodes_replace(c, call_id(c, 1), doc_get(c->body, "nodes"), ""))
        return;
    balancer_changed(c, "nodebalancer_config_update", call_id(c, 0));
    c->answer = balancer_config_need(c);
}

static void
config_delete(struct call *c)
{
    if (!balancer_config_need(c))
        return;
    world_do(&c->lab->world, "DELETE FROM balancer_config WHERE id = ?", "i", call_id(c, 1));
    balancer_changed(c, "nodebalancer_config_delete", call_id(c, 0));
}

static const struct route routes[] = {
    { "GET", BALANCER_CONFIGS, READ("nodebalancers"), RATE_LIST, false, config_list },
    { "POST", BALANCER_CONFIGS, WRITE("nodebalancers"), RATE_OTHER, false, config_add },
    { "GET", BALANCER_CONFIG, READ("nodebalancers"), RATE_OTHER, false, config_get },
    { "PUT", BALANCER_CONFIG, WRITE("nodebalancers"), RATE_OTHER, false, config_put },
    { "DELETE", BALANCER_CONFIG, WRITE("nodebalancers"), RATE_OTHER, false, config_delete },
    { "POST", BALANCER_CONFIG "/rebuild", WRITE("nodebalancers"), RATE_OTHER, false,
        config_rebuild },
    { 0 },
};

const struct noun balancer_config_noun = { .routes = routes };
