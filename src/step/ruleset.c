// Renders rule sets.
#include "step/ruleset.h"

#include <ctype.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/str.h"
#include "step/node_files.h"

#define PRIVATE_NET "192.168.128.0/17" // Linode's private IPv4, one for a whole region

enum family { V4, V6 };

static const char *const ip_word[] = { "ip", "ip6" };

struct render {
    const struct ruleset *r;
    enum ruleset_part part;
    struct buf *out;
    struct lct_err *err;
};

// The set of a selector's members: readable, unique, the same each time.
static void
set_name(struct buf *out, const char *selector, enum family f)
{
    char digest[DIGEST_TEXT];
    buf_adds(out, "m_");
    for (int i = 0; selector[i] && i < 32; i++)
        buf_addc(out, isalnum((unsigned char)selector[i]) ? selector[i] : '_');
    buf_addf(out, "_%.8s_%s", digest_text(selector, strlen(selector), digest), f == V4 ? "4" : "6");
}

static bool
address_of(const char *text, enum family f, struct cidr *c)
{
    return cidr_parse(text, true, c) && c->family == (f == V4 ? AF_INET : AF_INET6);
}

static void
net_trim(struct cidr *c)
{
    for (unsigned bit = c->prefix; bit < (c->family == AF_INET ? 32u : 128u); bit++)
        c->addr[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
}

// Is texts[i] within another of them? nftables refuses nets that overlap.
static bool
net_covered(const char *const *texts, size_t i, enum family f, const struct cidr *c)
{
    struct cidr other;
    for (size_t j = 0; texts[j]; j++)
        if (j != i && address_of(texts[j], f, &other) && cidr_has(&other, c) &&
            (other.prefix < c->prefix || (other.prefix == c->prefix && j < i)))
            return true;
    return false;
}

// Appends those of the family, separated by commas; yields how many.
static size_t
add_nets(struct buf *out, const char *const *texts, enum family f)
{
    char text[CIDR_TEXT];
    struct cidr c;
    size_t n = 0;
    for (size_t i = 0; texts && texts[i]; i++) {
        if (!address_of(texts[i], f, &c) || net_covered(texts, i, f, &c))
            continue;
        net_trim(&c);
        buf_addf(out, "%s%s", n++ ? ", " : "", cidr_text(&c, text));
    }
    return n;
}

static size_t
add_addresses(struct buf *out, const char *const *texts, enum family f)
{
    char text[CIDR_TEXT];
    struct cidr c;
    size_t n = 0;
    for (; texts && *texts; texts++) {
        if (!address_of(*texts, f, &c))
            continue;
        c.prefix = f == V4 ? 32 : 128;
        buf_addf(out, "%s%s", n++ ? ", " : "", cidr_text(&c, text));
    }
    return n;
}

static const char *const *
members_of(const struct ruleset *r, const char *selector)
{
    for (size_t i = 0; i < r->n_members; i++)
        if (str_eq(r->members[i].selector, selector))
            return r->members[i].addresses;
    return NULL;
}

static bool
named_before(const struct ruleset *r, const struct plan_peer *peer)
{
    for (size_t i = 0; i < r->n_rules; i++)
        for (size_t j = 0; j < r->rules[i].n_peers; j++) {
            const struct plan_peer *other = &r->rules[i].peers[j];
            if (other == peer)
                return false;
            if (other->kind == PEER_SELECTOR && str_eq(other->text, peer->text))
                return true;
        }
    return false;
}

static void
render_set(struct render *x, const char *selector, enum family f)
{
    _own_(buf) struct buf elements = { 0 };
    size_t n = 0;
    if (x->part != RULESET_SHAPE)
        n = add_addresses(&elements, members_of(x->r, selector), f);
    if (x->part == RULESET_SETS) {
        buf_adds(x->out, "flush set inet lct ");
        set_name(x->out, selector, f);
        if (n) {
            buf_adds(x->out, "\nadd element inet lct ");
            set_name(x->out, selector, f);
            buf_addf(x->out, " { %s }", buf_str(&elements));
        }
        buf_addc(x->out, '\n');
        return;
    }
    buf_adds(x->out, "    set ");
    set_name(x->out, selector, f);
    buf_addf(x->out, " {\n        type ipv%c_addr\n", f == V4 ? '4' : '6');
    if (n)
        buf_addf(x->out, "        elements = { %s }\n", buf_str(&elements));
    buf_adds(x->out, "    }\n");
}

static void
render_sets(struct render *x)
{
    for (size_t i = 0; i < x->r->n_rules; i++)
        for (size_t j = 0; j < x->r->rules[i].n_peers; j++) {
            const struct plan_peer *peer = &x->r->rules[i].peers[j];
            if (peer->kind != PEER_SELECTOR || named_before(x->r, peer))
                continue;
            render_set(x, peer->text, V4);
            render_set(x, peer->text, V6);
        }
}

static void
add_ports(struct buf *out, const char *what, const struct port_range *ports, size_t n)
{
    if (!n)
        return;
    buf_addf(out, "%s { ", what);
    for (size_t i = 0; i < n; i++) {
        buf_addf(out, "%s%u", i ? ", " : "", ports[i].first);
        if (ports[i].last > ports[i].first)
            buf_addf(out, "-%u", ports[i].last);
    }
    buf_adds(out, " } ");
}

static int
port_order(const void *a, const void *b)
{
    const struct port_range *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

// Sorts and joins what overlaps or touches, which nftables refuses; yields how many are left.
static size_t
ports_merge(struct port_range *p, size_t n)
{
    size_t used = 0;
    qsort(p, n, sizeof *p, port_order);
    for (size_t i = 0; i < n; i++) {
        if (used && p[i].first <= p[used - 1].last + 1) {
            if (p[i].last > p[used - 1].last)
                p[used - 1].last = p[i].last;
        } else
            p[used++] = p[i];
    }
    return used;
}

static int
ports_check(
    const struct render *x, const struct plan_rule *rule, const struct port_range *p, size_t n)
{
    bool fits = str_eq(rule->protocol, "tcp") || str_eq(rule->protocol, "udp") ||
                str_eq(rule->protocol, "any");
    if (n && !fits)
        return lct_fail(x->err, LCT_EPLAN, "\"%s\": %s has no ports", rule->text, rule->protocol);
    for (size_t i = 0; i < n; i++)
        if (p[i].first > p[i].last || p[i].last > 65535)
            return lct_fail(x->err, LCT_EPLAN, "\"%s\": there is no port range %u-%u", rule->text,
                p[i].first, p[i].last);
    return 0;
}

static void
add_service_ports(
    struct buf *out, const char *protocol, const char *side, const struct port_range *p, size_t n)
{
    _own_(free) struct port_range *merged = mem_array(n + 1, sizeof *merged);
    char what[32];
    if (n)
        memcpy(merged, p, n * sizeof *p);
    snprintf(what, sizeof what, "%s %s", str_eq(protocol, "any") ? "th" : protocol, side);
    add_ports(out, what, merged, ports_merge(merged, n));
}

static void
add_service(struct buf *out, const struct plan_rule *rule)
{
    bool any = str_eq(rule->protocol, "any"), ports = rule->n_ports || rule->n_source_ports;
    if (str_eq(rule->protocol, "icmp"))
        buf_adds(out, "meta l4proto { icmp, ipv6-icmp } ");
    else if (any && ports)
        buf_adds(out, "meta l4proto { tcp, udp } ");
    else if (!any && !ports)
        buf_addf(out, "meta l4proto %s ", rule->protocol);
    add_service_ports(out, rule->protocol, "dport", rule->ports, rule->n_ports);
    add_service_ports(out, rule->protocol, "sport", rule->source_ports, rule->n_source_ports);
}

// A comment is the user's text: nothing in it may end the quotes.
static void
add_end(struct buf *out, const struct plan_rule *rule)
{
    buf_adds(out, "accept comment \"");
    for (size_t i = 0; rule->text && rule->text[i] && i < 100; i++) {
        char c = rule->text[i];
        buf_addc(out, c < ' ' || c > '~' || c == '"' || c == '\\' ? '.' : c);
    }
    buf_adds(out, "\"\n");
}

// Both interfaces are eth0: what tells them apart is our own address coming in, the other's going
// out, and both are "daddr". IPv6 is public.
static void
add_interface(struct buf *out, const struct plan_rule *rule)
{
    if (str_eq(rule->interface, "private"))
        buf_adds(out, "ip daddr " PRIVATE_NET " ");
    else if (str_eq(rule->interface, "public"))
        buf_adds(out, "ip daddr != " PRIVATE_NET " ");
}

static bool
interface_has(const struct plan_rule *rule, enum family f)
{
    return f == V4 || !str_eq(rule->interface, "private");
}

// The peers of one family: a line for each set, one for all nets.
static void
render_peers(struct render *x, const struct plan_rule *rule, enum family f)
{
    const char *side = rule->out ? "daddr" : "saddr";
    _own_(free) const char **nets = mem_array(rule->n_peers + 1, sizeof *nets);
    _own_(buf) struct buf text = { 0 };
    size_t n_nets = 0;
    for (size_t i = 0; i < rule->n_peers; i++) {
        const struct plan_peer *peer = &rule->peers[i];
        if (peer->kind == PEER_CIDR)
            nets[n_nets++] = peer->text;
        if (peer->kind != PEER_SELECTOR)
            continue;
        buf_addf(x->out, "        %s %s @", ip_word[f], side);
        set_name(x->out, peer->text, f);
        buf_addc(x->out, ' ');
        if (f == V4)
            add_interface(x->out, rule);
        add_service(x->out, rule);
        add_end(x->out, rule);
    }
    if (!add_nets(&text, nets, f))
        return;
    buf_addf(x->out, "        %s %s { %s } ", ip_word[f], side, buf_str(&text));
    if (f == V4)
        add_interface(x->out, rule);
    add_service(x->out, rule);
    add_end(x->out, rule);
}

static void
render_anybody(struct render *x, const struct plan_rule *rule)
{
    buf_adds(x->out, "        ");
    add_interface(x->out, rule);
    add_service(x->out, rule);
    add_end(x->out, rule);
    if (!str_eq(rule->interface, "public"))
        return;
    buf_adds(x->out, "        meta nfproto ipv6 ");
    add_service(x->out, rule);
    add_end(x->out, rule);
}

static int
rule_check(const struct render *x, const struct plan_rule *rule)
{
    static const char *const protocols[] = { "tcp", "udp", "icmp", "any" };
    struct cidr c;
    bool known = false;
    for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
        known |= str_eq(rule->protocol, protocols[i]);
    if (!known)
        return lct_fail(x->err, LCT_EPLAN, "\"%s\": unknown protocol", rule->text);
    for (size_t i = 0; i < rule->n_peers; i++)
        if (rule->peers[i].kind == PEER_CIDR && !cidr_parse(rule->peers[i].text, true, &c))
            return lct_fail(
                x->err, LCT_EPLAN, "\"%s\": %s is no network", rule->text, rule->peers[i].text);
    if (ports_check(x, rule, rule->ports, rule->n_ports) ||
        ports_check(x, rule, rule->source_ports, rule->n_source_ports))
        return x->err->code;
    return 0;
}

static int
render_rules(struct render *x, bool out)
{
    for (size_t i = 0; i < x->r->n_rules; i++) {
        const struct plan_rule *rule = &x->r->rules[i];
        bool anybody = !rule->n_peers;
        for (size_t j = 0; j < rule->n_peers; j++)
            anybody |= rule->peers[j].kind == PEER_ANY;
        if (rule->out != out)
            continue;
        if (rule_check(x, rule))
            return x->err->code;
        if (anybody) {
            render_anybody(x, rule);
            continue;
        }
        render_peers(x, rule, V4);
        if (interface_has(rule, V6))
            render_peers(x, rule, V6);
    }
    return 0;
}

static int
access_check(const struct render *x)
{
    struct cidr c;
    for (const char *const *a = x->r->access; a && *a; a++)
        if (!cidr_parse(*a, true, &c))
            return lct_fail(x->err, LCT_EPLAN, "access: %s is no network", *a);
    return 0;
}

static void
render_ssh(struct render *x)
{
    bool anywhere = !x->r->access || !*x->r->access;
    for (enum family f = V4; f <= V6; f++) {
        _own_(buf) struct buf nets = { 0 };
        if (anywhere)
            buf_addf(x->out,
                "        tcp dport 22 ct state new add @ssh_%c { %s saddr limit rate over "
                "60/minute burst 60 packets } drop\n",
                f == V4 ? '4' : '6', ip_word[f]);
        else if (add_nets(&nets, x->r->access, f))
            buf_addf(x->out, "        %s saddr { %s } tcp dport 22 accept\n", ip_word[f],
                buf_str(&nets));
    }
    if (anywhere)
        buf_adds(x->out, "        tcp dport 22 accept\n");
}

static void
render_ssh_sets(struct render *x)
{
    if (x->r->access && *x->r->access)
        return;
    for (enum family f = V4; f <= V6; f++)
        buf_addf(x->out,
            "    set ssh_%c {\n        type ipv%c_addr\n        size 65535\n"
            "        flags dynamic,timeout\n        timeout 2m\n    }\n",
            f == V4 ? '4' : '6', f == V4 ? '4' : '6');
}

static void
render_resolvers(struct render *x)
{
    for (enum family f = V4; f <= V6; f++) {
        _own_(buf) struct buf text = { 0 };
        if (add_addresses(&text, x->r->resolvers, f))
            buf_addf(x->out,
                "        %s daddr { %s } meta l4proto { tcp, udp } th dport 53 accept\n",
                ip_word[f], buf_str(&text));
    }
}

// Begins with the table emptied, in the same transaction as its new content.
static int
render_table(struct render *x)
{
    const char *base = embed_find(node_files, "firewall.nft")->data;
    static const char *const marks[] = { "#sets\n", "#ssh\n", "#in\n", "#resolvers\n", "#out\n" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = strstr(base, marks[i]);
        buf_add(x->out, base, (size_t)(at - base));
        base = at + strlen(marks[i]);
        if (i == 0) {
            render_ssh_sets(x);
            render_sets(x);
        } else if (i == 1)
            render_ssh(x);
        else if (i == 3)
            render_resolvers(x);
        else if (render_rules(x, i == 4))
            return x->err->code;
    }
    buf_adds(x->out, base);
    return 0;
}

int
ruleset_render(
    const struct ruleset *r, enum ruleset_part part, struct buf *out, struct lct_err *err)
{
    struct render x = { .r = r, .part = part, .out = out, .err = err };
    if (access_check(&x))
        return x.err->code;
    if (part == RULESET_SETS) {
        render_sets(&x);
        return 0;
    }
    return render_table(&x);
}

int
ruleset_step(struct arena *a, const struct ruleset *r, bool sets_only, struct bundle_step *ret,
    struct lct_err *err)
{
    _own_(buf) struct buf full = { 0 };
    _own_(buf) struct buf sets = { 0 };
    if (ruleset_render(r, RULESET_FULL, &full, err) ||
        (sets_only && ruleset_render(r, RULESET_SETS, &sets, err)))
        return err->code;
    struct bundle_file *files = arena_array(a, 2, sizeof *files);
    files[0] = (struct bundle_file){ "firewall.nft", arena_strdup(a, buf_str(&full)), 0600 };
    files[1] = (struct bundle_file){ "sets.nft", arena_strdup(a, buf_str(&sets)), 0600 };
    *ret = (struct bundle_step){
        .id = "firewall",
        .script = embed_find(node_files, "firewall.sh")->data,
        .files = files,
        .n_files = sets_only ? 2 : 1,
        .timeout_ms = 60000,
        .mode = BUNDLE_ALWAYS,
    };
    return 0;
}
