// SPDX-License-Identifier: MIT
// Users of a node plan - sets defined once at the top, or users named in place - and keys.
#include <string.h>

#include "base/public_key.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/user.h"
#include "plan/load/load.h"

// Keys written in place.
static const char *const *
read_keys(struct loading *l, const struct doc *d)
{
    size_t n = load_count(d), good = 0;
    const char **keys = arena_array(l->arena, n + 1, sizeof *keys);

    for (size_t i = 0; i < n; i++) {
        struct lct_err err;
        const struct doc *at = load_item(d, i);
        if (public_key_read(l->arena, doc_text(at, ""), &keys[good], &err) == LCT_OK)
            good++;
        else
            diag_hint(l->diags, load_error(l, at, "this is no SSH public key: %s", err.text), "%s",
                err.hint);
    }
    keys[good] = NULL;
    return keys;
}

static void
check_name(struct loading *l, const struct doc *at, const char *name)
{
    if (str_eq(name, "root") || str_eq(name, "admin"))
        diag_hint(l->diags, load_error(l, at, "'%s' cannot be a user of a plan", name),
            "root and admin are there already; their keys are the node plan's keys:");
    else if (user_is_of_system(name))
        diag_hint(l->diags,
            load_warning(l, at, "'%s' is an account of the system: it would be logged into", name),
            "choose another name");
}

static void
load_user(struct loading *l, const struct doc *d, struct plan_user *u)
{
    const struct doc *name = doc_get(d, "name");
    const struct doc *keys = doc_get(d, "keys") ? doc_get(d, "keys") : doc_get(d, "key");

    u->pos = d->pos;
    u->name = doc_text(name, "");
    if (name)
        check_name(l, name, u->name);
    u->shell = doc_get_text(d, "shell", NULL);
    u->keys = read_keys(l, keys);
    u->groups = load_texts(l, doc_get(d, "groups"));
    u->sudo = schema_bool(doc_get(d, "sudo"), false);
}

struct user_list {
    struct plan_user *items;
    size_t n, cap;
};
struct texts {
    const char **items;
    size_t n, cap;
};

static void
add_user(struct loading *l, const struct doc *at, const struct doc *d, struct user_list *out)
{
    struct plan_user u = { 0 };

    load_user(l, d, &u);
    vec_each (other, out)
        if (str_eq(other->name, u.name)) {
            diag_note(l->diags, load_error(l, at, "the user %s is here twice", u.name), other->pos,
                "the first is here");
            return;
        }
    vec_push(out, u);
}

void
load_users(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "users", NULL);
    struct user_list users = { 0 };

    for (size_t i = 0; i < load_count(d); i++) {
        const struct doc *item = load_item(d, i), *set = item;
        if (item->kind != DOC_MAP)
            set = load_set(l, item, l->user_sets, "users");
        for (size_t k = 0; k < load_count(set); k++)
            add_user(l, item, load_item(set, k), &users);
    }
    np->users = load_keep(l, &users);
    np->n_users = users.n;
    vec_done(&users);
}

// A line of a file of keys; those that are empty or comments say nothing.
static void
add_line(
    struct loading *l, const struct doc *at, const char *line, size_t number, struct texts *out)
{
    struct lct_err err;
    const char *key;

    line += strspn(line, " \t");
    if (!*line || *line == '#')
        return;
    if (public_key_read(l->arena, line, &key, &err) == LCT_OK)
        vec_push(out, key);
    else
        diag_hint(l->diags,
            load_error(l, at, "line %zu of %s is no SSH public key: %s", number, doc_text(at, ""),
                err.text),
            "%s", err.hint);
}

static void
add_lines(struct loading *l, const struct doc *at, const char *text, struct texts *out)
{
    size_t before = out->n, errors = l->diags->n_errors;

    for (size_t number = 1; *text; number++) {
        size_t n = strcspn(text, "\n");
        add_line(l, at, arena_strndup(l->arena, text, n), number, out);
        text += n + (text[n] == '\n');
        if (l->diags->n_errors > errors)
            return; // of a file that holds something else the first line tells enough
    }
    if (out->n == before)
        load_error(l, at, "there is no key in %s", doc_text(at, ""));
}

// What load_keys takes: the key itself, or a file of them.
static void
add_key(struct loading *l, const struct doc *at, struct texts *out)
{
    const char *text = doc_text(at, ""), *file = NULL, *key;
    struct lct_err wrong, err = { 0 };

    if (public_key_read(l->arena, text, &key, &wrong) == LCT_OK) {
        vec_push(out, key);
        return;
    }
    if (!strpbrk(key, " \n"))
        file = load_file(l, key, &err);
    if (file)
        add_lines(l, at, file, out);
    else if (err.code)
        diag_hint(l->diags,
            load_unread(l,
                load_error(l, at, "this is no SSH public key and no file of one: %s", err.text),
                key, &err),
            "paste the one line of a .pub file, or name the file");
    else
        diag_hint(l->diags, load_error(l, at, "this is no SSH public key: %s", wrong.text), "%s",
            wrong.hint);
}

void
load_keys(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "keys", "key");
    struct texts keys = { 0 };

    for (size_t i = 0; i < load_count(d); i++)
        add_key(l, load_item(d, i), &keys);
    vec_push(&keys, NULL);
    np->keys = load_keep(l, &keys);
    vec_done(&keys);
}
