// SPDX-License-Identifier: MIT
// Interfaces of both generations: addresses in subnets, names of VLANs.
#include "lab/world/network/interface.h"

#include <arpa/inet.h>
#include <ctype.h>

#include "base/str.h"
#include "lab/world/event.h"

#define VLANS_OF_REGION 10
#define RESERVED 2      // addresses at each end of a subnet
#define RANGE_PREFIX 30 // of the smallest range that a NodeBalancer has
#define RANGE_SIZE 4u

static uint32_t
number_of(const struct cidr *c)
{
    uint32_t n;

    memcpy(&n, c->addr, sizeof n);
    return ntohl(n);
}

static const char *
text_of(struct arena *a, uint32_t address)
{
    struct in_addr in = { htonl(address) };
    char text[INET_ADDRSTRLEN];

    return arena_strdup(a, inet_ntop(AF_INET, &in, text, sizeof text));
}

// ---- addresses in a subnet

struct taken {
    uint32_t first, last;
};

static bool
is_taken(const struct taken *t, size_t n, uint32_t first, uint32_t last)
{
    for (size_t i = 0; i < n; i++)
        if (t[i].first <= last && t[i].last >= first)
            return true;
    return false;
}

static struct taken
span_of(const struct cidr *c)
{
    uint32_t size = c->prefix ? 1u << (32 - c->prefix) : 0;

    return (struct taken){ number_of(c), number_of(c) + size - 1 };
}

// What others have of the subnet: addresses of interfaces, ranges that are routed to them, and
// those of NodeBalancers.
static struct taken *
taken_of(struct call *c, int64_t subnet, int64_t but, size_t *n)
{
    const struct doc *rows = world_list(&c->lab->world, c->arena,
        "SELECT address AS text FROM interface WHERE subnet = ?1 AND id <> ?2 UNION ALL "
        "SELECT r.value FROM interface i, json_each(i.ranges) r WHERE i.subnet = ?1 AND i.id <> ?2 "
        "UNION ALL SELECT ipv4_range FROM balancer_vpc WHERE subnet = ?1",
        "ii", subnet, but);
    struct taken *t = arena_array(c->arena, doc_count(rows) + 1, sizeof *t);
    struct cidr one;

    *n = 0;
    doc_each (row, rows)
        if (cidr_parse(doc_get_text(row, "text", ""), true, &one))
            t[(*n)++] = span_of(&one);
    return t;
}

static const char *
first_free(struct call *c, const struct taken *all, const struct taken *t, size_t n)
{
    for (uint32_t at = all->first + RESERVED; at <= all->last - RESERVED; at++)
        if (!is_taken(t, n, at, at))
            return text_of(c->arena, at);
    return NULL;
}

// The address asked for, or one that is free; NULL: refused.
static const char *
address_take(struct call *c, const char *field, const struct interface_vpc *v, int64_t but)
{
    struct cidr network, wanted;
    struct taken all, *t;
    const char *free;
    size_t n;

    if (!subnet_network(c->lab, v->subnet, &network))
        return NULL;
    all = span_of(&network);
    t = taken_of(c, v->subnet, but, &n);
    if (!v->address || str_eq(v->address, "auto")) {
        free = first_free(c, &all, t, n);
        if (!free)
            call_error(c, field, "The subnet has no more addresses");
        return free;
    }
    if (!cidr_parse(v->address, false, &wanted) || strchr(v->address, '/') ||
        !cidr_has(&network, &wanted))
        call_error(c, field, "Must be an IPv4 address of the subnet");
    else if (number_of(&wanted) < all.first + RESERVED || number_of(&wanted) > all.last - RESERVED)
        call_error(c, field,
            "%s is reserved: the first two and the last two addresses of a subnet are", v->address);
    else if (is_taken(t, n, number_of(&wanted), number_of(&wanted)))
        call_error(c, field, "%s is already in use in the subnet", v->address);
    return call_failed(c) ? NULL : v->address;
}

static bool
subnet_check_region(
    struct call *c, const char *prefix, int64_t id, const char *region, const char *whose)
{
    const char *of_subnet = world_text(&c->lab->world, c->arena,
        "SELECT v.region FROM subnet s JOIN vpc v ON v.id = s.vpc WHERE s.id = ?", "i", id);
    const char *field = arena_printf(c->arena, "%ssubnet_id", prefix);

    if (!of_subnet)
        call_error(c, field, "Invalid Subnet ID %lld", (long long)id);
    else if (!str_eq(of_subnet, region))
        call_error(c, field, "The subnet must be in the region of the %s", whose);
    return !call_failed(c);
}

void
interface_vpc_check(struct call *c, const char *prefix, const char *region, int64_t but,
    const char *field, struct interface_vpc *v)
{
    if (subnet_check_region(c, prefix, v->subnet, region, "Linode"))
        v->address = address_take(c, field, v, but);
}

// ---- ranges of NodeBalancers

// The first that is free, as small as one may be; NULL: there is none.
static const char *
first_range(struct call *c, const struct taken *in, const struct taken *all, const struct taken *t,
    size_t n)
{
    for (uint32_t at = in->first; in->last - at >= RANGE_SIZE - 1; at += RANGE_SIZE) {
        const uint32_t last = at + RANGE_SIZE - 1;
        if (at >= all->first + RESERVED && last <= all->last - RESERVED &&
            !is_taken(t, n, at, last))
            return arena_printf(c->arena, "%s/%d", text_of(c->arena, at), RANGE_PREFIX);
        if (last >= in->last)
            break;
    }
    return NULL;
}

// All of the range that is asked for, or a part of it; of the whole subnet, where none is.
static const char *
range_find(struct call *c, const char *field, const struct doc *wish, const struct cidr *network)
{
    const char *text = doc_get_text(wish, "ipv4_range", NULL), *found;
    const bool part = !text || doc_get_bool(wish, "ipv4_range_auto_assign", false);
    const struct taken all = span_of(network);
    struct cidr range = *network;
    size_t n;
    struct taken in, *t = taken_of(c, doc_get_int(wish, "subnet_id", 0), 0, &n);

    if (text && (!cidr_parse(text, false, &range) || !cidr_has(network, &range) ||
                    range.prefix < network->prefix || range.prefix > RANGE_PREFIX)) {
        call_error(c, field, "Must be an IPv4 range of the subnet, /%d or larger", RANGE_PREFIX);
        return NULL;
    }
    in = span_of(&range);
    if (part) {
        found = first_range(c, &in, &all, t, n);
        if (!found)
            call_error(c, field, "The range has no room for a /%d", RANGE_PREFIX);
        return found;
    }
    if (in.first < all.first + RESERVED || in.last > all.last - RESERVED ||
        is_taken(t, n, in.first, in.last))
        call_error(c, field, "Addresses of %s are in use or reserved in the subnet", text);
    return text;
}

const char *
network_range_take(struct call *c, const char *prefix, const char *region, const struct doc *wish)
{
    const int64_t subnet = doc_get_int(wish, "subnet_id", 0);
    struct cidr network;
    const char *range;

    if (!subnet_check_region(c, prefix, subnet, region, "NodeBalancer") ||
        !subnet_network(c->lab, subnet, &network))
        return NULL;
    range = range_find(c, arena_printf(c->arena, "%sipv4_range", prefix), wish, &network);
    return call_failed(c) ? NULL : range;
}

bool
network_has(struct lab *lab, int64_t subnet, const char *address)
{
    struct cidr network, one;

    return subnet_network(lab, subnet, &network) && cidr_parse(address, false, &one) &&
           cidr_has(&network, &one);
}

const char *
interface_ranges_read(struct call *c, const char *field, const struct doc *list, int64_t subnet)
{
    struct doc *out = doc_list(c->arena);
    struct cidr network, range;

    if (!subnet_network(c->lab, subnet, &network))
        return "[]";
    doc_each (each, list) {
        const char *text = each->kind == DOC_TEXT ? doc_text(each, "") : "";
        if (!cidr_parse(text, false, &range) || !cidr_has(&network, &range) ||
            range.prefix <= network.prefix)
            call_error(c, field, "Must be an IPv4 range of the subnet");
        else
            doc_add(c->arena, out, doc_string(c->arena, text));
    }
    return instance_json(c->arena, out);
}

// ---- VLANs

static bool
is_vlan_label(const char *s)
{
    size_t n = strlen(s);

    for (const char *p = s; *p; p++)
        if ((!isalnum((unsigned char)*p) && *p != '-') || (*p == '-' && p[1] == '-'))
            return false;
    return n >= 1 && n <= 64 && s[0] != '-' && s[n - 1] != '-';
}

void
interface_vlan_check(struct call *c, const char *label_field, const char *label,
    const char *ipam_field, const char *ipam)
{
    struct cidr address;

    if (!label)
        call_error(c, label_field, "Label is required for VLAN interfaces");
    else if (!is_vlan_label(label))
        call_error(c, label_field,
            "Must be 1-64 ASCII letters, numbers, and dashes, and not two dashes in a row");
    if (!str_empty(ipam) &&
        (!cidr_parse(ipam, true, &address) || address.family != AF_INET || !strchr(ipam, '/')))
        call_error(c, ipam_field, "Must be an IPv4 address with a prefix length");
}

void
interface_vlan_room(struct call *c, const char *field, const char *region, const char *label)
{
    const struct doc *place = catalogue_find(c->lab->catalogue.regions, region);
    int64_t others = world_int(&c->lab->world, 0,
        "SELECT count(DISTINCT i.label) FROM interface i JOIN linode l ON l.id = i.linode "
        "WHERE i.purpose = 'vlan' AND l.region = ? AND i.label <> ?",
        "tt", region, label);

    if (place && !catalogue_can(place, "Vlans"))
        call_error(c, field, "VLANs are not supported in this region");
    else if (others >= VLANS_OF_REGION)
        call_error(c, field, "A region can have %d VLANs", VLANS_OF_REGION);
}

void
interface_note(struct call *c, const char *action, int64_t linode, int64_t id)
{
    event_note(c->lab, action,
        entity_new(c->arena, "interface", doc_int(c->arena, id),
            arena_printf(c->arena, "%lld", (long long)id),
            arena_printf(c->arena, "/v4/linode/instances/%lld/interfaces/%lld", (long long)linode,
                (long long)id)),
        instance_entity(c->lab, c->arena, linode));
}
