// SPDX-License-Identifier: MIT
// StackScripts: those of the account, and the public ones of others.
#include <string.h>

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"
#include "lab/world/script/script.h"

#define SCRIPT_MAX 65535 // bytes
#define GRAVATAR "00000000000000000000000000000000"
// In the API's order; it says "oneof" and "manyof" where its documents say oneOf and manyOf:
// recorded.
#define SELECT_SCRIPT                                                                             \
    "SELECT id, username, '" GRAVATAR "' AS user_gravatar_id, label, description, 0 AS ordinal, " \
    "'' AS logo_url, images AS \"images:json\", deployments_total, "                              \
    "(SELECT count(DISTINCT linode) FROM disk WHERE stackscript = s.id) AS deployments_active, "  \
    "is_public AS \"is_public:bool\", mine AS \"mine:bool\", created, updated, rev_note, "        \
    "script, fields AS \"user_defined_fields:json\" FROM stackscript s "
// Who comes without a token sees what everybody does.
#define SEEN "(is_public OR ?1 <> 0) "

static struct doc *
script_find(struct call *c, int64_t id)
{
    return world_one(
        &c->lab->world, c->arena, SELECT_SCRIPT "WHERE " SEEN "AND id = ?2", "ii", c->token, id);
}

static struct doc *
script_need(struct call *c)
{
    struct doc *script = script_find(c, call_id(c, 0));

    if (!script)
        call_not_found(c);
    return script;
}

static struct doc *
script_need_own(struct call *c)
{
    struct doc *script = script_need(c);

    if (!script || doc_get_bool(script, "mine", false))
        return script;
    call_refuse(c, 403, NULL, "Unauthorized");
    return NULL;
}

static void
script_note(struct call *c, const char *action, const struct doc *script)
{
    const int64_t id = doc_get_int(script, "id", 0);

    event_note(c->lab, action,
        entity_new(c->arena, "stackscript", doc_int(c->arena, id),
            doc_get_text(script, "label", ""),
            arena_printf(c->arena, "/v4/linode/stackscripts/%lld", (long long)id)),
        NULL);
}

static void
script_list(struct call *c)
{
    static const char *const fields[] = { "deployments_total", "description", "is_public", "label",
        "mine", "rev_note", "username", "id", NULL };

    page_answer(c,
        world_list(
            &c->lab->world, c->arena, SELECT_SCRIPT "WHERE " SEEN "ORDER BY id", "i", c->token),
        fields);
}

static void
script_get(struct call *c)
{
    struct doc *script = script_need(c);

    if (script)
        c->answer = script;
}

// ---- POST, PUT, DELETE

static void
images_check(struct call *c)
{
    const struct doc *images = doc_get(c->body, "images");

    if (doc_is_null(images))
        return;
    if (!doc_count(images))
        call_error(c, "images", "You must specify an image");
    doc_each (image, images) {
        const char *id = doc_text(image, "");
        if (!str_eq(id, "any/all") && !catalogue_find(c->lab->catalogue.images, id))
            call_error(c, "images", "Image %s is not valid", id);
    }
}

// What it asks for, as text; NULL: none was given, or it is refused.
static const char *
script_text_check(struct call *c)
{
    const char *text = doc_get_text(c->body, "script", NULL), *fault;
    struct doc *fields;

    if (!text)
        return NULL;
    if (!str_starts(text, "#!"))
        call_error(c, "script", "Script must begin with a shebang (example: #!/bin/bash).");
    else if (str_ihas(text, "<ssinclude"))
        call_error(c, "script", "ssinclude is not supported by this lab");
    fields = udf_read(c->arena, text, &fault);
    if (fault)
        call_error(c, "script", "%s", fault);
    return instance_json(c->arena, fields);
}

static const char *
images_json(struct call *c)
{
    const struct doc *images = doc_get(c->body, "images");

    return doc_is_null(images) ? NULL : instance_json(c->arena, images);
}

// The same of both, but for what one must have.
static const char *
body_check(struct call *c, bool whole)
{
    const struct field fields[] = {
        { "label", FIELD_TEXT, .required = whole, .min = 3, .max = 128 },
        { "images", FIELD_TEXTS, .required = whole },
        { "script", FIELD_TEXT, .required = whole, .min = 1, .max = SCRIPT_MAX },
        { "description", FIELD_TEXT },
        { "rev_note", FIELD_TEXT },
        { "is_public", FIELD_BOOL },
        { 0 },
    };

    if (!call_check(c, c->body, "", fields))
        return NULL;
    images_check(c);
    return script_text_check(c);
}

static void
script_add(struct call *c)
{
    char now[WORLD_TIME];
    const char *asks = body_check(c, true);
    int64_t id;

    if (call_failed(c))
        return;
    id = world_insert(&c->lab->world,
        "INSERT INTO stackscript (username, label, description, images, is_public, mine, created, "
        "updated, rev_note, script, fields) VALUES ('" LAB_USER
        "', ?, ?, ?, ?, 1, ?5, ?5, ?, ?, ?)",
        "tttitttt", doc_get_text(c->body, "label", NULL), doc_get_text(c->body, "description", ""),
        images_json(c), (int64_t)doc_get_bool(c->body, "is_public", false),
        world_time(&c->lab->world, now), doc_get_text(c->body, "rev_note", ""),
        doc_get_text(c->body, "script", NULL), asks);
    c->answer = script_find(c, id);
    script_note(c, "stackscript_create", c->answer);
    if (doc_get_bool(c->body, "is_public", false))
        script_note(c, "stackscript_publicize", c->answer);
}

static void
script_put(struct call *c)
{
    struct doc *script = script_need_own(c);
    const struct doc *public = doc_get(c->body, "is_public");
    char now[WORLD_TIME];
    const char *asks;

    if (!script)
        return;
    asks = body_check(c, false);
    if (doc_get_bool(script, "is_public", false) && !doc_is_null(public) &&
        !doc_boolean(public, true))
        call_error(c, "is_public", "Once a StackScript is made public, it cannot be made private.");
    if (call_failed(c))
        return;
    world_do(&c->lab->world,
        "UPDATE stackscript SET label = coalesce(?, label), description = coalesce(?, "
        "description), images = coalesce(?, images), is_public = is_public OR ?, "
        "rev_note = coalesce(?, rev_note), script = coalesce(?, script), "
        "fields = coalesce(?, fields), updated = ? WHERE id = ?",
        "tttitttti", doc_get_text(c->body, "label", NULL),
        doc_get_text(c->body, "description", NULL), images_json(c),
        (int64_t)doc_boolean(public, false), doc_get_text(c->body, "rev_note", NULL),
        doc_get_text(c->body, "script", NULL), asks, world_time(&c->lab->world, now),
        call_id(c, 0));
    c->answer = script_need(c);
    script_note(c, "stackscript_update", c->answer);
}

static void
script_delete(struct call *c)
{
    struct doc *script = script_need_own(c);

    if (!script)
        return;
    if (doc_get_bool(script, "is_public", false)) {
        call_error(c, NULL, "Public StackScripts cannot be deleted.");
        return;
    }
    script_note(c, "stackscript_delete", script);
    world_do(&c->lab->world, "DELETE FROM stackscript WHERE id = ?", "i", call_id(c, 0));
}

static void
script_reset(struct lab *lab)
{
    world_do(&lab->world, "DELETE FROM stackscript WHERE mine", "");
    world_do(&lab->world, "UPDATE stackscript SET deployments_total = 0", "");
}

#define SCRIPTS "linode/stackscripts"
#define SCRIPT SCRIPTS "/{}"

static const struct route routes[] = {
    { "GET", SCRIPTS, READ("stackscripts"), RATE_LIST, true, script_list },
    { "POST", SCRIPTS, WRITE("stackscripts"), RATE_OTHER, false, script_add },
    { "GET", SCRIPT, READ("stackscripts"), RATE_OTHER, true, script_get },
    { "PUT", SCRIPT, WRITE("stackscripts"), RATE_OTHER, false, script_put },
    { "DELETE", SCRIPT, WRITE("stackscripts"), RATE_OTHER, false, script_delete },
    { 0 },
};

const struct noun script_noun = { .routes = routes, .reset = script_reset };
