// SPDX-License-Identifier: MIT
// What is sold out, and what is closed to the account: nothing, unless POST /lab/stock says so.
#include "lab/api/stock.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "lab/api/route.h"
#include "lab/call/page.h"
#include "lab/world/catalogue.h"
#include "text/json.h"

static const struct doc *
shortages(struct lab *lab, struct arena *a, const char *kind)
{
    const char *text =
        world_text(&lab->world, a, "SELECT value FROM setting WHERE name = 'stock'", "");
    struct doc *d = NULL;

    if (!text || json_parse(a, text, strlen(text), SIZE_MAX, false, &d, ERR_IGNORED) < 0)
        return NULL;
    return doc_get(d, kind);
}

static bool
all_named(const struct doc *list, const char *field)
{
    doc_each (item, list)
        if (!doc_get_text(item, "region", NULL) || !doc_get_text(item, field, NULL))
            return false;
    return true;
}

const char *
stock_set(struct lab *lab, const struct doc *body)
{
    _own_(buf) struct buf text = { 0 };

    if (!all_named(doc_get(body, "sold_out"), "plan") ||
        !all_named(doc_get(body, "closed"), "service"))
        return "sold_out is a list of {region, plan}, closed one of {region, service}";
    json_print(&text, body, JSON_COMPACT);
    world_begin(&lab->world);
    world_do(&lab->world,
        "INSERT INTO setting (name, value) VALUES ('stock', ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        "t", buf_str(&text));
    return world_end(&lab->world) ? NULL : "the lab's world cannot be written";
}

// ---- types

static void
stock_add(struct call *c, struct doc *list, const char *region, const char *plan, bool available)
{
    struct doc *d = doc_add(c->arena, list, doc_map(c->arena));

    doc_put_string(c->arena, d, "region", region);
    doc_put_string(c->arena, d, "plan", plan);
    doc_put_bool(c->arena, d, "available", available);
}

// What a region needs for plans of the class, which not all have; NULL: all have those.
static const char *
class_needs(const char *class)
{
    if (str_eq(class, "gpu"))
        return "GPU Linodes";
    return str_eq(class, "premium") ? "Premium Plans" : NULL;
}

static bool
is_listed(const struct doc *list, const char *region, const char *plan)
{
    doc_each (item, list)
        if (str_eq(doc_get_text(item, "region", NULL), region) &&
            str_eq(doc_get_text(item, "plan", NULL), plan))
            return true;
    return false;
}

// Of the plans that not every region has.
static void
special_add(struct call *c, struct doc *list, const struct doc *region, const struct doc *shortages)
{
    const char *id = doc_get_text(region, "id", "");

    doc_each (type, c->lab->catalogue.types) {
        const char *plan = doc_get_text(type, "id", ""),
                   *needed = class_needs(doc_get_text(type, "class", ""));
        if (needed)
            stock_add(c, list, id, plan,
                catalogue_can(region, needed) && !is_listed(shortages, id, plan));
    }
}

// Of all core regions (region NULL), or of one: what not every one has, and what is sold out.
static struct doc *
stock(struct call *c, const char *region)
{
    struct doc *list = doc_list(c->arena);
    const struct doc *shut = shortages(c->lab, c->arena, "sold_out");

    doc_each (each, c->lab->catalogue.regions)
        if (str_eq(doc_get_text(each, "site_type", NULL), "core") &&
            (!region || str_eq(region, doc_get_text(each, "id", NULL))))
            special_add(c, list, each, shut);
    doc_each (item, shut) {
        const char *where = doc_get_text(item, "region", ""),
                   *plan = doc_get_text(item, "plan", "");
        if ((!region || str_eq(region, where)) && !is_listed(list, where, plan))
            stock_add(c, list, where, plan, false);
    }
    return list;
}

static void
region_stock_list(struct call *c)
{
    static const char *const fields[] = { "available", "plan", "region", NULL };

    page_answer(c, stock(c, NULL), fields);
}

static void
region_stock_get(struct call *c)
{
    if (catalogue_find(c->lab->catalogue.regions, c->params[0]))
        c->answer = stock(c, c->params[0]);
    else
        call_not_found(c);
}

// ---- services

static bool
is_closed(const struct doc *closed, const char *region, const char *service)
{
    doc_each (item, closed)
        if (str_eq(doc_get_text(item, "region", NULL), region) &&
            str_eq(doc_get_text(item, "service", NULL), service))
            return true;
    return false;
}

static struct doc *
services(struct call *c, const struct doc *region, const struct doc *closed)
{
    static const char *const all[] = { "Linodes", "NodeBalancers", "Block Storage", "Kubernetes" };
    const char *id = doc_get_text(region, "id", "");
    struct doc *d = doc_map(c->arena);

    doc_put_string(c->arena, d, "region", id);
    struct doc *open = doc_put(c->arena, d, "available", doc_list(c->arena));
    struct doc *shut = doc_put(c->arena, d, "unavailable", doc_list(c->arena));
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (catalogue_can(region, all[i]))
            doc_add(c->arena, is_closed(closed, id, all[i]) ? shut : open,
                doc_string(c->arena, all[i]));
    return d;
}

static void
service_list(struct call *c)
{
    static const char *const fields[] = { NULL };
    const struct doc *closed = shortages(c->lab, c->arena, "closed");
    struct doc *list = doc_list(c->arena);

    doc_each (region, c->lab->catalogue.regions)
        doc_add(c->arena, list, services(c, region, closed));
    page_answer(c, list, fields);
}

static void
service_get(struct call *c)
{
    const struct doc *region = catalogue_find(c->lab->catalogue.regions, c->params[0]);

    if (region)
        c->answer = services(c, region, shortages(c->lab, c->arena, "closed"));
    else
        call_not_found(c);
}

static const struct route routes[] = {
    { "GET", "regions/availability", "*", RATE_LIST, true, region_stock_list },
    { "GET", "regions/{}/availability", "*", RATE_OTHER, true, region_stock_get },
    { "GET", "account/availability", READ("account"), RATE_LIST, false, service_list },
    { "GET", "account/availability/{}", READ("account"), RATE_OTHER, false, service_get },
    { 0 },
};

const struct noun stock_noun = { .routes = routes };
