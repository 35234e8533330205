// Users of a node plan: sets defined once at the top, or users named in place.
#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "plan/load.h"

static bool
name_ok(const char *s)
{
    size_t n = strlen(s);

    return n && n <= 32 && ((s[0] >= 'a' && s[0] <= 'z') || s[0] == '_') &&
           strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == n;
}

static bool
key_ok(const char *s)
{
    static const char *const kinds[] = { "ssh-ed25519 ", "ssh-rsa ", "ecdsa-sha2-nistp",
        "sk-ssh-ed25519@openssh.com ", "sk-ecdsa-sha2-nistp256@openssh.com " };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_starts(s, kinds[i]))
            return !strpbrk(s, "\n\r");
    return false;
}

static void
check_keys(struct loading *l, const struct doc *d)
{
    size_t n = d && d->kind == DOC_LIST ? d->n : d ? 1 : 0;

    for (size_t i = 0; i < n; i++) {
        const struct doc *key = d->kind == DOC_LIST ? d->items[i] : d;
        if (!key_ok(doc_text(key, "")))
            diag_hint(l->diags, load_error(l, key, "this is no SSH public key"),
                "paste the one line of a .pub file");
    }
}

static void
load_user(struct loading *l, const struct doc *d, struct plan_user *u)
{
    const struct doc *name = doc_get(d, "name"), *shell = doc_get(d, "shell");
    const struct doc *keys = doc_get(d, "keys") ? doc_get(d, "keys") : doc_get(d, "key");
    const struct doc *groups = doc_get(d, "groups");

    u->pos = d->pos;
    u->name = doc_text(name, "");
    if (!name_ok(u->name) || str_eq(u->name, "root") || str_eq(u->name, "admin"))
        diag_hint(l->diags,
            load_error(l, name ? name : d, "'%s' cannot be a user of a plan", u->name),
            "1 to 32 of a-z 0-9 _ -, a letter first; root and admin are there already");
    u->shell = doc_text(shell, NULL);
    if (u->shell && (u->shell[0] != '/' || strpbrk(u->shell, " \t\n:'\"")))
        load_error(l, shell, "'%s' is no path of a shell", u->shell);
    u->keys = load_texts(l, keys);
    check_keys(l, keys);
    u->groups = load_texts(l, groups);
    for (const char *const *g = u->groups; *g; g++)
        if (!name_ok(*g))
            load_error(l, groups, "'%s' is no name of a group", *g);
    u->sudo = schema_bool(doc_get(d, "sudo"), false);
}

struct user_list {
    struct plan_user *items;
    size_t n, cap;
};

static void
add_user(struct loading *l, const struct doc *d, struct user_list *out)
{
    struct plan_user u = { 0 };

    load_user(l, d, &u);
    vec_each (other, out)
        if (str_eq(other->name, u.name)) {
            load_error(l, d, "the user %s is here twice", u.name);
            return;
        }
    vec_push(out, u);
}

static void
add_set(struct loading *l, const struct doc *at, struct user_list *out)
{
    const char *name = doc_text(at, "");
    const struct doc *set = doc_get(l->user_sets, name);

    if (set) {
        if (set->kind != DOC_LIST)
            add_user(l, set, out);
        for (size_t i = 0; i < doc_count(set) && set->kind == DOC_LIST; i++)
            add_user(l, set->items[i], out);
        return;
    }
    struct diag *item = load_error(l, at, "there is no set of users '%s'", name);
    const char *names[64];
    size_t n = 0;
    for (; n < doc_count(l->user_sets) && n < 64; n++)
        names[n] = l->user_sets->keys[n]->text;
    const char *near = str_nearest(name, names, n);
    if (near)
        diag_hint(l->diags, item, "did you mean %s?", near);
    else
        diag_hint(l->diags, item, "define it at the top: users: {%s: [{name: ...}]}", name);
}

void
load_users(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "users", NULL);
    size_t n = d && d->kind == DOC_LIST ? d->n : d ? 1 : 0;
    struct user_list users = { 0 };

    for (size_t i = 0; i < n; i++) {
        const struct doc *item = d->kind == DOC_LIST ? d->items[i] : d;
        if (item->kind == DOC_MAP)
            add_user(l, item, &users);
        else
            add_set(l, item, &users);
    }
    np->users = arena_array(l->arena, users.n, sizeof *np->users);
    if (users.n)
        memcpy(np->users, users.items, users.n * sizeof *np->users);
    np->n_users = users.n;
    vec_done(&users);
}
