// SPDX-License-Identifier: MIT
// Subnets of VPCs: ranges that do not overlap within one VPC, and may between two.
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/call/quota.h"
#include "lab/world/event.h"
#include "lab/world/network/network.h"

#include <sys/socket.h>

#define SUBNETS_OF_VPC 10
#define LONGEST 29 // two addresses at each end are reserved

static struct doc *
subnet_find(struct call *c, int64_t id)
{
    return world_one(
        &c->lab->world, c->arena, SUBNET_SELECT "s.vpc = ? AND s.id = ?", "ii", call_id(c, 0), id);
}

static struct doc *
subnet_need(struct call *c)
{
    struct doc *subnet = vpc_need(c) ? subnet_find(c, call_id(c, 1)) : NULL;

    if (!subnet && !call_failed(c))
        call_not_found(c);
    return subnet;
}

static void
note(struct call *c, const char *action, int64_t id)
{
    const char *label =
        world_text(&c->lab->world, c->arena, "SELECT label FROM subnet WHERE id = ?", "i", id);

    event_note(c->lab, action,
        entity_new(c->arena, "subnet", doc_int(c->arena, id), label,
            arena_printf(c->arena, "/v4/vpcs/%s/subnets/%lld", c->params[0], (long long)id)),
        vpc_entity(c->lab, c->arena, call_id(c, 0)));
}

static void
answer(struct call *c, int64_t id)
{
    c->answer = (struct doc *)(uintptr_t)doc_get(subnet_find(c, id), "shown");
}

static void
subnet_list(struct call *c)
{
    static const char *const fields[] = { "created", "id", "label", "updated", NULL };
    struct doc *list = doc_list(c->arena);
    const struct doc *rows;

    if (!vpc_need(c))
        return;
    rows = world_list(
        &c->lab->world, c->arena, SUBNET_SELECT "s.vpc = ? ORDER BY s.id", "i", call_id(c, 0));
    doc_each (row, rows)
        doc_add(c->arena, list, doc_copy(c->arena, doc_get(row, "shown")));
    page_answer(c, list, fields);
}

static void
subnet_get(struct call *c)
{
    if (subnet_need(c))
        answer(c, call_id(c, 1));
}

bool
subnet_network(struct lab *lab, int64_t id, struct cidr *out)
{
    _own_(arena) struct arena *a = arena_new();
    const char *text = world_text(&lab->world, a, "SELECT ipv4 FROM subnet WHERE id = ?", "i", id);

    return text && cidr_parse(text, false, out);
}

// ---- POST, PUT, DELETE

static bool
is_private(const struct cidr *network)
{
    static const char *const ranges[] = { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16" };
    struct cidr range;

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cidr_parse(ranges[i], false, &range) && cidr_has(&range, network) &&
            network->prefix >= range.prefix)
            return true;
    return false;
}

static bool
overlaps(const struct cidr *a, const char *text)
{
    struct cidr b;

    return cidr_parse(text, false, &b) && (cidr_has(a, &b) || cidr_has(&b, a));
}

static void
range_check(struct call *c, const char *field, const char *text, int64_t vpc)
{
    const struct doc *others =
        world_list(&c->lab->world, c->arena, "SELECT ipv4 FROM subnet WHERE vpc = ?", "i", vpc);
    struct cidr network;

    if (!cidr_parse(text, false, &network) || network.family != AF_INET || !strchr(text, '/')) {
        call_error(c, field, "Must be an IPv4 network");
        return;
    }
    if (network.prefix > LONGEST)
        call_error(c, field, "Must be an IPv4 network with a prefix length of 1-%d", LONGEST);
    else if (!is_private(&network))
        call_error(c, field, "Must be within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
    else if (overlaps(&network, FLEET_PRIVATE))
        call_error(c, field, "Must not overlap with 192.168.128.0/17");
    doc_each (other, others)
        if (overlaps(&network, doc_get_text(other, "ipv4", "")))
            call_error(c, field, "Must not overlap with another subnet of the VPC");
}

bool
subnet_check(struct call *c, const struct doc *body, const char *prefix, int64_t vpc)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 1, .max = 64 },
        { "ipv4", FIELD_TEXT, .required = true },
        { 0 },
    };
    const char *label = doc_get_text(body, "label", "");
    const char *field = arena_printf(c->arena, "%slabel", prefix);
    struct world *w = &c->lab->world;

    if (!call_check(c, body, prefix, fields))
        return false;
    if (vpc_label_check(c, field, label) &&
        world_int(w, 0, "SELECT 1 FROM subnet WHERE vpc = ? AND label = ?", "it", vpc, label))
        call_error(c, field, "Label must be unique among the VPC's subnets");
    range_check(c, arena_printf(c->arena, "%sipv4", prefix), doc_get_text(body, "ipv4", ""), vpc);
    if (doc_count(doc_get(body, "ipv6")))
        call_error(c, arena_printf(c->arena, "%sipv6", prefix),
            "VPC IPv6 Stack is not supported in this region");
    quota_check(c, QUOTA_SUBNETS,
        world_int(w, 0, "SELECT count(*) FROM subnet WHERE vpc = ?", "i", vpc), SUBNETS_OF_VPC);
    return !call_failed(c);
}

int64_t
subnet_insert(struct call *c, int64_t vpc, const struct doc *body)
{
    char now[WORLD_TIME];

    return world_insert(&c->lab->world,
        "INSERT INTO subnet (vpc, label, ipv4, created, updated) VALUES (?1, ?2, ?3, ?4, ?4)",
        "ittt", vpc, doc_get_text(body, "label", NULL), doc_get_text(body, "ipv4", NULL),
        world_time(&c->lab->world, now));
}

static void
subnet_add(struct call *c)
{
    int64_t id;

    if (!vpc_need(c) || !subnet_check(c, c->body, "", call_id(c, 0)))
        return;
    id = subnet_insert(c, call_id(c, 0), c->body);
    note(c, "subnet_create", id);
    answer(c, id);
}

static void
subnet_put(struct call *c)
{
    static const struct field fields[] = { { "label", FIELD_TEXT, .min = 1, .max = 64 }, { 0 } };
    const char *label = doc_get_text(c->body, "label", NULL);
    struct world *w = &c->lab->world;
    int64_t id = call_id(c, 1);
    char now[WORLD_TIME];

    if (!subnet_need(c) || !call_check(c, c->body, "", fields))
        return;
    if (label && vpc_label_check(c, "label", label) &&
        world_int(w, 0, "SELECT 1 FROM subnet WHERE vpc = ? AND label = ? AND id <> ?", "iti",
            call_id(c, 0), label, id))
        call_error(c, "label", "Label must be unique among the VPC's subnets");
    if (call_failed(c))
        return;
    world_do(w, "UPDATE subnet SET label = coalesce(?, label), updated = ? WHERE id = ?", "tti",
        label, world_time(w, now), id);
    note(c, "subnet_update", id);
    answer(c, id);
}

static void
subnet_delete(struct call *c)
{
    int64_t id = call_id(c, 1);

    if (!subnet_need(c))
        return;
    if (world_int(&c->lab->world, 0,
            "SELECT 1 FROM (SELECT subnet FROM interface UNION ALL SELECT subnet FROM "
            "balancer_vpc) "
            "WHERE subnet = ?",
            "i", id)) {
        call_error(
            c, NULL, "Subnet must not have any Linodes or NodeBalancers assigned to delete it");
        return;
    }
    note(c, "subnet_delete", id);
    world_do(&c->lab->world, "DELETE FROM subnet WHERE id = ?", "i", id);
}

#define SUBNETS VPC "/subnets"
#define SUBNET SUBNETS "/{}"

static const struct route routes[] = {
    { "GET", SUBNETS, READ("vpc"), RATE_LIST, false, subnet_list },
    { "POST", SUBNETS, WRITE("vpc"), RATE_OTHER, false, subnet_add },
    { "GET", SUBNET, READ("vpc"), RATE_OTHER, false, subnet_get },
    { "PUT", SUBNET, WRITE("vpc"), RATE_OTHER, false, subnet_put },
    { "DELETE", SUBNET, WRITE("vpc"), RATE_OTHER, false, subnet_delete },
    { 0 },
};

const struct noun subnet_noun = { .routes = routes };
