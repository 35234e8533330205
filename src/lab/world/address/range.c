// SPDX-License-Identifier: MIT
// /networking/ipv6: ranges that are routed to a Linode, and pools, which accounts of today do not
// have.
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/address.h"
#include "lab/world/address/shown.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"
#include "lab/world/network.h"

#define SHARED "EXISTS (SELECT 1 FROM ipv6_range_share WHERE range = r.id)"

static void
range_list(struct call *c)
{
    static const char *const fields[] = { "prefix", "range", "region", "route_target", NULL };

    page_answer(c,
        world_list(&c->lab->world, c->arena,
            "SELECT range, prefix, r.region, CASE WHEN NOT " SHARED
            " THEN l.ipv6 END AS route_target FROM ipv6_range r JOIN linode l ON l.id = r.linode "
            "ORDER BY r.id",
            ""),
        fields);
}

static struct doc *
range_find(struct call *c)
{
    const char *text = ipv6_text(c->arena, c->params[0]);
    struct doc *range = world_one(&c->lab->world, c->arena,
        "SELECT range, prefix, region, " SHARED " AS \"is_bgp:bool\", "
        "(SELECT json_group_array(linode) FROM (SELECT r.linode AS linode UNION "
        "SELECT linode FROM ipv6_range_share WHERE range = r.id)) AS \"linodes:json\" "
        "FROM ipv6_range r WHERE range = ?",
        "t", text);

    if (!range)
        call_not_found(c);
    return range;
}

static void
range_get(struct call *c)
{
    struct doc *range = range_find(c);

    if (range)
        c->answer = range;
}

// Whose address the range is to be routed to; 0: it is refused.
static int64_t
target_read(struct call *c)
{
    struct world *w = &c->lab->world;
    const char *target = doc_get_text(c->body, "route_target", NULL);
    int64_t linode = doc_get_int(c->body, "linode_id", 0);
    const char *field = target ? "route_target" : "linode_id";

    if (!target == !linode) {
        call_error(c, NULL, "Either linode_id or route_target is required, and not both.");
        return 0;
    }
    if (target)
        target = ipv6_text(c->arena, target);
    linode =
        world_int(w, 0, "SELECT id FROM linode WHERE id = ? OR ipv6 = ?", "it", linode, target);
    if (!linode)
        call_error(c, field, "Invalid %s", target ? "route target" : "Linode ID");
    else if (world_int(w, 0, "SELECT 1 FROM ipv6_range WHERE linode = ?", "i", linode))
        call_error(c, field, "A Linode may only have one IPv6 range.");
    return call_failed(c) ? 0 : linode;
}

static void
range_note(struct call *c, const char *action, int64_t linode)
{
    event_note(c->lab, action, instance_entity(c->lab, c->arena, linode), NULL);
}

static void
range_add(struct call *c)
{
    static const struct field fields[] = {
        { "linode_id", FIELD_INT },
        { "route_target", FIELD_TEXT },
        { "prefix_length", FIELD_INT, .required = true },
        { 0 },
    };
    int64_t prefix = doc_get_int(c->body, "prefix_length", 0), linode;
    const struct doc *of;
    const char *range;

    if (!call_check(c, c->body, "", fields))
        return;
    if (prefix != 56 && prefix != 64)
        call_error(c, "prefix_length", "Must be one of 56, 64");
    linode = target_read(c);
    if (call_failed(c))
        return;
    of = world_one(
        &c->lab->world, c->arena, "SELECT region, ipv6 FROM linode WHERE id = ?", "i", linode);
    range = address_range(c->lab, c->arena, doc_get_text(of, "region", NULL), prefix);
    if (!range) {
        call_error(c, NULL, "The lab has no more IPv6 ranges in this region");
        return;
    }
    world_do(&c->lab->world,
        "INSERT INTO ipv6_range (range, prefix, region, linode) VALUES (?, ?, ?, ?)", "titi", range,
        prefix, doc_get_text(of, "region", NULL), linode);
    range_note(c, "ipv6pool_add", linode);
    network_readdress(c->lab, linode);
    c->answer = doc_map(c->arena);
    doc_put_string(
        c->arena, c->answer, "range", arena_printf(c->arena, "%s/%lld", range, (long long)prefix));
    doc_put_string(c->arena, c->answer, "route_target", doc_get_text(of, "ipv6", NULL));
}

static void
range_delete(struct call *c)
{
    const struct doc *range = range_find(c);
    const char *text = doc_get_text(range, "range", NULL);
    const int64_t linode = doc_integer(doc_at(doc_get(range, "linodes"), 0), 0);

    if (!range)
        return;
    if (doc_get_bool(range, "is_bgp", false)) {
        call_error(c, NULL, "You can't delete shared IPv6 ranges.");
        return;
    }
    range_note(c, "ipv6pool_delete", linode);
    world_do(&c->lab->world, "DELETE FROM ipv6_range WHERE range = ?", "t", text);
    network_readdress(c->lab, linode);
}

static void
pool_list(struct call *c)
{
    static const char *const fields[] = { "region", NULL };

    page_answer(c, doc_list(c->arena), fields);
}

static void
pool_get(struct call *c)
{
    call_not_found(c);
}

#define RANGES "networking/ipv6/ranges"
#define POOLS "networking/ipv6/pools"

static const struct route routes[] = {
    { "GET", RANGES, READ("ips"), RATE_OTHER, false, range_list },
    { "POST", RANGES, WRITE("ips"), RATE_OTHER, false, range_add },
    { "GET", RANGES "/{}", READ("ips"), RATE_OTHER, false, range_get },
    { "DELETE", RANGES "/{}", WRITE("ips"), RATE_OTHER, false, range_delete },
    { "GET", POOLS, READ("ips"), RATE_LIST, false, pool_list },
    { "GET", POOLS "/{}", READ("ips"), RATE_OTHER, false, pool_get },
    { 0 },
};

const struct noun range_noun = { .routes = routes };
