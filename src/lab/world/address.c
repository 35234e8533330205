// SPDX-License-Identifier: MIT
// Addresses are given out one after the other, so that one just freed is not met again at once.
#include "lab/world/address.h"

#include <arpa/inet.h>

#include "base/str.h"

#define PUBLIC_BASE 0xc6120000u  // 198.18.0.0/15
#define PUBLIC_SLICE 1024u       // a /22 for each region
#define PRIVATE_BASE 0xc0a88000u // 192.168.128.0/17
#define PRIVATE_SIZE 32512u      // but for 192.168.255.0/24, where NodeBalancers come from
#define FIRST 2u                 // behind the network's own address and its router

// Of a region's 2001:db8:SLOT::/48: /56s from the first number on, /64s below it.
#define RANGE_56 0x8000
#define RANGE_END 0x10000

static const char *
text_of(uint32_t address, char out[static INET_ADDRSTRLEN])
{
    struct in_addr in = { htonl(address) };

    inet_ntop(AF_INET, &in, out, INET_ADDRSTRLEN);
    return out;
}

static int64_t
region_slot(struct lab *lab, const char *region)
{
    world_do(&lab->world,
        "INSERT INTO region (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM region WHERE id = ?)",
        "tt", region, region);
    return world_int(&lab->world, 1, "SELECT slot FROM region WHERE id = ?", "t", region) - 1;
}

// What was given out last of a kind, in a region.
static int64_t
last_get(struct lab *lab, const char *kind, const char *region)
{
    return world_int(
        &lab->world, 0, "SELECT value FROM setting WHERE name = ? || ' ' || ?", "tt", kind, region);
}

static void
last_set(struct lab *lab, const char *kind, const char *region, int64_t value)
{
    world_do(&lab->world,
        "INSERT INTO setting (name, value) VALUES (? || ' ' || ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        "tti", kind, region, value);
}

// The next one that is free in the region after the last one given; 0: none is.
static uint32_t
next_free(struct lab *lab, const char *region, uint32_t base, uint32_t size, int64_t last)
{
    uint32_t n = size - 1 - FIRST, at = last >= FIRST ? (uint32_t)last - FIRST + 1 : 0;
    char text[INET_ADDRSTRLEN];

    for (uint32_t i = 0; i < n; i++) {
        uint32_t address = base + FIRST + (at + i) % n;
        if (!world_int(&lab->world, 0,
                "SELECT 1 FROM address WHERE address = ?1 AND region = ?2 "
                "UNION ALL SELECT 1 FROM balancer WHERE ipv4 = ?1",
                "tt", text_of(address, text), region))
            return address;
    }
    return 0;
}

#define NEXT_TURN "(SELECT coalesce(max(turn), 0) + 1 FROM address)"
#define DEFAULT_RDNS "replace(address, '.', '-') || '.ip.linodeusercontent.com'"

static uint32_t
public_base(struct lab *lab, const char *region)
{
    return PUBLIC_BASE + (uint32_t)region_slot(lab, region) * PUBLIC_SLICE;
}

// 0: the region has no more.
static uint32_t
public_take(struct lab *lab, const char *region)
{
    uint32_t base = public_base(lab, region);
    int64_t last =
        world_int(&lab->world, 0, "SELECT last_public FROM region WHERE id = ?", "t", region);
    uint32_t address = next_free(lab, region, base, PUBLIC_SLICE, last);

    if (address)
        world_do(&lab->world, "UPDATE region SET last_public = ? WHERE id = ?", "it",
            (int64_t)(address - base), region);
    return address;
}

static int64_t
give_public(struct lab *lab, int64_t linode, const char *region)
{
    uint32_t address = public_take(lab, region);
    char text[INET_ADDRSTRLEN], router[INET_ADDRSTRLEN];
    int64_t id;

    if (!address)
        return 0;
    id = world_insert(&lab->world,
        "INSERT INTO address (address, region, public, gateway, subnet_mask, prefix, turn) "
        "VALUES (?, ?, 1, ?, '255.255.252.0', 22, 0)",
        "ttt", text_of(address, text), region, text_of(public_base(lab, region) + 1, router));
    if (linode)
        address_move(lab, id, linode);
    return id;
}

// Private networks end with their region: each gives out the same addresses, as Linode may.
static int64_t
give_private(struct lab *lab, int64_t linode, const char *region)
{
    uint32_t address =
        next_free(lab, region, PRIVATE_BASE, PRIVATE_SIZE, last_get(lab, "last_private", region));
    char text[INET_ADDRSTRLEN];

    if (!address)
        return 0;
    last_set(lab, "last_private", region, (int64_t)(address - PRIVATE_BASE));
    return world_insert(&lab->world,
        "INSERT INTO address (address, linode, region, public, subnet_mask, prefix, turn) "
        "VALUES (?, ?, ?, 0, '255.255.128.0', 17, " NEXT_TURN ")",
        "tit", text_of(address, text), linode, region);
}

int64_t
address_give(struct lab *lab, int64_t linode, const char *region, bool public)
{
    return public ? give_public(lab, linode, region) : give_private(lab, linode, region);
}

void
address_move(struct lab *lab, int64_t address, int64_t linode)
{
    world_do(&lab->world,
        "UPDATE address SET linode = ?, turn = " NEXT_TURN
        ", rdns = CASE WHEN public THEN coalesce(rdns, " DEFAULT_RDNS ") END WHERE id = ?",
        "ii", linode, address);
}

void
address_leave(struct lab *lab, int64_t linode)
{
    world_do(&lab->world,
        "UPDATE address SET linode = NULL, rdns = NULL WHERE linode = ? AND reserved", "i", linode);
}

int64_t
address_read(struct call *c, const struct doc *region)
{
    const struct doc *asked = doc_get(c->body, "ipv4");
    const char *text = doc_count(asked) == 1 ? doc_text(doc_at(asked, 0), "") : "";
    const struct doc *row;

    if (doc_is_null(asked) || (asked->kind == DOC_LIST && !asked->n))
        return 0;
    row = world_one(&c->lab->world, c->arena,
        "SELECT id, linode, region FROM address WHERE address = ? AND reserved", "t", text);
    if (!row)
        call_error(c, "ipv4", "Must provide a single valid reserved ipv4 address");
    else if (!doc_is_null(doc_get(row, "linode")))
        call_error(c, "ipv4", "Address must be currently unassigned.");
    else if (region && !str_eq(doc_get_text(row, "region", ""), doc_get_text(region, "id", "")))
        call_error(c, "ipv4", "Address must belong to same region as linode.");
    else
        return doc_get_int(row, "id", 0);
    return 0;
}

// ---- IPv6

// As a guest makes it of its hardware address.
static const char *
slaac_of(struct lab *lab, struct arena *a, const char *region, const uint8_t b[static 4])
{
    return arena_printf(a, "2001:db8:0:%llx:f03c:%xff:fe%02x:%x",
        (unsigned long long)region_slot(lab, region) + 1, b[0], b[1], (unsigned)(b[2] << 8 | b[3]));
}

const char *
address_slaac(struct lab *lab, struct arena *a, const char *region, int64_t linode)
{
    const char *public = world_text(&lab->world, a,
        "SELECT address FROM address WHERE linode = ? AND public ORDER BY turn LIMIT 1", "i",
        linode);
    uint32_t id = htonl((uint32_t)linode);
    uint8_t b[4] = { 0 };
    const char *slaac;

    if (public)
        inet_pton(AF_INET, public, b);
    slaac = slaac_of(lab, a, region, b);
    if (!world_int(&lab->world, 0, "SELECT 1 FROM linode WHERE ipv6 = ?", "t", slaac))
        return slaac;
    memcpy(b, &id, sizeof b);
    return slaac_of(lab, a, region, b);
}

static const char *
range_text(struct arena *a, int64_t slot, int64_t n)
{
    return arena_printf(a, "2001:db8:%llx:%llx::", (unsigned long long)slot, (unsigned long long)n);
}

const char *
address_range(struct lab *lab, struct arena *a, const char *region, int64_t prefix)
{
    bool large = prefix == 56;
    int64_t first = large ? RANGE_56 : 1, step = large ? 0x100 : 1;
    int64_t n = ((large ? RANGE_END : RANGE_56) - first) / step;
    int64_t slot = region_slot(lab, region) + 1;
    const char *kind = large ? "last_range_56" : "last_range_64";
    int64_t last = last_get(lab, kind, region);

    for (int64_t i = 1; i <= n; i++) {
        int64_t at = (last + i - 1) % n;
        const char *text = range_text(a, slot, first + at * step);
        if (world_int(&lab->world, 0, "SELECT 1 FROM ipv6_range WHERE range = ?", "t", text))
            continue;
        last_set(lab, kind, region, at + 1);
        return text;
    }
    return NULL;
}

const char *
address_of_balancer(struct lab *lab, struct arena *a, const char *region)
{
    uint32_t address = public_take(lab, region);
    char text[INET_ADDRSTRLEN];

    return address ? arena_strdup(a, text_of(address, text)) : NULL;
}

// Beside those that guests make of their hardware addresses.
const char *
address_of_balancer_ipv6(struct lab *lab, struct arena *a, const char *region, const char *ipv4)
{
    uint8_t b[4] = { 0 };

    inet_pton(AF_INET, ipv4, b);
    return arena_printf(a, "2001:db8:0:%llx::%x:%x",
        (unsigned long long)region_slot(lab, region) + 1, (unsigned)(b[0] << 8 | b[1]),
        (unsigned)(b[2] << 8 | b[3]));
}
