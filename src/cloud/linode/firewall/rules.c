// SPDX-License-Identifier: MIT
// Rules as the API has them: an action, a protocol, ports as text, networks by family. Ours let
// through; both policies drop.
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/parse.h"
#include "base/str.h"
#include "cloud/linode/firewall/firewall.h"

#define DESCRIPTION_MAX 100

static const char *const protocols[N_CLOUD_PROTOCOLS] = {
    [CLOUD_ICMP] = "ICMP",
    [CLOUD_TCP] = "TCP",
    [CLOUD_UDP] = "UDP",
    [CLOUD_ANY] = "ALL",
};

// ---- writing

static const char *
ports_text(struct arena *a, const struct cloud_rule *r)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < r->n_ports; i++) {
        buf_addf(&text, "%s%u", i ? ", " : "", r->ports[i].first);
        if (r->ports[i].last > r->ports[i].first)
            buf_addf(&text, "-%u", r->ports[i].last);
    }
    return arena_strdup(a, buf_str(&text));
}

static void
put_family(
    struct arena *a, struct doc *places, const char *name, const struct cloud_rule *r, bool v6)
{
    struct doc *list = NULL;

    for (const char *const *net = r->nets; *net; net++) {
        if ((strchr(*net, ':') != NULL) != v6)
            continue;
        if (!list)
            list = doc_put(a, places, name, doc_list(a));
        doc_add(a, list, doc_string(a, *net));
    }
}

// The user's text, as far as it is plain and fits.
static const char *
description(struct arena *a, const char *text)
{
    char *plain = arena_printf(a, "%.*s", DESCRIPTION_MAX, text);

    for (char *p = plain; *p; p++)
        if (*p < ' ' || *p > '~')
            *p = '.';
    return plain;
}

static struct doc *
rule_doc(struct arena *a, const struct cloud_rule *r, size_t number)
{
    struct doc *d = doc_map(a), *places;

    doc_put_string(a, d, "action", "ACCEPT");
    doc_put_string(a, d, "protocol", protocols[r->protocol]);
    doc_put_string(a, d, "label", arena_printf(a, "lct-%zu", number));
    if (r->text && *r->text)
        doc_put_string(a, d, "description", description(a, r->text));
    if (r->n_ports)
        doc_put_string(a, d, "ports", ports_text(a, r));
    places = doc_put(a, d, "addresses", doc_map(a));
    put_family(a, places, "ipv4", r, false);
    put_family(a, places, "ipv6", r, true);
    return d;
}

struct doc *
rules_doc(struct arena *a, const struct cloud_rules *rules)
{
    struct doc *d = doc_map(a), *in = doc_put(a, d, "inbound", doc_list(a)),
               *out = doc_put(a, d, "outbound", doc_list(a));

    doc_put_string(a, d, "inbound_policy", "DROP");
    doc_put_string(a, d, "outbound_policy", "DROP");
    for (size_t i = 0; i < rules->n; i++)
        doc_add(a, rules->items[i].out ? out : in, rule_doc(a, &rules->items[i], i + 1));
    return d;
}

// ---- reading

static bool
protocol_read(const char *word, enum cloud_protocol *ret)
{
    for (enum cloud_protocol p = 0; p < N_CLOUD_PROTOCOLS; p++)
        if (str_eq(word, protocols[p])) {
            *ret = p;
            return true;
        }
    return false;
}

static bool
range_read(struct arena *a, const char *text, struct port_range *ret)
{
    const char *dash = strchr(text, '-');
    const size_t n = dash ? (size_t)(dash - text) : strlen(text);
    int64_t first, last;

    if (!parse_int(arena_printf(a, "%.*s", (int)n, text), 1, 65535, &first) ||
        !parse_int(dash ? dash + 1 : text, 1, 65535, &last) || last < first)
        return false;
    *ret = (struct port_range){ (unsigned)first, (unsigned)last };
    return true;
}

static bool
ports_read(struct arena *a, const char *text, struct cloud_rule *ret)
{
    char **words;
    const size_t n = text ? str_split(a, text, ", ", &words) : 0;

    ret->ports = arena_array(a, n + 1, sizeof *ret->ports);
    for (size_t i = 0; i < n; i++)
        if (!range_read(a, words[i], &ret->ports[i]))
            return false;
    ret->n_ports = port_ranges_join(ret->ports, n);
    return true;
}

static bool
nets_read(struct arena *a, const struct doc *list, const char **to, size_t *n)
{
    doc_each (item, list) {
        char text[CIDR_TEXT];
        struct cidr net;
        if (!cidr_parse(doc_text(item, ""), true, &net))
            return false;
        net = cidr_net(&net);
        const bool whole = net.prefix == (net.family == AF_INET ? 32u : 128u);
        to[(*n)++] = arena_printf(a, whole ? "%s/%u" : "%s", cidr_text(&net, text), net.prefix);
    }
    return true;
}

static bool
rule_read(struct arena *a, const struct doc *d, bool out, struct cloud_rule *ret)
{
    const struct doc *places = doc_get(d, "addresses"), *v4 = doc_get(places, "ipv4"),
                     *v6 = doc_get(places, "ipv6");
    const char **nets = arena_array(a, doc_count(v4) + doc_count(v6) + 1, sizeof *nets);
    size_t n = 0;

    *ret = (struct cloud_rule){ .out = out, .nets = nets };
    return str_eq(doc_get_text(d, "action", ""), "ACCEPT") &&
           protocol_read(doc_get_text(d, "protocol", ""), &ret->protocol) &&
           ports_read(a, doc_get_text(d, "ports", NULL), ret) && nets_read(a, v4, nets, &n) &&
           nets_read(a, v6, nets, &n);
}

static bool
direction_read(struct arena *a, const struct doc *list, bool out, struct cloud_rules *to)
{
    doc_each (item, list)
        if (!rule_read(a, item, out, &to->items[to->n++]))
            return false;
    return true;
}

const char *
rules_read(struct arena *a, const struct doc *d)
{
    const struct doc *in = doc_get(d, "inbound"), *out = doc_get(d, "outbound");
    struct cloud_rules rules = {
        arena_array(a, doc_count(in) + doc_count(out) + 1, sizeof *rules.items), 0
    };

    if (!str_eq(doc_get_text(d, "inbound_policy", ""), "DROP") ||
        !str_eq(doc_get_text(d, "outbound_policy", ""), "DROP") ||
        !direction_read(a, in, false, &rules) || !direction_read(a, out, true, &rules))
        return "";
    return cloud_rules_digest(a, &rules);
}
