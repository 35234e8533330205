// SPDX-License-Identifier: MIT
// /networking/reserved/ips: addresses that are the account's until it gives them back.
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/address.h"
#include "lab/world/address/shown.h"
#include "lab/world/noun.h"
#include "lab/world/tag.h"

#define TAG_LEAST 2 // characters, as was seen; tags of Linodes have three

static void
reserved_list(struct call *c)
{
    static const char *const fields[] = { "address", "linode_id", "prefix", "rdns", "region",
        "tags", NULL };

    page_answer(c,
        address_tags(c, world_list(&c->lab->world, c->arena,
                            ADDRESS_SELECT "WHERE reserved ORDER BY x.id", "")),
        fields);
}

static void
reserved_add(struct call *c)
{
    static const struct field fields[] = {
        { "region", FIELD_TEXT, .required = true },
        { "tags", FIELD_TEXTS, .min = TAG_LEAST, .max = 50 },
        { 0 },
    };
    const char *region = doc_get_text(c->body, "region", NULL);
    int64_t row;

    if (!call_check(c, c->body, "", fields))
        return;
    if (!catalogue_find(c->lab->catalogue.regions, region)) {
        call_error(c, "region", "region is not valid");
        return;
    }
    if (!address_may_reserve(c))
        return;
    row = address_give(c->lab, 0, region, true);
    if (!row) {
        call_error(c, "region", "The lab has no more addresses in this region");
        return;
    }
    world_do(&c->lab->world, "UPDATE address SET reserved = 1 WHERE id = ?", "i", row);
    tags_set(c->lab, "address", row, doc_get(c->body, "tags"));
    c->answer = address_show(c, row);
    address_note(c, "ipaddress_update", doc_get_text(c->answer, "address", ""), 0);
}

// The row of the call's address; 0: it is none that is reserved.
static int64_t
reserved_need(struct call *c)
{
    int64_t row = world_int(&c->lab->world, 0,
        "SELECT id FROM address WHERE address = ? AND reserved", "t", c->params[0]);

    if (!row)
        call_not_found(c);
    return row;
}

static void
reserved_get(struct call *c)
{
    int64_t row = reserved_need(c);

    if (row)
        c->answer = address_show(c, row);
}

static void
reserved_put(struct call *c)
{
    static const struct field fields[] = { { "tags", FIELD_TEXTS, .min = TAG_LEAST, .max = 50 },
        { 0 } };
    int64_t row = reserved_need(c);

    if (!row || !call_check(c, c->body, "", fields))
        return;
    if (!doc_is_null(doc_get(c->body, "tags")))
        tags_set(c->lab, "address", row, doc_get(c->body, "tags"));
    c->answer = address_show(c, row);
}

// A Linode keeps it, as one that goes with it.
static void
reserved_delete(struct call *c)
{
    int64_t row = reserved_need(c);
    struct world *w = &c->lab->world;

    if (!row)
        return;
    address_note(c, "ipaddress_update", c->params[0], 0);
    world_do(w, "DELETE FROM address_tag WHERE address = ?", "i", row);
    world_do(w, "DELETE FROM address WHERE id = ? AND linode IS NULL", "i", row);
    world_do(w, "UPDATE address SET reserved = 0 WHERE id = ?", "i", row);
}

static void
type_list(struct call *c)
{
    static const char *const fields[] = { "label", "transfer", NULL };
    struct arena *a = c->arena;
    struct doc *list = doc_list(a), *type = doc_add(a, list, doc_map(a)), *price;

    doc_put_string(a, type, "id", "reserved-ipv4");
    doc_put_string(a, type, "label", "Reserved IPv4");
    price = doc_put(a, type, "price", doc_map(a));
    doc_put(a, price, "hourly", doc_real(a, 0.0068));
    doc_put(a, price, "monthly", doc_null(a));
    doc_put(a, type, "region_prices", doc_list(a));
    doc_put_int(a, type, "transfer", 0);
    page_answer(c, list, fields);
}

static void
reserved_reset(struct lab *lab)
{
    world_do(&lab->world, "DELETE FROM address WHERE reserved", "");
}

#define RESERVED "networking/reserved/ips"

static const struct route routes[] = {
    { "GET", RESERVED, READ("ips"), RATE_RESERVED, false, reserved_list },
    { "POST", RESERVED, WRITE("ips"), RATE_OTHER, false, reserved_add },
    { "GET", RESERVED "/types", "*", RATE_OTHER, false, type_list },
    { "GET", RESERVED "/{}", READ("ips"), RATE_RESERVED, false, reserved_get },
    { "PUT", RESERVED "/{}", WRITE("ips"), RATE_RESERVED, false, reserved_put },
    { "DELETE", RESERVED "/{}", WRITE("ips"), RATE_RESERVED, false, reserved_delete },
    { 0 },
};

const struct noun reserved_noun = { .routes = routes, .reset = reserved_reset };
