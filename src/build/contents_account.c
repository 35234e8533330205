// SPDX-License-Identifier: MIT
// Users, groups and keys beside those of the plan before.
#include "base/public_key.h"
#include "base/str.h"
#include "base/vec.h"
#include "build/contents.h"

// ---- lists of one user

struct list {
    const char *what, *of;
    const char *const *was, *const *now;
    bool keys;
};

static bool
has_text(const char *const *list, const char *text)
{
    for (; list && *list; list++)
        if (str_eq(*list, text))
            return true;
    return false;
}

static void
add_missing(struct contents *c, const struct list *l, const char *const *from,
    const char *const *there, const char *action)
{
    for (; from && *from; from++)
        if (!has_text(there, *from))
            vec_push(c, ((struct content){ .what = l->what,
                            .name = l->keys ? public_key_name(c->arena, *from) : *from,
                            .of = l->of,
                            .action = action }));
}

static void
compare_list(struct contents *c, const struct list *l)
{
    add_missing(c, l, l->was, l->now, "remove");
    add_missing(c, l, l->now, l->was, "add");
}

// ---- users and groups

static const char *
shell_of(const struct plan_user *u)
{
    return u->shell ? u->shell : "/bin/bash";
}

static const char *
user_note(struct arena *a, const struct plan_user *was, const struct plan_user *now)
{
    const char *note = NULL;

    if (!str_eq(shell_of(was), shell_of(now)))
        note = arena_printf(a, "shell %s -> %s", shell_of(was), shell_of(now));
    if (was->sudo == now->sudo)
        return note;
    return arena_printf(a, "%s%s%s sudo", note ? note : "", note ? ", " : "",
        now->sudo ? "with" : "no longer with");
}

static void
compare_user(struct contents *c, const struct plan_user *was, const struct plan_user *now)
{
    static const struct plan_user nobody;
    const char *note = was ? user_note(c->arena, was, now) : now->sudo ? "with sudo" : NULL;

    if (!was || note)
        vec_push(c, ((struct content){ .what = "user",
                        .name = now->name,
                        .action = was ? "change" : "add",
                        .note = note }));
    was = was ? was : &nobody;
    compare_list(c, &(struct list){ "group", now->name, was->groups, now->groups, false });
    compare_list(c, &(struct list){ "key", now->name, was->keys, now->keys, true });
}

static void
compare_users(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    _own_(map) struct map before = { 0 }, after = { 0 };

    for (size_t i = 0; i < was->n_users; i++)
        map_put(&before, was->users[i].name, &was->users[i]);
    for (size_t i = 0; i < now->n_users; i++) {
        map_put(&after, now->users[i].name, &now->users[i]);
        compare_user(c, map_get(&before, now->users[i].name), &now->users[i]);
    }
    for (size_t i = 0; i < was->n_users; i++)
        if (!map_has(&after, was->users[i].name))
            vec_push(c, ((struct content){ .what = "user",
                            .name = was->users[i].name,
                            .action = "remove",
                            .note = "with the account, if the toolkit made it; his home stays" }));
}

static void
compare_groups(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    _own_(map) struct map before = { 0 }, after = { 0 };

    for (size_t i = 0; i < was->n_groups; i++)
        map_put(&before, was->groups[i].name, &was->groups[i]);
    for (size_t i = 0; i < now->n_groups; i++) {
        map_put(&after, now->groups[i].name, &now->groups[i]);
        if (!map_has(&before, now->groups[i].name))
            vec_push(c, ((struct content){
                            .what = "group", .name = now->groups[i].name, .action = "add" }));
    }
    for (size_t i = 0; i < was->n_groups; i++)
        if (!map_has(&after, was->groups[i].name))
            vec_push(c, ((struct content){ .what = "group",
                            .name = was->groups[i].name,
                            .action = "remove",
                            .note = "if the toolkit made it, and it has no members" }));
}

void
contents_accounts(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    compare_groups(c, was, now);
    compare_users(c, was, now);
    compare_list(c, &(struct list){ "key", "admin", was->keys, now->keys, true });
}
