// SPDX-License-Identifier: MIT
// Labels of NodeBalancers, and ports of theirs compared.
#include "model/balancer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/str.h"
#include "model/label.h"

#define NODE(kind, member) FIELD(kind, struct balancer_node, member)

const struct field balancer_node_record[] = {
    NODE(TEXT, id),
    NODE(TEXT, label),
    NODE(TEXT, address),
    NODE(TEXT, mode),
    NODE(TEXT, status),
    NODE(UNSIGNED, weight),
    NODE(TEXT, subnet),
    { FIELD_END },
};

#define PORT(kind, member) FIELD(kind, struct balancer_port, member)

const struct field balancer_port_record[] = {
    PORT(TEXT, id),
    PORT(UNSIGNED, set.port),
    PORT(TEXT, set.protocol),
    PORT(TEXT, set.algorithm),
    PORT(TEXT, set.stickiness),
    PORT(TEXT, set.proxy_protocol),
    PORT(TEXT, set.check.type),
    PORT(TEXT, set.check.path),
    PORT(TEXT, set.check.body),
    PORT(UNSIGNED, set.check.interval_s),
    PORT(UNSIGNED, set.check.timeout_s),
    PORT(UNSIGNED, set.check.attempts),
    PORT(BOOL, set.check.passive),
    PORT(TEXT, fingerprint),
    PORT(TEXT, commonname),
    { FIELD_END },
};

static bool
is_udp(const struct plan_port *p)
{
    return str_eq(p->protocol, "udp");
}

const char *
balancer_takes(const struct plan_port *p)
{
    return is_udp(p) ? "none" : "accept";
}

bool
balancer_drains(const struct plan_port *p)
{
    return !is_udp(p);
}

// ---- labels

#define TAIL 7 // "-" and 6 digits of a digest

static bool
is_mark(char c)
{
    return c == '-' || c == '_' || c == '.';
}

// What is too long, or too short, gets digits that tell it from all others.
static const char *
fit(struct arena *a, const char *label)
{
    const size_t n = strlen(label);
    size_t cut = n < BALANCER_LABEL_MOST - TAIL ? n : BALANCER_LABEL_MOST - TAIL;
    char digest[DIGEST_TEXT];

    if (n >= 3 && n <= BALANCER_LABEL_MOST)
        return label;
    digest_text(label, n, digest);
    while (cut && is_mark(label[cut - 1]))
        cut--;
    return arena_printf(a, "%.*s-%.6s", (int)cut, label, digest);
}

const char *
balancer_label(struct arena *a, const char *const *words)
{
    _own_(buf) struct buf b = { 0 };

    for (; *words; words++)
        buf_addf(&b, "%s%s", b.len ? "-" : "", *words);
    for (char *c = b.data; c && *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
            *c = '-';
    return fit(a, arena_strdup(a, buf_str(&b)));
}

const char *
balancer_node_label(struct arena *a, const char *name)
{
    char *label = arena_strdup(a, name);

    for (char *c = label; *c; c++)
        if (!isalnum((unsigned char)*c) && !is_mark(*c))
            *c = '-';
    return fit(a, label);
}

const char *
balancer_label_of(struct arena *a, const char *cluster_slug, const char *region, const char *name,
    unsigned number)
{
    const char *const words[] = { cluster_slug, region, name, NULL };

    return number < 3 ? balancer_label(a, words + 2 - number) : NULL;
}

// ---- VPCs

#define WITHIN "vpc "

const char *
balancer_traits(struct arena *a, const struct balancer_vpc *v)
{
    return arena_printf(a, WITHIN "%s%s%s%s%s", v->vpc, *v->subnet ? "/" : "", v->subnet,
        *v->range ? " " : "", v->range);
}

bool
balancer_within(struct arena *a, const char *traits, struct balancer_vpc *ret)
{
    const char *words = traits + strlen(WITHIN);
    size_t n, name;

    if (!str_starts(traits, WITHIN))
        return false;
    n = strcspn(words, " ");
    name = strcspn(words, "/ ");
    ret->vpc = arena_strndup(a, words, name);
    ret->subnet = name < n ? arena_strndup(a, words + name + 1, n - name - 1) : "";
    ret->range = words[n] ? arena_strdup(a, words + n + 1) : "";
    return true;
}

// ---- ports

const struct balancer_port *
balancer_port_find(const struct balancer_port *ports, size_t n, const struct plan_port *like)
{
    for (size_t i = 0; i < n; i++)
        if (balancer_port_same(&ports[i].set, like))
            return &ports[i];
    return NULL;
}

const struct plan_port *
plan_port_find(const struct plan_balancer *b, const struct plan_port *like)
{
    for (size_t i = 0; i < b->n_ports; i++)
        if (balancer_port_same(&b->ports[i], like))
            return &b->ports[i];
    return NULL;
}

const char *
balancer_address(struct arena *a, const char *ipv4, const struct plan_port *p)
{
    if (!ipv4)
        return NULL;
    return arena_printf(a, "%.*s:%u", (int)strcspn(ipv4, "/"), ipv4, p->target_port);
}

const char *
balancer_port_name(struct arena *a, const struct plan_port *p)
{
    return arena_printf(a, "%s %u", p->protocol, p->port);
}

bool
balancer_port_same(const struct plan_port *a, const struct plan_port *b)
{
    return a->port == b->port && is_udp(a) == is_udp(b);
}

struct comparing {
    struct arena *arena;
    struct buf out;
};

static void
compare(struct comparing *c, const char *what, const char *has, const char *wants)
{
    has = has ? has : "";
    wants = wants ? wants : "";
    if (!str_eq(has, wants))
        buf_addf(&c->out, "%s%s %s, not %s", c->out.len ? "; " : "", what, *wants ? wants : "none",
            *has ? has : "none");
}

static void
compare_number(struct comparing *c, const char *what, unsigned has, unsigned wants)
{
    if (has != wants)
        buf_addf(&c->out, "%s%s %u, not %u", c->out.len ? "; " : "", what, wants, has);
}

// Of no check only whether clients' failures count is of any effect.
static void
compare_checks(struct comparing *c, const struct plan_check *has, const struct plan_check *wants)
{
    compare(c, "check", has->type, wants->type);
    compare(c, "passive check", has->passive ? "yes" : "no", wants->passive ? "yes" : "no");
    if (str_eq(wants->type, "none"))
        return;
    compare_number(c, "check every", has->interval_s, wants->interval_s);
    compare_number(c, "timeout", has->timeout_s, wants->timeout_s);
    compare_number(c, "attempts", has->attempts, wants->attempts);
    if (wants->path)
        compare(c, "path", has->path, wants->path);
    if (wants->body)
        compare(c, "body", has->body, wants->body);
}

bool
balancer_certificate_differs(const struct balancer_port *has, const struct plan_port *wants)
{
    return wants->shows &&
           !(has->fingerprint && !strcasecmp(has->fingerprint, wants->shows->is.fingerprint));
}

// People know certificates by names and days, and two of one name by their digests.
static void
compare_certificates(
    struct comparing *c, const struct balancer_port *has, const struct plan_port *wants)
{
    const struct pem_certificate *is;
    char day[CLOCK_TEXT];

    if (!balancer_certificate_differs(has, wants))
        return;
    is = &wants->shows->is;
    clock_text(is->ends_ms, day);
    buf_addf(&c->out, "%scertificate of %s until %.10s (%.8s), not ", c->out.len ? "; " : "",
        *is->subject ? is->subject : "no name", day, is->fingerprint);
    if (has->fingerprint)
        buf_addf(&c->out, "%.128s (%.8s)", has->commonname ? has->commonname : "of no name",
            has->fingerprint);
    else
        buf_adds(&c->out, "none");
}

const char *
balancer_port_differs(
    struct arena *a, const struct balancer_port *port, const struct plan_port *wants)
{
    const struct plan_port *has = &port->set;
    struct comparing c = { .arena = a };
    const char *told;

    compare(&c, "protocol", has->protocol, wants->protocol);
    compare(&c, "algorithm", has->algorithm, wants->algorithm);
    compare(&c, "stickiness", has->stickiness, wants->stickiness);
    if (str_eq(wants->protocol, "tcp"))
        compare(&c, "proxy protocol", has->proxy_protocol, wants->proxy_protocol);
    compare_checks(&c, &has->check, &wants->check);
    compare_certificates(&c, port, wants);
    told = c.out.len ? arena_strdup(a, buf_str(&c.out)) : NULL;
    buf_done(&c.out);
    return told;
}
