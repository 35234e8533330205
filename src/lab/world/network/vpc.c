// SPDX-License-Identifier: MIT
// VPCs: a network of one's own in a region.
#include <ctype.h>

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/call/quota.h"
#include "lab/world/event.h"
#include "lab/world/network/network.h"

#define VPCS_OF_REGION 10
#define RANGES                                                                   \
    "[{\"range\": \"10.0.0.0/8\"}, {\"range\": \"172.16.0.0/12\"}, {\"range\": " \
    "\"192.168.0.0/17\"}]"

// In the API's order.
#define SELECT_VPC                                                                         \
    "SELECT id, label, description, region, '" RANGES "' AS \"ipv4:json\", NULL AS ipv6, " \
    "(SELECT json_group_array(json(\"shown:json\")) FROM (" SUBNET_SELECT "s.vpc = v.id "  \
    "ORDER BY s.id)) AS \"subnets:json\", 'regular' AS vpc_type, created, updated FROM vpc v "

static struct doc *
vpc_find(struct call *c, int64_t id)
{
    return world_one(&c->lab->world, c->arena, SELECT_VPC "WHERE id = ?", "i", id);
}

struct doc *
vpc_need(struct call *c)
{
    struct doc *vpc = vpc_find(c, call_id(c, 0));

    if (!vpc)
        call_not_found(c);
    return vpc;
}

struct doc *
vpc_entity(struct lab *lab, struct arena *a, int64_t id)
{
    return entity_new(a, "vpc", doc_int(a, id),
        world_text(&lab->world, a, "SELECT label FROM vpc WHERE id = ?", "i", id),
        arena_printf(a, "/v4/vpcs/%lld", (long long)id));
}

static void
note(struct call *c, const char *action, int64_t id)
{
    event_note(c->lab, action, vpc_entity(c->lab, c->arena, id), NULL);
}

static void
vpc_list(struct call *c)
{
    static const char *const fields[] = { "created", "description", "id", "label", "region",
        "updated", NULL };

    page_answer(c, world_list(&c->lab->world, c->arena, SELECT_VPC "ORDER BY id", ""), fields);
}

static void
vpc_get(struct call *c)
{
    struct doc *vpc = vpc_need(c);

    if (vpc)
        c->answer = vpc;
}

// ---- POST, PUT, DELETE

bool
vpc_label_check(struct call *c, const char *field, const char *label)
{
    for (const char *p = label; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '-') {
            call_error(c, field, "Must only use ASCII letters, numbers, and underscores");
            return false;
        }
    return true;
}

static void
label_check(struct call *c, int64_t but)
{
    const char *label = doc_get_text(c->body, "label", NULL);

    if (label && vpc_label_check(c, "label", label) &&
        world_int(
            &c->lab->world, 0, "SELECT 1 FROM vpc WHERE label = ? AND id <> ?", "ti", label, but))
        call_error(c, "label", "Label must be unique among your VPCs");
}

// Ranges of one's own are a capability that the lab's regions do not have.
static void
ranges_check(struct call *c)
{
    const struct doc *ipv4 = doc_get(c->body, "ipv4"), *ipv6 = doc_get(c->body, "ipv6");
    size_t n = doc_count(ipv4);

    if (n)
        call_error(c, "ipv4", "Customer defined IPv4 ranges are not supported in this region");
    for (size_t i = 0; i < n; i++)
        call_error(c, arena_printf(c->arena, "ipv4[%zu].range", i),
            "You must not use any custom IPv4 range for VPCs.");
    if (doc_count(ipv6))
        call_error(c, "ipv6", "VPC IPv6 Stack is not supported in this region");
}

static void
region_check(struct call *c, const char *id)
{
    const struct doc *region = catalogue_find(c->lab->catalogue.regions, id);

    if (!region)
        call_error(c, "region", "region is not valid");
    else if (!catalogue_can(region, "VPCs"))
        call_error(c, "region", "VPCs are not supported in this region");
    else if (world_int(&c->lab->world, 0, "SELECT count(*) FROM vpc WHERE region = ?", "t", id) >=
             VPCS_OF_REGION)
        call_error(c, NULL, "Account Limit reached. Please open a support ticket.");
    else
        quota_check(c, QUOTA_VPCS, world_int(&c->lab->world, 0, "SELECT count(*) FROM vpc", ""),
            QUOTA_NONE);
}

static bool
add_check(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 1, .max = 64 },
        { "region", FIELD_TEXT, .required = true },
        { "description", FIELD_TEXT, .min = 0, .max = 255 },
        { "subnets", FIELD_MAPS },
        { 0 },
    };

    if (!call_check(c, c->body, "", fields))
        return false;
    region_check(c, doc_get_text(c->body, "region", NULL));
    ranges_check(c);
    label_check(c, 0);
    return !call_failed(c);
}

// Each is checked with those before it there; what is refused leaves nothing behind.
static void
subnets_add(struct call *c, int64_t vpc)
{
    const struct doc *subnets = doc_get(c->body, "subnets");

    for (size_t i = 0; i < doc_count(subnets); i++) {
        const struct doc *subnet = doc_at(subnets, i);
        if (subnet_check(c, subnet, arena_printf(c->arena, "subnets[%zu].", i), vpc))
            subnet_insert(c, vpc, subnet);
    }
}

static void
vpc_add(struct call *c)
{
    char now[WORLD_TIME];
    int64_t id;

    if (!add_check(c))
        return;
    id = world_insert(&c->lab->world,
        "INSERT INTO vpc (label, description, region, created, updated) "
        "VALUES (?1, ?2, ?3, ?4, ?4)",
        "tttt", doc_get_text(c->body, "label", NULL), doc_get_text(c->body, "description", ""),
        doc_get_text(c->body, "region", NULL), world_time(&c->lab->world, now));
    subnets_add(c, id);
    if (call_failed(c))
        return;
    note(c, "vpc_create", id);
    c->answer = vpc_find(c, id);
}

static void
vpc_put(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .min = 1, .max = 64 },
        { "description", FIELD_TEXT, .min = 0, .max = 255 },
        { 0 },
    };
    int64_t id = call_id(c, 0);
    char now[WORLD_TIME];

    if (!vpc_need(c) || !call_check(c, c->body, "", fields))
        return;
    ranges_check(c);
    label_check(c, id);
    if (call_failed(c))
        return;
    world_do(&c->lab->world,
        "UPDATE vpc SET label = coalesce(?, label), description = coalesce(?, description), "
        "updated = ? WHERE id = ?",
        "ttti", doc_get_text(c->body, "label", NULL), doc_get_text(c->body, "description", NULL),
        world_time(&c->lab->world, now), id);
    note(c, "vpc_update", id);
    c->answer = vpc_need(c);
}

static void
vpc_delete(struct call *c)
{
    int64_t id = call_id(c, 0);

    if (!vpc_need(c))
        return;
    if (world_int(&c->lab->world, 0,
            "SELECT 1 FROM subnet WHERE vpc = ? AND id IN (SELECT subnet FROM interface UNION ALL "
            "SELECT subnet FROM balancer_vpc)",
            "i", id)) {
        call_error(c, NULL, "VPC must not have any Linodes or NodeBalancers assigned to delete it");
        return;
    }
    note(c, "vpc_delete", id);
    world_do(&c->lab->world, "DELETE FROM vpc WHERE id = ?", "i", id);
}

// ---- where they can be

static struct doc *
availability(struct call *c, const struct doc *region)
{
    struct doc *d = doc_map(c->arena);

    doc_put_string(c->arena, d, "region", doc_get_text(region, "id", NULL));
    doc_put_bool(c->arena, d, "available", catalogue_can(region, "VPCs"));
    doc_put(c->arena, d, "available_ipv6_prefix_lengths", doc_list(c->arena));
    return d;
}

static void
availability_list(struct call *c)
{
    static const char *const fields[] = { "available", "region", NULL };
    struct doc *list = doc_list(c->arena);

    doc_each (region, c->lab->catalogue.regions)
        if (str_eq(doc_get_text(region, "site_type", NULL), "core"))
            doc_add(c->arena, list, availability(c, region));
    page_answer(c, list, fields);
}

static void
availability_get(struct call *c)
{
    const struct doc *region = catalogue_find(c->lab->catalogue.regions, c->params[0]);

    if (region)
        c->answer = availability(c, region);
    else
        call_not_found(c);
}

static void
vpc_reset(struct lab *lab)
{
    world_do(&lab->world, "DELETE FROM interface", "");
    world_do(&lab->world, "DELETE FROM balancer_vpc", "");
    world_do(&lab->world, "DELETE FROM vpc", "");
}

static const struct route routes[] = {
    { "GET", VPCS, READ("vpc"), RATE_LIST, false, vpc_list },
    { "POST", VPCS, WRITE("vpc"), RATE_OTHER, false, vpc_add },
    { "GET", VPC, READ("vpc"), RATE_OTHER, false, vpc_get },
    { "PUT", VPC, WRITE("vpc"), RATE_OTHER, false, vpc_put },
    { "DELETE", VPC, WRITE("vpc"), RATE_OTHER, false, vpc_delete },
    { "GET", "regions/vpc-availability", READ("vpc"), RATE_LIST, false, availability_list },
    { "GET", "regions/{}/vpc-availability", READ("vpc"), RATE_OTHER, false, availability_get },
    { 0 },
};

const struct noun vpc_noun = { .routes = routes, .reset = vpc_reset };
