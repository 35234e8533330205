// SPDX-License-Identifier: MIT
// The rules of Cloud Firewalls: what one may say, how they are kept, their versions.
#include <ctype.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/digest.h"
#include "base/parse.h"
#include "base/str.h"
#include "lab/world/firewall/firewall.h"

#define RULES_MAX 25 // of both directions
#define ADDRESSES_MAX 255
#define PIECES_MAX 15

static bool
port_parse(const char *s, int64_t *port)
{
    return s[0] != '0' && parse_int(s, 1, 65535, port);
}

// One port or a range; yields the pieces that it counts for, or why not.
static const char *
piece_check(struct arena *a, const char *piece, unsigned *pieces)
{
    const char *dash = strchr(piece, '-');
    int64_t from, to;

    if (!dash) {
        *pieces += 1;
        return port_parse(piece, &from) ? NULL : "Must be within 1-65535, without leading zeroes";
    }
    if (!port_parse(arena_printf(a, "%.*s", (int)(dash - piece), piece), &from) ||
        !port_parse(dash + 1, &to))
        return "Must be within 1-65535, without leading zeroes";
    *pieces += 2;
    return from < to ? NULL : "Range must start with a smaller number and end with a larger number";
}

static const char *
ports_check(struct arena *a, const char *ports)
{
    char *text = arena_strdup(a, ports), *rest = text, *piece;
    const char *why = *ports ? NULL : "Must not be empty";
    unsigned pieces = 0;

    while (!why && (piece = strsep(&rest, ","))) {
        while (*piece == ' ')
            piece++;
        why = piece_check(a, piece, &pieces);
    }
    if (!why && pieces > PIECES_MAX)
        why = "Number of ports or port range endpoints exceeded. Max allowed is 15";
    return why;
}

// TCP and UDP, by name or number.
static bool
has_ports(const char *protocol)
{
    return str_eq(protocol, "TCP") || str_eq(protocol, "UDP") || str_eq(protocol, "6") ||
           str_eq(protocol, "17");
}

static bool
is_protocol(const char *word)
{
    static const char *const words[] = { "ALL", "TCP", "UDP", "ICMP", "IPENCAP" };
    int64_t number;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(word, words[i]))
            return true;
    return parse_int(word, 0, 255, &number);
}

static size_t
addresses_check(struct call *c, const struct doc *list, int family, const char *field)
{
    size_t i = 0;

    if (!doc_is_null(list) && !doc_count(list))
        call_error(c, field, "Must not be an empty list");
    doc_each (item, list) {
        struct cidr net;
        if (!strchr(doc_text(item, ""), '/') || !cidr_parse(doc_text(item, ""), true, &net) ||
            net.family != family)
            call_error(c, arena_printf(c->arena, "%s[%zu]", field, i),
                "Must be an %s network in IP/mask format", family == AF_INET ? "IPv4" : "IPv6");
        i++;
    }
    return i;
}

static void
places_check(struct call *c, const struct doc *addresses, const char *field)
{
    static const struct field lists[] = { { "ipv4", FIELD_TEXTS }, { "ipv6", FIELD_TEXTS }, { 0 } };
    const struct doc *v4 = doc_get(addresses, "ipv4"), *v6 = doc_get(addresses, "ipv6");

    if (!call_check(c, addresses, arena_printf(c->arena, "%s.", field), lists))
        return;
    if (doc_is_null(v4) && doc_is_null(v6)) {
        call_error(c, field, "Must contain ipv4, ipv6, or both");
        return;
    }
    if (addresses_check(c, v4, AF_INET, arena_printf(c->arena, "%s.ipv4", field)) +
            addresses_check(c, v6, AF_INET6, arena_printf(c->arena, "%s.ipv6", field)) >
        ADDRESSES_MAX)
        call_error(c, field, "Must have at most %d addresses", ADDRESSES_MAX);
}

static void
rule_check(struct call *c, const struct doc *rule, const char *prefix)
{
    static const char *const actions[] = { "ACCEPT", "DROP", NULL };
    static const struct field fields[] = {
        { "action", FIELD_TEXT, .required = true, .words = actions },
        { "protocol", FIELD_TEXT, .required = true },
        { "addresses", FIELD_MAP, .required = true },
        { "ports", FIELD_TEXT },
        { "label", FIELD_TEXT, .min = 3, .max = 32 },
        { "description", FIELD_TEXT, .min = 1, .max = 100 },
        { 0 },
    };
    const char *protocol = doc_get_text(rule, "protocol", "");
    const char *ports = doc_get_text(rule, "ports", NULL), *why;

    if (!doc_is_null(doc_get(rule, "ruleset"))) {
        call_error(c, prefix, "Rule Sets are not supported by this lab");
        return;
    }
    if (!call_check(c, rule, prefix, fields))
        return;
    if (!is_protocol(protocol))
        call_error(c, arena_printf(c->arena, "%sprotocol", prefix),
            "Must be one of ALL, TCP, UDP, ICMP, IPENCAP, or a protocol's number");
    places_check(c, doc_get(rule, "addresses"), arena_printf(c->arena, "%saddresses", prefix));
    why = !ports                ? NULL
          : has_ports(protocol) ? ports_check(c->arena, ports)
                                : "Ports are not allowed for ICMP and IPENCAP protocols.";
    if (why)
        call_error(c, arena_printf(c->arena, "%sports", prefix), "%s", why);
}

// ---- as they are kept

static void
keep(struct arena *a, struct doc *to, const struct doc *from, const char *name)
{
    const struct doc *d = doc_get(from, name);

    if (!doc_is_null(d))
        doc_put(a, to, name, doc_copy(a, d));
}

// In the order of the API's answers, without what is not said.
static struct doc *
rule_kept(struct arena *a, const struct doc *rule)
{
    static const char *const names[] = { "action", "label", "ports", "description" };
    const struct doc *addresses = doc_get(rule, "addresses");
    struct doc *kept = doc_map(a), *places;

    keep(a, kept, rule, "protocol");
    places = doc_put(a, kept, "addresses", doc_map(a));
    keep(a, places, addresses, "ipv6");
    keep(a, places, addresses, "ipv4");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        keep(a, kept, rule, names[i]);
    return kept;
}

// A null stays null.
static size_t
direction_read(struct call *c, const struct doc *rules, const char *direction, const char *prefix,
    struct doc *kept)
{
    const struct doc *list = doc_get(rules, direction);
    struct doc *out = list && doc_is_null(list) ? doc_null(c->arena) : doc_list(c->arena);
    size_t i = 0;

    if (!doc_is_null(list) && list->kind != DOC_LIST)
        call_error(c, arena_printf(c->arena, "%s%s", prefix, direction), "Must be of type Array");
    else
        doc_each (rule, list) {
            rule_check(c, rule, arena_printf(c->arena, "%s%s[%zu].", prefix, direction, i++));
            doc_add(c->arena, out, rule_kept(c->arena, rule));
        }
    doc_put(c->arena, kept, direction, out);
    return i;
}

struct doc *
firewall_rules_read(struct call *c, const struct doc *rules, const char *prefix)
{
    static const char *const actions[] = { "ACCEPT", "DROP", NULL };
    static const struct field fields[] = {
        { "inbound_policy", FIELD_TEXT, .required = true, .words = actions },
        { "outbound_policy", FIELD_TEXT, .required = true, .words = actions },
        { 0 },
    };
    struct doc *kept = doc_map(c->arena);
    size_t n;

    call_check(c, rules, prefix, fields);
    n = direction_read(c, rules, "inbound", prefix, kept);
    keep(c->arena, kept, rules, "inbound_policy");
    n += direction_read(c, rules, "outbound", prefix, kept);
    keep(c->arena, kept, rules, "outbound_policy");
    if (n > RULES_MAX)
        call_error(c, *prefix ? "rules" : NULL,
            "A Firewall may have up to %d rules across its inbound and outbound rulesets",
            RULES_MAX);
    return call_failed(c) ? NULL : kept;
}

void
firewall_rules_set(struct lab *lab, int64_t id, const struct doc *rules)
{
    _own_(arena) struct arena *a = arena_new();
    const char *text = instance_json(a, rules);
    char digest[DIGEST_TEXT], now[WORLD_TIME];
    int64_t version =
        world_int(&lab->world, 0, "SELECT version FROM firewall WHERE id = ?", "i", id);

    digest_text(text, strlen(text), digest);
    digest[8] = '\0';
    if (world_int(&lab->world, 0,
            "SELECT 1 FROM firewall_rules WHERE firewall = ? AND version = ? AND fingerprint = ?",
            "iit", id, version, digest))
        return;
    world_do(&lab->world, "INSERT INTO firewall_rules VALUES (?, ?, ?, ?, ?)", "iittt", id,
        version + 1, world_time(&lab->world, now), text, digest);
    world_do(&lab->world, "UPDATE firewall SET version = ? WHERE id = ?", "ii", version + 1, id);
    firewall_touch(lab, id);
}
