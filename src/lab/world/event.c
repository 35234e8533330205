// SPDX-License-Identifier: MIT
// Events: made by whatever changes the world, listed newest first.
#include "lab/world/event.h"

#include "base/err.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/noun.h"
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
        "UPDATE event SET status = ?1, message = ?2, "
        "duration = (?3 - coalesce(started_ms, ?3)) / 1000.0 WHERE id = ?4 AND duration IS NULL",
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

static void
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

static void
event_get(struct call *c)
{
    struct doc *event = event_find(c);

    if (event)
        c->answer = event;
}

static void
event_seen(struct call *c)
{
    if (event_find(c))
        world_do(&c->lab->world, "UPDATE event SET seen = 1 WHERE id <= ?", "i", call_id(c, 0));
}

static void
event_read(struct call *c)
{
    if (event_find(c))
        world_do(&c->lab->world, "UPDATE event SET read = 1 WHERE id = ?", "i", call_id(c, 0));
}

static const struct route routes[] = {
    { "GET", "account/events", READ("events"), RATE_LIST, false, event_list },
    { "GET", "account/events/{}", READ("events"), RATE_OTHER, false, event_get },
    { "POST", "account/events/{}/seen", READ("events"), RATE_OTHER, false, event_seen },
    { "POST", "account/events/{}/read", READ("events"), RATE_OTHER, false, event_read },
    { 0 },
};

const struct noun event_noun = { .routes = routes };
