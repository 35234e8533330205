// SPDX-License-Identifier: MIT
// Events: made by whatever changes the world, listed newest first.
#include "lab/world/event.h"

#include "base/err.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/nouns.h"
#include "text/json.h"

#define KEPT "10000" // events; older ones go
#define FILTER_MAX ((size_t)64 * 1024)

struct doc *
entity_new(
    struct arena *a, const char *type, const struct doc *id, const char *label, const char *url)
{
    struct doc *e = doc_map(a);

    doc_put_string(a, e, "label", label);
    doc_put(a, e, "id", doc_copy(a, id));
    doc_put_string(a, e, "type", type);
    doc_put_string(a, e, "url", url);
    return e;
}

struct doc *
entity_linode(struct lab *lab, struct arena *a, int64_t id)
{
    return entity_new(a, "linode", doc_int(a, id),
        world_text(&lab->world, a, "SELECT label FROM linode WHERE id = ?", "i", id),
        arena_printf(a, "/v4/linode/instances/%lld", (long long)id));
}

struct doc *
entity_config(struct lab *lab, struct arena *a, int64_t linode)
{
    struct doc *config = world_one(&lab->world, a,
        "SELECT id, label FROM config WHERE linode = ? ORDER BY id LIMIT 1", "i", linode);
    long long id = doc_get_int(config, "id", 0);

    if (!config)
        return NULL;
    return entity_new(a, "linode_config", doc_int(a, id), doc_get_text(config, "label", NULL),
        arena_printf(a, "/v4/linode/instances/%lld/configs/%lld", (long long)linode, id));
}

struct doc *
entity_image(struct lab *lab, struct arena *a, const char *id)
{
    const struct doc *image = catalogue_find(lab->catalogue.images, id);

    if (!image)
        return NULL;
    return entity_new(a, "image", doc_string(a, id), doc_get_text(image, "label", NULL),
        arena_printf(a, "/v4/images/%s", id));
}

static int64_t
event_add(struct lab *lab, const char *action, const char *status, const struct doc *entity,
    const struct doc *secondary)
{
    _own_(buf) struct buf first = { 0 }, second = { 0 };
    char now[WORLD_TIME];

    if (entity)
        json_print(&first, entity, JSON_COMPACT);
    if (secondary)
        json_print(&second, secondary, JSON_COMPACT);
    return world_insert(&lab->world,
        "INSERT INTO event (action, status, created, entity, secondary_entity) "
        "VALUES (?, ?, ?, ?, ?)",
        "ttttt", action, status, world_time(&lab->world, now), entity ? buf_str(&first) : NULL,
        secondary ? buf_str(&second) : NULL);
}

void
event_note(
    struct lab *lab, const char *action, const struct doc *entity, const struct doc *secondary)
{
    event_add(lab, action, "notification", entity, secondary);
}

int64_t
event_schedule(
    struct lab *lab, const char *action, const struct doc *entity, const struct doc *secondary)
{
    world_do(&lab->world,
        "DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - " KEPT
        " AND status NOT IN ('scheduled', 'started')",
        "");
    return event_add(lab, action, "scheduled", entity, secondary);
}

void
event_begin(struct lab *lab, int64_t id, int64_t expected_ms)
{
    world_do(&lab->world,
        "UPDATE event SET status = 'started', started_ms = ?, expected_ms = ? WHERE id = ?", "iii",
        lab->clock->wall_ms(lab->clock), expected_ms, id);
}

void
event_end(struct lab *lab, int64_t id, bool success, const char *message)
{
    world_do(&lab->world,
        "UPDATE event SET status = ?, message = ?, "
        "duration = (? - coalesce(started_ms, 0)) / 1000.0 WHERE id = ? AND duration IS NULL",
        "ttii", success ? "finished" : "failed", message, lab->clock->wall_ms(lab->clock), id);
}

// ---- asked by the API

// Columns in the API's order; how far it is, is a guess until it has ended.
#define SELECT_EVENT                                                                             \
    "SELECT id, created, seen AS \"seen:bool\", read AS \"read:bool\", "                         \
    "CASE status WHEN 'notification' THEN NULL WHEN 'finished' THEN 100 WHEN 'failed' THEN 100 " \
    "WHEN 'scheduled' THEN 0 ELSE max(0, min(99, (?1 - started_ms) * 100 / (expected_ms + 1))) " \
    "END AS percent_complete, NULL AS time_remaining, NULL AS rate, "                            \
    "CASE status WHEN 'started' THEN (?1 - started_ms) / 1000.0 ELSE duration END AS duration, " \
    "action, '" LAB_USER "' AS username, entity AS \"entity:json\", status, "                    \
    "secondary_entity AS \"secondary_entity:json\", message, '{}' AS \"details:json\" FROM event "

// Clients that wait ask for the events of one thing, or for those since: the rest need not be read.
// What the filter means as a whole is page_answer's business.
static struct doc *
events_asked(struct call *c)
{
    struct lab *lab = c->lab;
    struct doc *filter = NULL;
    const char *text = c->filter ? c->filter : "";

    json_parse(c->arena, text, strlen(text), FILTER_MAX, false, &filter, ERR_IGNORED);
    return world_list(&lab->world, c->arena,
        SELECT_EVENT "WHERE id >= ?2 AND (?3 = 0 OR json_extract(entity, '$.id') = ?3) "
                     "ORDER BY id DESC",
        "iii", lab->clock->wall_ms(lab->clock),
        doc_integer(doc_get(doc_get(filter, "id"), "+gte"), 0),
        doc_integer(doc_get(filter, "entity.id"), 0));
}

void
event_list(struct call *c)
{
    static const char *const fields[] = { "action", "created", "entity.id", "entity.type", "id",
        "read", NULL };

    page_answer(c, events_asked(c), fields);
}

static struct doc *
event_find(struct call *c)
{
    struct lab *lab = c->lab;
    struct doc *event = world_one(&lab->world, c->arena, SELECT_EVENT "WHERE id = ?2", "ii",
        lab->clock->wall_ms(lab->clock), call_id(c, 0));

    if (!event)
        call_not_found(c);
    return event;
}

void
event_get(struct call *c)
{
    struct doc *event = event_find(c);

    if (event)
        c->answer = event;
}

void
event_seen(struct call *c)
{
    if (event_find(c))
        world_do(&c->lab->world, "UPDATE event SET seen = 1 WHERE id <= ?", "i", call_id(c, 0));
}

void
event_read(struct call *c)
{
    if (event_find(c))
        world_do(&c->lab->world, "UPDATE event SET read = 1 WHERE id = ?", "i", call_id(c, 0));
}
