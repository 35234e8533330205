// SPDX-License-Identifier: MIT
// Maintenance: none is announced, unless POST /lab/maintenance says so.
#include "lab/api/upkeep.h"

#include <string.h>

#include "base/err.h"
#include "lab/api/route.h"
#include "lab/call/page.h"
#include "lab/world/instance.h"
#include "text/json.h"

const char *
upkeep_set(struct lab *lab, const struct doc *body)
{
    _own_(buf) struct buf text = { 0 };

    doc_each (item, doc_get(body, "maintenance"))
        if (doc_get_int(item, "linode", 0) <= 0 || !doc_get_text(item, "type", NULL))
            return "maintenance is a list of {linode, type, when, reason, status}";
    json_print(&text, body, JSON_COMPACT);
    world_begin(&lab->world);
    world_do(&lab->world,
        "INSERT INTO setting (name, value) VALUES ('maintenance', ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        "t", buf_str(&text));
    return world_end(&lab->world) ? NULL : "the lab's world cannot be written";
}

static const struct doc *
announced(struct call *c)
{
    const char *text = world_text(
        &c->lab->world, c->arena, "SELECT value FROM setting WHERE name = 'maintenance'", "");
    struct doc *d = NULL;

    if (!text || json_parse(c->arena, text, strlen(text), SIZE_MAX, false, &d, ERR_IGNORED) < 0)
        return NULL;
    return doc_get(d, "maintenance");
}

// What was announced of a Linode that is no more is forgotten.
static void
maintenance_list(struct call *c)
{
    static const char *const fields[] = { "entity.id", "entity.type", "status", "type", "when",
        NULL };
    struct doc *list = doc_list(c->arena);

    doc_each (item, announced(c)) {
        const int64_t id = doc_get_int(item, "linode", 0);
        if (!world_int(&c->lab->world, 0, "SELECT count(*) FROM linode WHERE id = ?", "i", id))
            continue;
        struct doc *d = doc_add(c->arena, list, doc_map(c->arena));
        doc_put(c->arena, d, "entity", instance_entity(c->lab, c->arena, id));
        doc_put_string(c->arena, d, "type", doc_get_text(item, "type", NULL));
        doc_put_string(c->arena, d, "when", doc_get_text(item, "when", NULL));
        doc_put_string(c->arena, d, "reason", doc_get_text(item, "reason", NULL));
        doc_put_string(c->arena, d, "status", doc_get_text(item, "status", "pending"));
    }
    page_answer(c, list, fields);
}

static const struct route routes[] = {
    { "GET", "account/maintenance", READ("account"), RATE_LIST, false, maintenance_list },
    { 0 },
};

const struct noun upkeep_noun = { .routes = routes };
