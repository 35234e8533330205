// SPDX-License-Identifier: MIT
// The user's SSH keys.
#include "lab/api/route.h"
#include "lab/call/page.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"

#include "base/str.h"

#define SELECT_KEY "SELECT id, label, ssh_key, created FROM sshkey "

static struct doc *
sshkey_need(struct call *c)
{
    struct doc *key =
        world_one(&c->lab->world, c->arena, SELECT_KEY "WHERE id = ?", "i", call_id(c, 0));

    if (!key)
        call_not_found(c);
    return key;
}

static void
sshkey_note(struct call *c, const char *action, const struct doc *key)
{
    const struct doc *id = doc_get(key, "id");

    event_note(c->lab, action,
        entity_new(c->arena, "user_ssh_key", id, doc_get_text(key, "label", NULL),
            arena_printf(c->arena, "/v4/profile/sshkeys/%lld", (long long)doc_integer(id, 0))),
        NULL);
}

static void
sshkey_list(struct call *c)
{
    static const char *const fields[] = { "label", NULL };

    page_answer(c, world_list(&c->lab->world, c->arena, SELECT_KEY "ORDER BY id", ""), fields);
}

static void
sshkey_add(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 1, .max = 64 },
        { "ssh_key", FIELD_TEXT, .required = true, .min = 1, .max = 16384 },
        { 0 },
    };
    char now[WORLD_TIME];
    int64_t id;

    if (!call_check(c, c->body, "", fields))
        return;
    const char *key = str_trim(arena_strdup(c->arena, doc_get_text(c->body, "ssh_key", "")));
    if (!sshkey_is_valid(key)) {
        call_error(c, "ssh_key", "SSH Key is not valid");
        return;
    }
    id = world_insert(&c->lab->world,
        "INSERT INTO sshkey (label, ssh_key, created) VALUES (?, ?, ?)", "ttt",
        doc_get_text(c->body, "label", NULL), key, world_time(&c->lab->world, now));
    c->answer = world_one(&c->lab->world, c->arena, SELECT_KEY "WHERE id = ?", "i", id);
    sshkey_note(c, "user_ssh_key_add", c->answer);
}

static void
sshkey_get(struct call *c)
{
    struct doc *key = sshkey_need(c);

    if (key)
        c->answer = key;
}

static void
sshkey_put(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 1, .max = 64 },
        { 0 },
    };

    if (!sshkey_need(c) || !call_check(c, c->body, "", fields))
        return;
    world_do(&c->lab->world, "UPDATE sshkey SET label = ? WHERE id = ?", "ti",
        doc_get_text(c->body, "label", NULL), call_id(c, 0));
    c->answer = sshkey_need(c);
    sshkey_note(c, "user_ssh_key_update", c->answer);
}

static void
sshkey_delete(struct call *c)
{
    struct doc *key = sshkey_need(c);

    if (!key)
        return;
    world_do(&c->lab->world, "DELETE FROM sshkey WHERE id = ?", "i", call_id(c, 0));
    sshkey_note(c, "user_ssh_key_delete", key);
}

static void
sshkey_reset(struct lab *lab)
{
    world_do(&lab->world, "DELETE FROM sshkey", "");
}

static const struct route routes[] = {
    { "GET", "profile/sshkeys", READ("account"), RATE_LIST, false, sshkey_list },
    { "POST", "profile/sshkeys", WRITE("account"), RATE_OTHER, false, sshkey_add },
    { "GET", "profile/sshkeys/{}", READ("account"), RATE_OTHER, false, sshkey_get },
    { "PUT", "profile/sshkeys/{}", WRITE("account"), RATE_OTHER, false, sshkey_put },
    { "DELETE", "profile/sshkeys/{}", WRITE("account"), RATE_OTHER, false, sshkey_delete },
    { 0 },
};

const struct noun sshkey_noun = { .routes = routes, .reset = sshkey_reset };
