// SPDX-License-Identifier: MIT
// What configurations of NodeBalancers may be: words by protocol, bounds, and what must fit.
#include <ctype.h>

#include "base/str.h"
#include "lab/world/balancer/config.h"

#define BODY_MAX 1024

static const char *const protocols[] = { "http", "https", "tcp", "udp", NULL };
static const char *const checks[] = { "none", "connection", "http", "http_body", NULL };

// The words of one protocol.
struct dialect {
    const char *protocol;
    const char *algorithm[4], *stickiness[4], *proxy_protocol[4], *cipher_suite[3];
};

static const struct dialect dialects[] = {
    { "http", { "roundrobin", "leastconn", "source" }, { "none", "table", "http_cookie" },
        { "none" }, { "recommended", "legacy" } },
    { "https", { "roundrobin", "leastconn", "source" }, { "none", "table", "http_cookie" },
        { "none" }, { "recommended", "legacy" } },
    { "tcp", { "roundrobin", "leastconn", "source" }, { "none", "table" }, { "none", "v1", "v2" },
        { "recommended", "legacy" } },
    { "udp", { "roundrobin", "leastconn", "ring_hash" }, { "none", "session", "source_ip" },
        { "none" }, { "none" } },
};

static const struct dialect *
dialect_of(const struct doc *wish)
{
    const char *protocol = doc_get_text(wish, "protocol", "");

    for (size_t i = 1; i < sizeof dialects / sizeof dialects[0]; i++)
        if (str_eq(dialects[i].protocol, protocol))
            return &dialects[i];
    return &dialects[0];
}

bool
config_fields_check(
    struct call *c, const struct doc *body, const char *prefix, const struct doc *wish)
{
    const struct dialect *d = dialect_of(wish);
    const struct field fields[] = {
        { "port", FIELD_INT, .min = 1, .max = 65535 },
        { "protocol", FIELD_TEXT, .words = protocols },
        { "algorithm", FIELD_TEXT, .words = d->algorithm },
        { "stickiness", FIELD_TEXT, .words = d->stickiness },
        { "check", FIELD_TEXT, .words = checks },
        { "check_interval", FIELD_INT, .min = 2, .max = 3600 },
        { "check_timeout", FIELD_INT, .min = 1, .max = 30 },
        { "check_attempts", FIELD_INT, .min = 1, .max = 30 },
        { "check_path", FIELD_TEXT, .max = BODY_MAX },
        { "check_body", FIELD_TEXT, .max = BODY_MAX },
        { "check_passive", FIELD_BOOL },
        { "proxy_protocol", FIELD_TEXT, .words = d->proxy_protocol },
        { "cipher_suite", FIELD_TEXT, .words = d->cipher_suite },
        { "udp_check_port", FIELD_INT, .min = 1, .max = 65535 },
        { "ssl_cert", FIELD_TEXT },
        { "ssl_key", FIELD_TEXT },
        { "nodes", FIELD_MAPS },
        { 0 },
    };

    return call_check(c, body, prefix, fields);
}

static bool
is_path(const char *s)
{
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("/-%?&=.", *s))
            return false;
    return true;
}

static bool
is_printable(const char *s)
{
    for (; *s; s++)
        if (iscntrl((unsigned char)*s))
            return false;
    return true;
}

// A port is served once by TCP, be it of HTTP or not, and once by UDP.
static bool
port_taken(struct call *c, const struct doc *wish)
{
    return world_int(&c->lab->world, 0,
        "SELECT 1 FROM balancer_config WHERE balancer = ? AND id <> ? AND port = ? "
        "AND (protocol = 'udp') = (? = 'udp')",
        "iiit", doc_get_int(wish, "nodebalancer_id", 0), doc_get_int(wish, "id", 0),
        doc_get_int(wish, "port", 0), doc_get_text(wish, "protocol", NULL));
}

void
config_sense_check(struct call *c, const char *prefix, const struct doc *wish)
{
    const char *check = doc_get_text(wish, "check", "");
    const char *body = doc_get_text(wish, "check_body", "");
    bool udp = str_eq(doc_get_text(wish, "protocol", NULL), "udp");
    const char *field = NULL, *why = NULL;

    if (port_taken(c, wish)) {
        field = "port";
        why = "Port must be unique among the configs of a NodeBalancer";
    } else if (doc_get_int(wish, "check_timeout", 0) >= doc_get_int(wish, "check_interval", 0)) {
        field = "check_timeout";
        why = "Must be less than check_interval";
    } else if (!is_path(doc_get_text(wish, "check_path", ""))) {
        field = "check_path";
        why = "check_path is not valid";
    } else if (!is_printable(body)) {
        field = "check_body";
        why = "check_body is not valid";
    } else if (str_eq(check, "http_body") && !body[0]) {
        field = "check_body";
        why = "check_body is required";
    } else if (udp && doc_get_bool(wish, "check_passive", false)) {
        field = "check_passive";
        why = "Must be false for UDP";
    }
    if (why)
        call_error(c, arena_printf(c->arena, "%s%s", prefix, field), "%s", why);
}
