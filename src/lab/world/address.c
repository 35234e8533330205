// SPDX-License-Identifier: MIT
// Addresses are given out one after the other, so that one just freed is not met again at once.
#include "lab/world/address.h"

#include <arpa/inet.h>

#define PUBLIC_BASE 0xc6120000u  // 198.18.0.0/15
#define PUBLIC_SLICE 1024u       // a /22 for each region
#define PRIVATE_BASE 0xc0a88000u // 192.168.128.0/17
#define PRIVATE_SIZE 32768u
#define FIRST 2u // behind the network's own address and its router

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

// The next one that is free in the region after the last one given; 0: none is.
static uint32_t
next_free(struct lab *lab, const char *region, uint32_t base, uint32_t size, int64_t last)
{
    uint32_t n = size - 1 - FIRST, at = last >= FIRST ? (uint32_t)last - FIRST + 1 : 0;
    char text[INET_ADDRSTRLEN];

    for (uint32_t i = 0; i < n; i++) {
        uint32_t address = base + FIRST + (at + i) % n;
        if (!world_int(&lab->world, 0,
                "SELECT 1 FROM address a JOIN linode l ON l.id = a.linode "
                "WHERE a.address = ?1 AND l.region = ?2 "
                "UNION ALL SELECT 1 FROM balancer WHERE ipv4 = ?1",
                "tt", text_of(address, text), region))
            return address;
    }
    return 0;
}

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

static bool
give_public(struct lab *lab, int64_t linode, const char *region)
{
    uint32_t address = public_take(lab, region);
    char text[INET_ADDRSTRLEN], router[INET_ADDRSTRLEN];

    if (!address)
        return false;
    world_do(&lab->world,
        "INSERT INTO address (address, linode, public, gateway, subnet_mask, prefix, rdns) "
        "VALUES (?1, ?2, 1, ?3, '255.255.252.0', 22, "
        "replace(?1, '.', '-') || '.ip.linodeusercontent.com')",
        "tit", text_of(address, text), linode, text_of(public_base(lab, region) + 1, router));
    return true;
}

// Private networks end with their region: each gives out the same addresses, as Linode may.
static bool
give_private(struct lab *lab, int64_t linode, const char *region)
{
    int64_t last = world_int(
        &lab->world, 0, "SELECT value FROM setting WHERE name = 'last_private ' || ?", "t", region);
    uint32_t address = next_free(lab, region, PRIVATE_BASE, PRIVATE_SIZE, last);
    char text[INET_ADDRSTRLEN];

    if (!address)
        return false;
    world_do(&lab->world,
        "INSERT INTO setting (name, value) VALUES ('last_private ' || ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        "ti", region, (int64_t)(address - PRIVATE_BASE));
    world_do(&lab->world,
        "INSERT INTO address (address, linode, public, subnet_mask, prefix) "
        "VALUES (?, ?, 0, '255.255.128.0', 17)",
        "ti", text_of(address, text), linode);
    return true;
}

bool
address_give(struct lab *lab, int64_t linode, const char *region, bool public)
{
    return public ? give_public(lab, linode, region) : give_private(lab, linode, region);
}

// As a guest makes it of its hardware address, which follows from its public address.
const char *
address_slaac(struct lab *lab, struct arena *a, const char *region, int64_t linode)
{
    const char *public = world_text(&lab->world, a,
        "SELECT address FROM address WHERE linode = ? AND public ORDER BY rowid LIMIT 1", "i",
        linode);
    uint8_t b[4] = { 0 };

    if (public)
        inet_pton(AF_INET, public, b);
    return arena_printf(a, "2001:db8:0:%llx:f03c:%xff:fe%02x:%x",
        (unsigned long long)region_slot(lab, region) + 1, b[0], b[1], (unsigned)(b[2] << 8 | b[3]));
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
