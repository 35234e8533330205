// SPDX-License-Identifier: MIT
// /networking/ips/assign and share: addresses and ranges on their way from Linode to Linode, and
// those that several may announce.
#include "base/str.h"
#include "lab/world/address.h"
#include "lab/world/address/shown.h"
#include "lab/world/network.h"
#include "lab/world/noun.h"

// An address or a range that the body names, where; {0}: there is none.
struct found {
    int64_t row, linode; // 0: nobody's
    bool range;
};

static struct found
find(struct call *c, const char *text, const char *region)
{
    struct world *w = &c->lab->world;
    const char *range = ipv6_text(c->arena, text);
    const char *table = range ? "ipv6_range WHERE range" : "address WHERE address";
    const struct doc *row = world_one(w, c->arena,
        arena_printf(c->arena, "SELECT id, linode FROM %s = ? AND region = ?", table), "tt",
        range ? range : text, region);

    return (struct found){ doc_get_int(row, "id", 0), doc_get_int(row, "linode", 0), range };
}

static bool
is_in(struct call *c, int64_t linode, const char *region)
{
    return world_int(&c->lab->world, 0, "SELECT 1 FROM linode WHERE id = ? AND region = ?", "it",
        linode, region);
}

// ---- assign

static bool
is_shared(struct call *c, const struct found *f)
{
    return world_int(&c->lab->world, 0,
        f->range ? "SELECT 1 FROM ipv6_range_share WHERE range = ?"
                 : "SELECT 1 FROM address_share WHERE address = ?",
        "i", f->row);
}

static void
assign_one(struct call *c, const struct doc *asked, const char *region)
{
    static const struct field fields[] = {
        { "address", FIELD_TEXT, .required = true },
        { "linode_id", FIELD_INT, .required = true },
        { 0 },
    };
    int64_t linode = doc_get_int(asked, "linode_id", 0);
    struct found f;

    if (!call_check(c, asked, "assignments.", fields))
        return;
    f = find(c, doc_get_text(asked, "address", ""), region);
    if (!is_in(c, linode, region))
        call_error(c, NULL, "Invalid Linode ID %lld", (long long)linode);
    else if (!f.row)
        call_error(c, NULL, "IP Address not found.");
    else if (is_shared(c, &f))
        call_error(c, NULL, "Shared IP addresses cannot be swapped between Linodes.");
    else if (f.range)
        world_do(
            &c->lab->world, "UPDATE ipv6_range SET linode = ? WHERE id = ?", "ii", linode, f.row);
    else
        address_move(c->lab, f.row, linode);
}

// What must be true of each Linode of the region afterwards.
static void
outcome_check(struct call *c, const char *region)
{
    const struct doc *rows = world_list(&c->lab->world, c->arena,
        "SELECT id, (SELECT count(*) FROM address WHERE linode = l.id AND public) AS public, "
        "(SELECT count(*) FROM address WHERE linode = l.id AND NOT public) AS private, "
        "(SELECT count(*) FROM ipv6_range WHERE linode = l.id) AS ranges FROM linode l "
        "WHERE region = ?",
        "t", region);

    doc_each (row, rows) {
        long long id = doc_get_int(row, "id", 0);
        if (!doc_get_int(row, "public", 0))
            call_error(c, NULL, "Linode %lld must have at least one public IPv4 address.", id);
        if (doc_get_int(row, "private", 0) > 1)
            call_error(c, NULL, "Linode %lld may have only one private IPv4 address.", id);
        if (doc_get_int(row, "ranges", 0) > 1)
            call_error(c, NULL, "Linode %lld may have only one IPv6 range.", id);
    }
}

static void
readdress(struct lab *lab, struct arena *a, const char *region)
{
    const struct doc *linodes =
        world_list(&lab->world, a, "SELECT id FROM linode WHERE region = ?", "t", region);

    doc_each (row, linodes)
        network_readdress(lab, doc_get_int(row, "id", 0));
}

static bool
is_maps(const struct doc *list)
{
    doc_each (item, list)
        if (item->kind != DOC_MAP)
            return false;
    return list && list->kind == DOC_LIST;
}

static void
assign(struct call *c)
{
    static const struct field fields[] = { { "region", FIELD_TEXT, .required = true }, { 0 } };
    const struct doc *asked = doc_get(c->body, "assignments");
    const char *region = doc_get_text(c->body, "region", NULL);

    if (!call_check(c, c->body, "", fields))
        return;
    if (!is_maps(asked))
        call_error(c, "assignments", "assignments is required");
    else if (!catalogue_find(c->lab->catalogue.regions, region))
        call_error(c, "region", "region is not valid");
    if (call_failed(c))
        return;
    doc_each (each, asked)
        assign_one(c, each, region);
    if (!call_failed(c))
        outcome_check(c, region);
    if (!call_failed(c))
        readdress(c->lab, c->arena, region);
}

// ---- share

static void
share_one(struct call *c, int64_t linode, const char *text, const char *region)
{
    struct found f = find(c, text, region);

    if (!f.row || (!f.range && !f.linode))
        call_error(c, "ips", "IP Address not found.");
    else if (!f.range && f.linode == linode)
        call_error(c, "ips", "%s is an address of this Linode already.", text);
    else
        world_do(&c->lab->world,
            f.range ? "INSERT OR IGNORE INTO ipv6_range_share (range, linode) VALUES (?, ?)"
                    : "INSERT OR IGNORE INTO address_share (address, linode) VALUES (?, ?)",
            "ii", f.row, linode);
}

// From now on the Linode may announce exactly these beside its own. Nobody speaks BGP here: they
// lead to whose they are while that runs, then to who may.
static void
share(struct call *c)
{
    static const struct field fields[] = {
        { "linode_id", FIELD_INT, .required = true },
        { "ips", FIELD_TEXTS },
        { 0 },
    };
    struct world *w = &c->lab->world;
    int64_t linode = doc_get_int(c->body, "linode_id", 0);
    const char *region;

    if (!call_check(c, c->body, "", fields))
        return;
    region = world_text(w, c->arena, "SELECT region FROM linode WHERE id = ?", "i", linode);
    if (!region) {
        call_error(c, "linode_id", "Invalid Linode ID %lld", (long long)linode);
        return;
    }
    world_do(w, "DELETE FROM address_share WHERE linode = ?", "i", linode);
    world_do(w, "DELETE FROM ipv6_range_share WHERE linode = ?", "i", linode);
    doc_each (ip, doc_get(c->body, "ips"))
        share_one(c, linode, doc_text(ip, ""), region);
    if (!call_failed(c))
        network_readdress(c->lab, linode);
}

static const struct route routes[] = {
    { "POST", "networking/ips/assign", WRITE("ips"), RATE_OTHER, false, assign },
    { "POST", "networking/ips/share", WRITE("ips"), RATE_OTHER, false, share },
    { "POST", "networking/ipv4/assign", WRITE("ips"), RATE_OTHER, false, assign },
    { "POST", "networking/ipv4/share", WRITE("ips"), RATE_OTHER, false, share },
    { 0 },
};

const struct noun assign_noun = { .routes = routes };
