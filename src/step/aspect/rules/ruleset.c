// SPDX-License-Identifier: MIT
// Renders rule sets.
#include "step/aspect/rules/ruleset.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "step/aspect/rules/firewall.h"
#include "step/aspect/rules/ruleset_private.h"
#include "step/bundle/node_files.h"

const char *const ruleset_ip[] = { "ip", "ip6" };

void
ruleset_set_name(struct buf *out, const char *selector, enum family f)
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

size_t
ruleset_add_nets(struct buf *out, const char *const *texts, enum family f)
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

const char *const *
ruleset_members_of(struct arena *a, const struct ruleset *r, const char *selector)
{
    const char *const *known = NULL;
    const char **bare;
    size_t n;

    for (size_t i = 0; i < r->n_members && !known; i++)
        if (str_eq(r->members[i].selector, selector))
            known = texts_both(a, r->members[i].addresses, r->members[i].vlan);
    n = texts_count(known);
    bare = arena_array(a, n + 1, sizeof *bare);
    for (size_t i = 0; i < n; i++)
        bare[i] =
            strchr(known[i], '/') ? arena_strndup(a, known[i], strcspn(known[i], "/")) : known[i];
    return bare;
}

// What holds for a time names its peers itself.
static bool
is_named(const struct plan_rule *rule, const struct plan_peer *peer)
{
    return peer_is_set(peer) && !rule->until_ms && !rule->bound;
}

static bool
named_before(const struct ruleset *r, const struct plan_peer *peer)
{
    for (size_t i = 0; i < r->n_rules; i++)
        for (size_t j = 0; j < r->rules[i].n_peers; j++) {
            const struct plan_peer *other = &r->rules[i].peers[j];
            if (other == peer)
                return false;
            if (is_named(&r->rules[i], other) && str_eq(other->text, peer->text))
                return true;
        }
    return false;
}

static void
render_set(struct render *x, const char *selector, enum family f)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf elements = { 0 };
    size_t n = 0;
    if (x->part != RULESET_SHAPE)
        n = add_addresses(&elements, ruleset_members_of(a, x->r, selector), f);
    if (x->part == RULESET_SETS) {
        buf_adds(x->out, "flush set inet lct ");
        ruleset_set_name(x->out, selector, f);
        if (n) {
            buf_adds(x->out, "\nadd element inet lct ");
            ruleset_set_name(x->out, selector, f);
            buf_addf(x->out, " { %s }", buf_str(&elements));
        }
        buf_addc(x->out, '\n');
        return;
    }
    buf_adds(x->out, "    set ");
    ruleset_set_name(x->out, selector, f);
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
            if (!is_named(&x->r->rules[i], peer) || named_before(x->r, peer))
                continue;
            render_set(x, peer->text, V4);
            render_set(x, peer->text, V6);
        }
}

// Into chains that are there.
static int
render_opened(struct render *x)
{
    static const char *const chains[] = {
        [RULE_IN] = "in_opened", [RULE_OUT] = "out_opened", [RULE_FORWARD] = "forward_opened"
    };
    const enum rule_direction last = ruleset_is_through(x->r) ? RULE_FORWARD : RULE_OUT;

    for (enum rule_direction d = RULE_IN; d <= last; d++) {
        char before[64];
        snprintf(before, sizeof before, "add rule inet lct %s ", chains[d]);
        buf_addf(x->out, "flush chain inet lct %s\n", chains[d]);
        if (ruleset_add_rules(x, d, true, before))
            return x->err->code;
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

// From or to those in its VPC.
static void
render_inner_ssh(struct render *x, const char *side)
{
    _own_(buf) struct buf nets = { 0 };

    if (ruleset_add_nets(&nets, x->r->vpc, V4))
        buf_addf(x->out, "        ip %s { %s } tcp dport 22 accept\n", side, buf_str(&nets));
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
                f == V4 ? '4' : '6', ruleset_ip[f]);
        else if (ruleset_add_nets(&nets, x->r->access, f))
            buf_addf(x->out, "        %s saddr { %s } tcp dport 22 accept\n", ruleset_ip[f],
                buf_str(&nets));
    }
    if (anywhere)
        buf_adds(x->out, "        tcp dport 22 accept\n");
    else if (x->r->hidden)
        render_inner_ssh(x, "saddr");
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
            buf_addf(x->out, "        %s daddr { %s } meta l4proto { 6, 17 } th dport 53 accept\n",
                ruleset_ip[f], buf_str(&text));
    }
}

#define INDENT "        "

static int
render_in(struct render *x)
{
    return ruleset_add_rules(x, RULE_IN, false, INDENT);
}

static int
render_out(struct render *x)
{
    return ruleset_add_rules(x, RULE_OUT, false, INDENT);
}

static int
render_in_opened(struct render *x)
{
    return x->part == RULESET_SHAPE ? 0 : ruleset_add_rules(x, RULE_IN, true, INDENT);
}

static int
render_out_opened(struct render *x)
{
    return x->part == RULESET_SHAPE ? 0 : ruleset_add_rules(x, RULE_OUT, true, INDENT);
}

static int
render_all_sets(struct render *x)
{
    render_ssh_sets(x);
    render_sets(x);
    return 0;
}

static int
render_access(struct render *x)
{
    render_ssh(x);
    return 0;
}

static int
render_outside(struct render *x)
{
    render_resolvers(x);
    if (x->r->carries)
        render_inner_ssh(x, "daddr");
    return 0;
}

int
ruleset_render_file(struct render *x, const char *name, const struct mark *marks, size_t n)
{
    const char *rest = embed_find(node_files, name)->data;

    for (size_t i = 0; i < n; i++) {
        const char *at = strstr(rest, marks[i].text);
        buf_add(x->out, rest, (size_t)(at - rest));
        rest = at + strlen(marks[i].text);
        if (marks[i].render(x))
            return x->err->code;
    }
    buf_adds(x->out, rest);
    return 0;
}

// Begins with the table emptied, in the same transaction as its new content.
static int
render_table(struct render *x)
{
    static const struct mark marks[] = { { "#sets\n", render_all_sets },
        { "#ssh\n", render_access }, { "#in_opened\n", render_in_opened }, { "#in\n", render_in },
        { "#resolvers\n", render_outside }, { "#out_opened\n", render_out_opened },
        { "#out\n", render_out }, { "#through\n", ruleset_render_through } };

    return ruleset_render_file(x, "firewall.nft", marks, sizeof marks / sizeof *marks);
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
        return render_opened(&x);
    }
    return render_table(&x);
}

struct bundle_step
ruleset_step(struct arena *a, const char *full, const char *sets)
{
    struct bundle_file *files = arena_array(a, 2, sizeof *files);
    struct bundle_env *env = arena_array(a, 3, sizeof *env);

    files[0] = (struct bundle_file){ "firewall.nft", full, 0600 };
    files[1] = (struct bundle_file){ "sets.nft", sets, 0600 };
    env[0] = (struct bundle_env){ "LCT_DO", "put" };
    env[1] = (struct bundle_env){ "LCT_TRIAL", FIREWALL_TRIAL };
    return (struct bundle_step){
        .id = "firewall",
        .script = firewall_script(a),
        .files = files,
        .n_files = sets ? 2 : 1,
        .env = env,
        .timeout_ms = 60000,
        .mode = BUNDLE_ALWAYS,
    };
}

struct bundle_step
ruleset_own_step(struct arena *a)
{
    static const struct bundle_env env[] = { { "LCT_DO", "leave" }, { 0 } };

    return (struct bundle_step){
        .id = "firewall",
        .script = firewall_script(a),
        .env = env,
        .timeout_ms = 60000,
        .mode = BUNDLE_ALWAYS,
    };
}
