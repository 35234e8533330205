// SPDX-License-Identifier: MIT
// Locks: whoever has one is neither deleted nor rebuilt. Only Linodes have them here.
#include "lab/world/instance.h"

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/event.h"

#define SELECT_LOCK                                                                        \
    "SELECT k.id, lock_type, json_object('id', l.id, 'type', 'linode', 'label', l.label, " \
    "'url', '/v4/linode/instances/' || l.id) AS \"entity:json\" "                          \
    "FROM linode_lock k JOIN linode l ON l.id = k.linode "

static void
lock_list(struct call *c)
{
    static const char *const fields[] = { "entity.id", "entity.label", "entity.type", "id",
        "lock_type", NULL };

    page_answer(c, world_list(&c->lab->world, c->arena, SELECT_LOCK "ORDER BY k.id", ""), fields);
}

static struct doc *
lock_need(struct call *c, int64_t id)
{
    struct doc *lock = world_one(&c->lab->world, c->arena, SELECT_LOCK "WHERE k.id = ?", "i", id);

    if (!lock)
        call_not_found(c);
    return lock;
}

static void
lock_get(struct call *c)
{
    struct doc *lock = lock_need(c, call_id(c, 0));

    if (lock)
        c->answer = lock;
}

static bool
add_check(struct call *c)
{
    static const char *const entities[] = { "linode", NULL };
    static const char *const types[] = { "cannot_delete", "cannot_delete_with_subresources", NULL };
    static const struct field fields[] = {
        { "entity_type", FIELD_TEXT, .required = true, .words = entities },
        { "entity_id", FIELD_INT, .required = true },
        { "lock_type", FIELD_TEXT, .required = true, .words = types },
        { 0 },
    };
    const int64_t linode = doc_get_int(c->body, "entity_id", 0);

    if (!call_check(c, c->body, "", fields))
        return false;
    if (!world_int(&c->lab->world, 0, "SELECT 1 FROM linode WHERE id = ?", "i", linode))
        call_refuse(c, 404, "entity_id", "Not found");
    else if (world_int(
                 &c->lab->world, 0, "SELECT 1 FROM linode_lock WHERE linode = ?", "i", linode))
        call_error(c, NULL, "The resource is locked already");
    return !call_failed(c);
}

static void
lock_add(struct call *c)
{
    if (!add_check(c))
        return;
    const int64_t linode = doc_get_int(c->body, "entity_id", 0);
    c->answer = lock_need(
        c, world_insert(&c->lab->world, "INSERT INTO linode_lock (linode, lock_type) VALUES (?, ?)",
               "it", linode, doc_get_text(c->body, "lock_type", NULL)));
}

static void
lock_delete(struct call *c)
{
    if (lock_need(c, call_id(c, 0)))
        world_do(&c->lab->world, "DELETE FROM linode_lock WHERE id = ?", "i", call_id(c, 0));
}

bool
instance_locked(struct call *c, int64_t linode)
{
    if (!world_int(&c->lab->world, 0, "SELECT 1 FROM linode_lock WHERE linode = ?", "i", linode))
        return false;
    call_error(c, NULL, "This Linode is locked: remove its lock first");
    return true;
}

static const struct route routes[] = {
    { "GET", "locks", READ("account"), RATE_LIST, false, lock_list },
    { "POST", "locks", WRITE("account"), RATE_OTHER, false, lock_add },
    { "GET", "locks/{}", READ("account"), RATE_OTHER, false, lock_get },
    { "DELETE", "locks/{}", WRITE("account"), RATE_OTHER, false, lock_delete },
    { 0 },
};

const struct noun instance_lock_noun = { .routes = routes };
