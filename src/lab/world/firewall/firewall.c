// SPDX-License-Identifier: MIT
// Cloud Firewalls: made, shown, changed, deleted; the versions of their rules.
#include "lab/world/firewall/firewall.h"

#include <ctype.h>

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/call/quota.h"
#include "lab/world/event.h"
#include "lab/world/filter.h"
#include "lab/world/tag.h"

// In the API's order; of the version of rules that stands in the middle.
#define SELECT_VERSION(version)                                                                   \
    "SELECT id, label, f.created, updated, status, json_set(r.rules, '$.version', r.version, "    \
    "'$.fingerprint', r.fingerprint) AS \"rules:json\", "                                         \
    "(SELECT json_group_array(label) FROM (SELECT label FROM firewall_tag WHERE firewall = f.id " \
    "ORDER BY label)) AS \"tags:json\", "                                                         \
    "(SELECT json_group_array(json(entity)) FROM (SELECT " FIREWALL_ENTITY                        \
    " AS entity FROM firewall_service WHERE "                                                     \
    "firewall = f.id ORDER BY id)) AS \"entities:json\" FROM firewall f JOIN firewall_rules r "   \
    "ON r.firewall = f.id AND r.version = " version " "
#define SELECT_FIREWALL SELECT_VERSION("f.version")

static const char *const filters[] = { "id", "label", "tags", "created", "updated", NULL };

struct doc *
firewall_find(struct lab *lab, struct arena *a, int64_t id)
{
    return world_one(&lab->world, a, SELECT_FIREWALL "WHERE id = ?", "i", id);
}

struct doc *
firewall_need(struct call *c)
{
    struct doc *firewall = firewall_find(c->lab, c->arena, call_id(c, 0));

    if (!firewall)
        call_not_found(c);
    return firewall;
}

void
firewall_touch(struct lab *lab, int64_t id)
{
    char now[WORLD_TIME];

    world_do(&lab->world, "UPDATE firewall SET updated = ? WHERE id = ?", "ti",
        world_time(&lab->world, now), id);
}

void
firewall_note(struct call *c, const char *action, int64_t id, const struct doc *secondary)
{
    const char *label =
        world_text(&c->lab->world, c->arena, "SELECT label FROM firewall WHERE id = ?", "i", id);

    event_note(c->lab, action,
        entity_new(c->arena, "firewall", doc_int(c->arena, id), label,
            arena_printf(c->arena, "/v4/" FIREWALLS "/%lld", (long long)id)),
        secondary);
}

static void
firewall_list(struct call *c)
{
    page_answer(
        c, world_list(&c->lab->world, c->arena, SELECT_FIREWALL "ORDER BY id", ""), filters);
}

static void
firewall_get(struct call *c)
{
    struct doc *firewall = firewall_need(c);

    if (firewall)
        c->answer = firewall;
}

void
firewall_service_list(struct call *c, const struct firewall_kind *kind)
{
    const int64_t service = kind->need(c);

    if (!service)
        return;
    page_answer(c,
        world_list(&c->lab->world, c->arena,
            SELECT_FIREWALL "WHERE id IN (SELECT firewall FROM firewall_service WHERE kind = ? AND "
                            "service = ?) ORDER BY id",
            "ti", kind->name, service),
        filters);
}

// ---- POST, PUT, DELETE

static bool
is_label(const char *s)
{
    if (!isalpha((unsigned char)s[0]))
        return false;
    for (const char *p = s; *p; p++)
        if ((!isalnum((unsigned char)*p) && !strchr("-_.", *p)) ||
            (strchr("-_.", *p) && p[0] == p[1]))
            return false;
    return true;
}

static void
label_check(struct call *c, int64_t but)
{
    const char *label = doc_get_text(c->body, "label", NULL);

    if (!label)
        return;
    if (!is_label(label))
        call_error(c, "label",
            "Must begin with a letter and only use ASCII letters, numbers, underscores, dashes, "
            "and periods, and none of the latter twice in a row");
    else if (world_int(&c->lab->world, 0, "SELECT 1 FROM firewall WHERE label = ? AND id <> ?",
                 "ti", label, but))
        call_error(c, "label", "Label must be unique among your Cloud Firewalls");
}

// Calls back for each service that the body of a new firewall names.
static void
services_each(struct call *c,
    void (*fn)(struct call *, const struct firewall_kind *, int64_t service, int64_t firewall),
    int64_t firewall)
{
    for (const struct firewall_kind *kind = firewall_kinds; kind->name; kind++)
        doc_each (id, doc_get(doc_get(c->body, "devices"), kind->list))
            fn(c, kind, doc_integer(id, 0), firewall);
}

static void
service_check(struct call *c, const struct firewall_kind *kind, int64_t service, int64_t firewall)
{
    firewall_service_check(
        c, arena_printf(c->arena, "devices.%s", kind->list), kind, service, true, firewall);
}

static void
service_add(struct call *c, const struct firewall_kind *kind, int64_t service, int64_t firewall)
{
    firewall_device_add(c, firewall, kind, service);
}

static struct doc *
add_check(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 3, .max = 32 },
        { "rules", FIELD_MAP, .required = true },
        { "devices", FIELD_MAP },
        { "tags", FIELD_TEXTS, .min = 3, .max = 50 },
        { 0 },
    };
    static const struct field lists[] = { { "linodes", FIELD_INTS }, { "interfaces", FIELD_INTS },
        { "nodebalancers", FIELD_INTS }, { 0 } };
    struct doc *rules;

    if (!call_check(c, c->body, "", fields) ||
        !call_check(c, doc_get(c->body, "devices"), "devices.", lists))
        return NULL;
    label_check(c, 0);
    rules = firewall_rules_read(c, doc_get(c->body, "rules"), "rules.");
    services_each(c, service_check, 0);
    quota_check(c, QUOTA_FIREWALLS,
        world_int(&c->lab->world, 0, "SELECT count(*) FROM firewall", ""), QUOTA_NONE);
    return call_failed(c) ? NULL : rules;
}

static void
firewall_add(struct call *c)
{
    struct doc *rules = add_check(c);
    char now[WORLD_TIME];
    int64_t id;

    if (!rules)
        return;
    id = world_insert(&c->lab->world,
        "INSERT INTO firewall (label, status, created, updated, version) "
        "VALUES (?1, 'enabled', ?2, ?2, 0)",
        "tt", doc_get_text(c->body, "label", NULL), world_time(&c->lab->world, now));
    firewall_rules_set(c->lab, id, rules);
    tags_set(c->lab, "firewall", id, doc_get(c->body, "tags"));
    firewall_note(c, "firewall_create", id, NULL);
    services_each(c, service_add, id);
    c->answer = firewall_find(c->lab, c->arena, id);
}

static bool
is_default(struct call *c)
{
    return world_int(
        &c->lab->world, 0, "SELECT 1 FROM firewall_default WHERE firewall = ?", "i", call_id(c, 0));
}

// Whether its services have no other that is enabled.
static void
enable_check(struct call *c)
{
    const struct doc *services = world_list(&c->lab->world, c->arena,
        "SELECT kind, service FROM firewall_service WHERE firewall = ?", "i", call_id(c, 0));

    doc_each (each, services)
        firewall_service_check(c, "status", firewall_kind_find(doc_get_text(each, "kind", "")),
            doc_get_int(each, "service", 0), true, call_id(c, 0));
}

static bool
put_check(struct call *c, const struct doc *firewall)
{
    static const char *const states[] = { "enabled", "disabled", NULL };
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .min = 3, .max = 32 },
        { "status", FIELD_TEXT, .words = states },
        { "tags", FIELD_TEXTS, .min = 3, .max = 50 },
        { 0 },
    };
    const char *status = doc_get_text(c->body, "status", NULL);

    if (!call_check(c, c->body, "", fields))
        return false;
    label_check(c, call_id(c, 0));
    if (status && !str_eq(status, doc_get_text(firewall, "status", NULL))) {
        if (str_eq(status, "enabled"))
            enable_check(c);
        else if (is_default(c))
            call_error(c, "status", "An assigned default Firewall cannot be disabled");
    }
    return !call_failed(c);
}

static void
firewall_put(struct call *c)
{
    const struct doc *firewall = firewall_need(c), *tags = doc_get(c->body, "tags");
    const char *status = doc_get_text(c->body, "status", NULL);
    int64_t id = call_id(c, 0);

    if (!firewall || !put_check(c, firewall))
        return;
    world_do(&c->lab->world,
        "UPDATE firewall SET label = coalesce(?, label), status = coalesce(?, status) WHERE id = ?",
        "tti", doc_get_text(c->body, "label", NULL), status, id);
    firewall_touch(c->lab, id);
    if (!doc_is_null(tags))
        tags_set(c->lab, "firewall", id, tags);
    firewall_note(c, "firewall_update", id, NULL);
    if (status && !str_eq(status, doc_get_text(firewall, "status", NULL)))
        firewall_note(
            c, str_eq(status, "enabled") ? "firewall_enable" : "firewall_disable", id, NULL);
    filter_firewall(c->lab, id);
    c->answer = firewall_need(c);
}

static void
firewall_delete(struct call *c)
{
    if (!firewall_need(c))
        return;
    if (is_default(c)) {
        call_error(c, NULL, "An assigned default Firewall cannot be deleted");
        return;
    }
    firewall_note(c, "firewall_delete", call_id(c, 0), NULL);
    world_do(
        &c->lab->world, "UPDATE firewall SET status = 'disabled' WHERE id = ?", "i", call_id(c, 0));
    filter_firewall(c->lab, call_id(c, 0)); // what it was before is free
    world_do(&c->lab->world, "DELETE FROM firewall WHERE id = ?", "i", call_id(c, 0));
}

// ---- rules and their versions

static void
rules_get(struct call *c)
{
    const struct doc *firewall = firewall_need(c);

    if (firewall)
        c->answer = doc_copy(c->arena, doc_get(firewall, "rules"));
}

static void
rules_put(struct call *c)
{
    struct doc *rules;

    if (!firewall_need(c))
        return;
    rules = firewall_rules_read(c, c->body, "");
    if (!rules)
        return;
    firewall_rules_set(c->lab, call_id(c, 0), rules);
    firewall_note(c, "firewall_rules_update", call_id(c, 0), NULL);
    filter_firewall(c->lab, call_id(c, 0));
    rules_get(c);
}

static void
history_list(struct call *c)
{
    if (firewall_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena,
                SELECT_VERSION("r.version") "WHERE id = ? ORDER BY r.version", "i", call_id(c, 0)),
            filters);
}

static void
history_get(struct call *c)
{
    struct doc *version = world_one(&c->lab->world, c->arena,
        SELECT_VERSION("r.version") "WHERE id = ? AND r.version = ?", "ii", call_id(c, 0),
        call_id(c, 1));

    if (version)
        c->answer = version;
    else
        call_not_found(c);
}

static void
firewall_reset(struct lab *lab)
{
    world_do(&lab->world, "DELETE FROM firewall_default", "");
    world_do(&lab->world, "DELETE FROM firewall", "");
}

static const struct route routes[] = {
    { "GET", FIREWALLS, READ("firewall"), RATE_LIST, false, firewall_list },
    { "POST", FIREWALLS, WRITE("firewall"), RATE_OTHER, false, firewall_add },
    { "GET", FIREWALL, READ("firewall"), RATE_OTHER, false, firewall_get },
    { "PUT", FIREWALL, WRITE("firewall"), RATE_OTHER, false, firewall_put },
    { "DELETE", FIREWALL, WRITE("firewall"), RATE_OTHER, false, firewall_delete },
    { "GET", FIREWALL "/rules", READ("firewall"), RATE_OTHER, false, rules_get },
    { "PUT", FIREWALL "/rules", WRITE("firewall"), RATE_OTHER, false, rules_put },
    { "GET", FIREWALL "/history", READ("firewall"), RATE_LIST, false, history_list },
    { "GET", FIREWALL "/history/rules/{}", READ("firewall"), RATE_OTHER, false, history_get },
    { 0 },
};

const struct noun firewall_noun = { .routes = routes, .reset = firewall_reset };
