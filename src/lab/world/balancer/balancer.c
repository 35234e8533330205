// SPDX-License-Identifier: MIT
// NodeBalancers: made in a region, with an address of its public networks; changed, deleted.
#include "lab/world/balancer/balancer.h"

#include <ctype.h>

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/call/quota.h"
#include "lab/world/address.h"
#include "lab/world/event.h"
#include "lab/world/filter.h"
#include "lab/world/firewall/firewall.h"
#include "lab/world/instance.h"
#include "lab/world/tag.h"

#define THROTTLE_MAX 20 // connections a second of one client; 0: any number

// In the API's order.
#define SELECT_BALANCER                                                                 \
    "SELECT id, label, region, type, " BALANCER_HOSTNAME " AS hostname, ipv4, ipv6, "   \
    "'public' AS frontend_address_type, NULL AS frontend_vpc_subnet_id, created, "      \
    "updated, client_conn_throttle, client_udp_sess_throttle, NULL AS lke_cluster, "    \
    "(SELECT json_group_array(label) FROM (SELECT label FROM balancer_tag "             \
    "WHERE balancer = b.id ORDER BY label)) AS \"tags:json\", '[]' AS \"locks:json\", " \
    "json_object('in', NULL, 'out', NULL, 'total', NULL) AS \"transfer:json\" "         \
    "FROM balancer b "

struct doc *
balancer_find(struct lab *lab, struct arena *a, int64_t id)
{
    return world_one(&lab->world, a, SELECT_BALANCER "WHERE id = ?", "i", id);
}

struct doc *
balancer_need(struct call *c)
{
    struct doc *balancer = balancer_find(c->lab, c->arena, call_id(c, 0));

    if (!balancer)
        call_not_found(c);
    return balancer;
}

void
balancer_changed(struct call *c, const char *action, int64_t id)
{
    char now[WORLD_TIME];

    world_do(&c->lab->world, "UPDATE balancer SET updated = ? WHERE id = ?", "ti",
        world_time(&c->lab->world, now), id);
    balancing_touch(c->lab,
        world_text(&c->lab->world, c->arena, "SELECT region FROM balancer WHERE id = ?", "i", id));
    event_note(c->lab, action,
        entity_new(c->arena, "nodebalancer", doc_int(c->arena, id),
            world_text(
                &c->lab->world, c->arena, "SELECT label FROM balancer WHERE id = ?", "i", id),
            arena_printf(c->arena, "/v4/nodebalancers/%lld", (long long)id)),
        NULL);
}

static void
list_answer(struct call *c, const struct doc *list)
{
    static const char *const fields[] = { "id", "ipv4", "label", "region", "tags", NULL };

    page_answer(c, list, fields);
}

static void
balancer_list(struct call *c)
{
    list_answer(c, world_list(&c->lab->world, c->arena, SELECT_BALANCER "ORDER BY id", ""));
}

// Those that send to it: private addresses are told apart by their region.
static void
balancer_list_of_linode(struct call *c)
{
    if (instance_need(c))
        list_answer(c, world_list(&c->lab->world, c->arena,
                           SELECT_BALANCER "WHERE id IN (SELECT f.balancer FROM balancer_config f "
                                           "JOIN balancer_node n ON n.config = f.id "
                                           "JOIN address a ON n.address LIKE a.address || ':%' "
                                           "JOIN linode l ON l.id = a.linode WHERE l.id = ? "
                                           "AND NOT a.public AND l.region = b.region) ORDER BY id",
                           "i", call_id(c, 0)));
}

static void
balancer_get(struct call *c)
{
    struct doc *balancer = balancer_need(c);

    if (balancer)
        c->answer = balancer;
}

static void
balancer_stats(struct call *c)
{
    if (balancer_need(c))
        call_error(c, NULL, "Stats are unavailable at this time.");
}

// ---- POST, PUT, DELETE

static bool
is_label(const char *s)
{
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("-_", *s))
            return false;
    return true;
}

static bool
label_check(struct call *c, int64_t but)
{
    const char *label = doc_get_text(c->body, "label", NULL);

    if (!label)
        return true;
    if (!is_label(label))
        call_error(c, "label", "Must only use ASCII letters, numbers, underscores, and dashes");
    else if (world_int(&c->lab->world, 0, "SELECT 1 FROM balancer WHERE label = ? AND id <> ?",
                 "ti", label, but))
        call_error(c, "label", "Label must be unique among your NodeBalancers");
    return !call_failed(c);
}

static const struct doc *
region_read(struct call *c)
{
    const struct doc *region =
        catalogue_find(c->lab->catalogue.regions, doc_get_text(c->body, "region", NULL));

    if (!region)
        call_error(c, "region", "region is not valid");
    else if (!catalogue_can(region, "NodeBalancers"))
        call_error(c, "region", "NodeBalancers are not available in this region");
    return region;
}

// Real fields of Linode's whose things this lab does not have: refused, never ignored.
static void
refuse_unsupported(struct call *c)
{
    static const char *const fields[] = { "ipv4", "frontend_vpcs" };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const struct doc *d = doc_get(c->body, fields[i]);
        if (!doc_is_null(d) && !(d->kind == DOC_LIST && !d->n))
            call_error(c, fields[i], "%s is not supported by this lab", fields[i]);
    }
}

static bool
create_check(struct call *c)
{
    static const char *const types[] = { "common", "premium", NULL };
    static const struct field fields[] = {
        { "region", FIELD_TEXT, .required = true },
        { "label", FIELD_TEXT, .min = 3, .max = 32 },
        { "type", FIELD_TEXT, .words = types },
        { "client_conn_throttle", FIELD_INT, .min = 0, .max = THROTTLE_MAX },
        { "client_udp_sess_throttle", FIELD_INT, .min = 0, .max = THROTTLE_MAX },
        { "tags", FIELD_TEXTS, .min = 3, .max = 50 },
        { "firewall_id", FIELD_INT },
        { "vpcs", FIELD_MAPS },
        { "configs", FIELD_MAPS },
        { 0 },
    };

    refuse_unsupported(c);
    return call_check(c, c->body, "", fields) && !call_failed(c);
}

static int64_t
insert(struct call *c, const char *region)
{
    struct lab *lab = c->lab;
    const char *ipv4 = address_of_balancer(lab, c->arena, region);
    char now[WORLD_TIME];

    if (!ipv4) {
        call_error(c, "region", "The lab has no more addresses in this region");
        return 0;
    }
    // Without a label it is named by its id.
    return world_insert(&lab->world,
        "INSERT INTO balancer (label, region, type, ipv4, ipv6, created, updated, "
        "client_conn_throttle, client_udp_sess_throttle) VALUES (coalesce(?1, 'balancer' || "
        "(SELECT seq + 1 FROM sqlite_sequence WHERE name = 'balancer')), ?2, ?3, ?4, ?5, ?6, ?6, "
        "?7, ?8)",
        "ttttttii", doc_get_text(c->body, "label", NULL), region,
        doc_get_text(c->body, "type", "common"), ipv4,
        address_of_balancer_ipv6(lab, c->arena, region, ipv4), world_time(&lab->world, now),
        doc_get_int(c->body, "client_conn_throttle", 0),
        doc_get_int(c->body, "client_udp_sess_throttle", 0));
}

static void
balancer_create(struct call *c)
{
    const struct doc *region;
    int64_t id, firewall;

    if (!create_check(c))
        return;
    region = region_read(c);
    label_check(c, 0);
    firewall = firewall_wish_read(c, c->body, "", "nodebalancer");
    if (!call_failed(c))
        quota_check(c, QUOTA_BALANCERS,
            world_int(&c->lab->world, 0, "SELECT count(*) FROM balancer", ""),
            c->lab->conf.nodes_max);
    if (call_failed(c))
        return;
    id = insert(c, doc_get_text(region, "id", NULL));
    if (!id)
        return;
    tags_set(c->lab, "balancer", id, doc_get(c->body, "tags"));
    if (firewall)
        firewall_device_add(c, firewall, firewall_kind_find("nodebalancer"), id);
    balancer_vpcs_make(c, id, doc_get_text(region, "id", NULL), doc_get(c->body, "vpcs"));
    balancer_changed(c, "nodebalancer_create", id);
    balancer_configs_make(c, id, doc_get(c->body, "configs"));
    c->answer = balancer_find(c->lab, c->arena, id);
}

static void
balancer_put(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .min = 3, .max = 32 },
        { "client_conn_throttle", FIELD_INT, .min = 0, .max = THROTTLE_MAX },
        { "client_udp_sess_throttle", FIELD_INT, .min = 0, .max = THROTTLE_MAX },
        { "tags", FIELD_TEXTS, .min = 3, .max = 50 },
        { 0 },
    };
    const struct doc *tags = doc_get(c->body, "tags");
    int64_t id = call_id(c, 0);

    if (!balancer_need(c) || !call_check(c, c->body, "", fields) || !label_check(c, id))
        return;
    world_do(&c->lab->world,
        "UPDATE balancer SET label = coalesce(?1, label), "
        "client_conn_throttle = CASE WHEN ?2 < 0 THEN client_conn_throttle ELSE ?2 END, "
        "client_udp_sess_throttle = CASE WHEN ?3 < 0 THEN client_udp_sess_throttle ELSE ?3 END "
        "WHERE id = ?4",
        "tiii", doc_get_text(c->body, "label", NULL),
        doc_get_int(c->body, "client_conn_throttle", -1),
        doc_get_int(c->body, "client_udp_sess_throttle", -1), id);
    if (!doc_is_null(tags))
        tags_set(c->lab, "balancer", id, tags);
    balancer_changed(c, "nodebalancer_update", id);
    c->answer = balancer_need(c);
}

static void
balancer_delete(struct call *c)
{
    const struct doc *balancer = balancer_need(c);

    if (!balancer)
        return;
    balancer_changed(c, "nodebalancer_delete", call_id(c, 0));
    world_do(&c->lab->world, "DELETE FROM balancer WHERE id = ?", "i", call_id(c, 0));
    filter_balancers(c->lab, doc_get_text(balancer, "region", NULL));
}

static void
balancer_reset(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(&lab->world, a, "SELECT DISTINCT region FROM balancer", "");

    world_do(&lab->world, "DELETE FROM balancer", "");
    doc_each (row, rows) {
        balancing_touch(lab, doc_get_text(row, "region", NULL));
        filter_balancers(lab, doc_get_text(row, "region", NULL));
    }
}

static const struct route routes[] = {
    { "GET", BALANCERS, READ("nodebalancers"), RATE_LIST, false, balancer_list },
    { "POST", BALANCERS, WRITE("nodebalancers"), RATE_OTHER, false, balancer_create },
    { "GET", BALANCER, READ("nodebalancers"), RATE_OTHER, false, balancer_get },
    { "PUT", BALANCER, WRITE("nodebalancers"), RATE_OTHER, false, balancer_put },
    { "DELETE", BALANCER, WRITE("nodebalancers"), RATE_OTHER, false, balancer_delete },
    { "GET", BALANCER "/stats", READ("nodebalancers"), RATE_STATS, false, balancer_stats },
    { "GET", LINODE_PATH "/nodebalancers", READ("linodes"), RATE_LIST, false,
        balancer_list_of_linode },
    { 0 },
};

const struct noun balancer_noun = { .routes = routes, .reset = balancer_reset };
