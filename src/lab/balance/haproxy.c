// SPDX-License-Identifier: MIT
// HAProxy's configuration: one section a port, one line a node.
#include "lab/balance/haproxy.h"

#include <string.h>

#include "base/str.h"

#define CONNECT_MAX 5 // seconds; a node that does not answer by then is passed by

// The peer keeps who is stuck to which node from one process to the next; the state file, which
// nodes are down. A check that was not made yet would let them come back for a moment.
static const char head[] =
    "global\n"
    "    nbthread 1\n"
    "    maxconn 4000\n"
    "    localpeer lab\n"
    "    stats socket %s/" HAPROXY_SOCKET " mode 600 level admin expose-fd listeners\n"
    "    server-state-file %s/" HAPROXY_STATES "\n"
    "defaults\n"
    "    load-server-state-from-file global\n"
    "    option redispatch 1\n"
    "    option allbackups\n"
    "    retries 3\n"
    "    timeout client 1h\n"
    "    timeout server 1h\n"
    "    timeout http-request 30s\n"
    "    timeout http-keep-alive 60s\n"
    "peers lab\n"
    "    peer lab 127.0.0.1:1\n";

static bool
is(const struct doc *d, const char *key, const char *word)
{
    return str_eq(doc_get_text(d, key, NULL), word);
}

static long long
number(const struct doc *d, const char *key)
{
    return (long long)doc_get_int(d, key, 0);
}

static bool
speaks_http(const struct doc *port)
{
    return is(port, "protocol", "http") || is(port, "protocol", "https");
}

// As one word, whatever is in it.
static void
word_add(struct buf *out, const char *text)
{
    buf_addc(out, '\'');
    for (; *text; text++)
        if (*text == '\'')
            buf_adds(out, "'\\''");
        else
            buf_addc(out, *text);
    buf_addc(out, '\'');
}

// ---- who comes in

// How often each client was let in within a second: of all ports of its NodeBalancer together.
static void
throttle_table(struct buf *out, const struct doc *port)
{
    buf_addf(out,
        "backend throttle-%lld\n"
        "    stick-table type ipv6 size 10k expire 10s store conn_rate(1s)\n",
        number(port, "balancer"));
}

static void
throttle_rules(struct buf *out, const struct doc *port)
{
    long long balancer = number(port, "balancer"), most = number(port, "client_conn_throttle");

    if (most)
        buf_addf(out,
            "    tcp-request connection reject if { src_conn_rate(throttle-%lld) ge %lld }\n"
            "    tcp-request connection track-sc0 src table throttle-%lld\n",
            balancer, most, balancer);
}

static void
certificate_add(struct buf *out, const struct doc *port)
{
    if (!is(port, "protocol", "https"))
        return;
    buf_adds(out, " ssl crt ");
    word_add(out, doc_get_text(port, "certificate", ""));
    buf_adds(out, is(port, "cipher_suite", "legacy")
                      ? " ssl-min-ver TLSv1.0 ciphers 'DEFAULT:@SECLEVEL=0'"
                      : " ssl-min-ver TLSv1.2");
}

static void
bind_add(struct buf *out, const struct doc *port)
{
    static const char *const families[] = { "ipv4", "ipv6" };

    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        buf_addf(
            out, "    bind %s:%lld", doc_get_text(port, families[i], ""), number(port, "port"));
        certificate_add(out, port);
        buf_addc(out, '\n');
    }
}

static void
headers_add(struct buf *out, const struct doc *port)
{
    if (!speaks_http(port))
        return;
    buf_adds(out, "    option forwardfor\n");
    buf_addf(out, "    http-request set-header X-Forwarded-Proto %s\n",
        doc_get_text(port, "protocol", ""));
    buf_addf(out, "    http-request set-header X-Forwarded-Port %lld\n", number(port, "port"));
}

// ---- where it goes

static void
sharing_add(struct buf *out, const struct doc *port)
{
    const char *algorithm = doc_get_text(port, "algorithm", "");

    buf_addf(out, "    balance %s\n", algorithm);
    if (is(port, "stickiness", "table"))
        buf_adds(out, "    stick-table type ipv6 size 100k expire 30m peers lab\n"
                      "    stick on src\n");
    else if (is(port, "stickiness", "http_cookie"))
        buf_adds(out, "    cookie NB_SRVID insert indirect nocache\n");
}

static void
check_request(struct buf *out, const struct doc *port)
{
    const char *path = doc_get_text(port, "check_path", "");

    if (!str_starts(doc_get_text(port, "check", ""), "http"))
        return;
    buf_adds(out, "    option httpchk\n    http-check send meth GET uri ");
    word_add(out, path[0] == '/' ? path : "/");
    buf_addf(out, " ver HTTP/1.0 hdr Host %s\n", doc_get_text(port, "ipv4", ""));
    if (!is(port, "check", "http_body")) {
        buf_adds(out, "    http-check expect status 200-399\n");
        return;
    }
    buf_adds(out, "    http-check expect string ");
    word_add(out, doc_get_text(port, "check_body", ""));
    buf_addc(out, '\n');
}

static void
timeouts_add(struct buf *out, const struct doc *port)
{
    long long check = number(port, "check_timeout");

    buf_addf(out, "    timeout connect %llds\n    timeout check %llds\n",
        check < CONNECT_MAX ? check : (long long)CONNECT_MAX, check);
}

// Passively: a node that answers wrongly, or not at all, is down until a check finds it well.
static void
server_check_add(struct buf *out, const struct doc *port)
{
    if (is(port, "check", "none"))
        return;
    buf_addf(out, " check inter %llds fall %lld rise 1", number(port, "check_interval"),
        number(port, "check_attempts"));
    if (is(port, "protocol", "udp"))
        buf_addf(out, " port %lld", number(port, "udp_check_port"));
    if (doc_get_int(port, "check_passive", 0))
        buf_addf(out, " observe %s error-limit 1 on-error mark-down",
            speaks_http(port) ? "layer7" : "layer4");
}

// One that is drained keeps what is stuck to it, and gets nothing new.
static void
server_add(struct buf *out, const struct doc *port, const struct doc *node)
{
    const char *address = doc_get_text(node, "address", "");
    long long id = number(node, "id");

    buf_addf(out, "    server node-%lld %s weight %lld", id, address,
        is(node, "mode", "drain") ? 0 : number(node, "weight"));
    if (address[0] != '[')
        buf_addf(out, " source %s", doc_get_text(node, "source", BALANCE_SOURCE));
    if (is(node, "mode", "backup"))
        buf_adds(out, " backup");
    if (is(node, "mode", "reject"))
        buf_adds(out, " disabled");
    if (is(port, "stickiness", "http_cookie"))
        buf_addf(out, " cookie %lld", id);
    if (is(port, "proxy_protocol", "v1"))
        buf_adds(out, " send-proxy");
    if (is(port, "proxy_protocol", "v2"))
        buf_adds(out, " send-proxy-v2");
    server_check_add(out, port);
    buf_addc(out, '\n');
}

static void
port_add(struct buf *out, const struct doc *port)
{
    bool udp = is(port, "protocol", "udp");

    buf_addf(out, "%s port-%lld\n    mode %s\n", udp ? "backend" : "listen", number(port, "id"),
        speaks_http(port) ? "http" : "tcp");
    if (!udp) {
        bind_add(out, port);
        throttle_rules(out, port);
        headers_add(out, port);
        sharing_add(out, port);
    }
    timeouts_add(out, port);
    check_request(out, port);
    doc_each (node, doc_get(port, "nodes"))
        server_add(out, port, node);
}

void
haproxy_render(struct buf *out, const char *dir, const struct doc *ports)
{
    long long last = 0;

    buf_addf(out, head, dir, dir);
    doc_each (port, ports) {
        if (number(port, "balancer") != last && number(port, "client_conn_throttle"))
            throttle_table(out, port);
        last = number(port, "balancer");
        port_add(out, port);
    }
}
