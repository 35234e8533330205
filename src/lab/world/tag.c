// SPDX-License-Identifier: MIT
// Tags: made by use or by themselves.
#include "lab/world/tag.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/balancer.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"
#include "lab/world/volume.h"

void
tags_set(struct lab *lab, const char *thing, int64_t id, const struct doc *tags)
{
    _own_(free) char *none = mem_printf("DELETE FROM %s_tag WHERE %s = ?", thing, thing);
    _own_(free) char *one =
        mem_printf("INSERT OR IGNORE INTO %s_tag (%s, label) VALUES (?, ?)", thing, thing);

    world_do(&lab->world, none, "i", id);
    doc_each (tag, tags) {
        world_do(
            &lab->world, "INSERT OR IGNORE INTO tag (label) VALUES (?)", "t", doc_text(tag, ""));
        world_do(&lab->world, one, "it", id, doc_text(tag, ""));
    }
}

static void
tag_note(struct call *c, const char *action, const char *label)
{
    event_note(c->lab, action,
        entity_new(c->arena, "tag", doc_string(c->arena, label), label,
            arena_printf(c->arena, "/v4/tags/%s", label)),
        NULL);
}

static bool
tag_exists(struct call *c, const char *label)
{
    return world_int(&c->lab->world, 0, "SELECT 1 FROM tag WHERE label = ?", "t", label);
}

static void
tag_list(struct call *c)
{
    static const char *const fields[] = { "label", NULL };

    page_answer(c, world_list(&c->lab->world, c->arena, "SELECT label FROM tag ORDER BY label", ""),
        fields);
}

static bool
add_check(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 3, .max = 50 },
        { "linodes", FIELD_INTS },
        { "volumes", FIELD_INTS },
        { "nodebalancers", FIELD_INTS },
        { "domains", FIELD_INTS },
        { 0 },
    };

    if (!call_check(c, c->body, "", fields))
        return false;
    if (tag_exists(c, doc_get_text(c->body, "label", "")))
        call_error(c, "label", "Tag already exists");
    doc_each (id, doc_get(c->body, "linodes"))
        if (!world_int(
                &c->lab->world, 0, "SELECT 1 FROM linode WHERE id = ?", "i", doc_integer(id, 0)))
            call_error(c, "linodes", "Invalid Linode ID %lld", (long long)doc_integer(id, 0));
    doc_each (id, doc_get(c->body, "volumes"))
        if (!volume_find(c->lab, c->arena, doc_integer(id, 0)))
            call_error(c, "volumes", "Invalid Volume ID %lld", (long long)doc_integer(id, 0));
    doc_each (id, doc_get(c->body, "nodebalancers"))
        if (!balancer_find(c->lab, c->arena, doc_integer(id, 0)))
            call_error(
                c, "nodebalancers", "Invalid NodeBalancer ID %lld", (long long)doc_integer(id, 0));
    for (const struct field *f = fields + 4; f->name; f++)
        if (doc_count(doc_get(c->body, f->name)))
            call_error(c, f->name, "%s are not supported by this lab", f->name);
    return !call_failed(c);
}

static void
tag_add(struct call *c)
{
    const char *label = doc_get_text(c->body, "label", NULL);
    struct world *w = &c->lab->world;

    if (!add_check(c))
        return;
    world_do(w, "INSERT INTO tag (label) VALUES (?)", "t", label);
    doc_each (id, doc_get(c->body, "linodes"))
        world_do(w, "INSERT OR IGNORE INTO linode_tag (linode, label) VALUES (?, ?)", "it",
            doc_integer(id, 0), label);
    doc_each (id, doc_get(c->body, "volumes"))
        world_do(w, "INSERT OR IGNORE INTO volume_tag (volume, label) VALUES (?, ?)", "it",
            doc_integer(id, 0), label);
    doc_each (id, doc_get(c->body, "nodebalancers"))
        world_do(w, "INSERT OR IGNORE INTO balancer_tag (balancer, label) VALUES (?, ?)", "it",
            doc_integer(id, 0), label);
    tag_note(c, "tag_create", label);
    c->answer = doc_map(c->arena);
    doc_put_string(c->arena, c->answer, "label", label);
}

static struct doc *
linode_find(struct call *c, int64_t id)
{
    c->params[0] = arena_printf(c->arena, "%lld", (long long)id);
    return instance_need(c);
}

// What carries the tag.
static void
tag_get(struct call *c)
{
    static const char *const fields[] = { NULL };
    struct arena *a = c->arena;
    struct doc *items = doc_list(a);
    const char *label = c->params[0];

    if (!tag_exists(c, label)) {
        call_not_found(c);
        return;
    }
    const struct doc *rows = world_list(&c->lab->world, a,
        "SELECT 'linode' AS type, linode AS id FROM linode_tag WHERE label = ?1 UNION ALL "
        "SELECT 'volume', volume FROM volume_tag WHERE label = ?1 UNION ALL "
        "SELECT 'nodebalancer', balancer FROM balancer_tag WHERE label = ?1 ORDER BY 1, 2",
        "t", label);
    doc_each (row, rows) {
        const char *type = doc_get_text(row, "type", "");
        int64_t id = doc_get_int(row, "id", 0);
        struct doc *item = doc_add(a, items, doc_map(a));
        doc_put_string(a, item, "type", type);
        doc_put(a, item, "data",
            str_eq(type, "volume")         ? volume_find(c->lab, a, id)
            : str_eq(type, "nodebalancer") ? balancer_find(c->lab, a, id)
                                           : linode_find(c, id));
    }
    page_answer(c, items, fields);
}

static void
tag_delete(struct call *c)
{
    if (!tag_exists(c, c->params[0])) {
        call_not_found(c);
        return;
    }
    world_do(&c->lab->world, "DELETE FROM tag WHERE label = ?", "t", c->params[0]);
    tag_note(c, "tag_delete", c->params[0]);
}

static void
tag_reset(struct lab *lab)
{
    world_do(&lab->world, "DELETE FROM tag", "");
}

static const struct route routes[] = {
    { "GET", "tags", READ("account"), RATE_LIST, false, tag_list },
    { "POST", "tags", WRITE("account"), RATE_OTHER, false, tag_add },
    { "GET", "tags/{}", READ("account"), RATE_LIST, false, tag_get },
    { "DELETE", "tags/{}", WRITE("account"), RATE_OTHER, false, tag_delete },
    { 0 },
};

const struct noun tag_noun = { .routes = routes, .reset = tag_reset };
