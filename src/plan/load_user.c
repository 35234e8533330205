// Users of a node plan - sets defined once at the top, or users named in place - and keys.
#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "plan/load.h"

#define LONGEST_KEY 8192

bool
load_account_name(const char *s)
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
            return !strpbrk(s, "\n\r") && strlen(s) <= LONGEST_KEY;
    return false;
}

static void
check_keys(struct loading *l, const struct doc *d)
{
    for (size_t i = 0; i < load_count(d); i++)
        if (!key_ok(doc_text(load_item(d, i), "")))
            diag_hint(l->diags, load_error(l, load_item(d, i), "this is no SSH public key"),
                "paste the one line of a .pub file");
}

static void
load_user(struct loading *l, const struct doc *d, struct plan_user *u)
{
    const struct doc *name = doc_get(d, "name"), *shell = doc_get(d, "shell");
    const struct doc *keys = doc_get(d, "keys") ? doc_get(d, "keys") : doc_get(d, "key");
    const struct doc *groups = doc_get(d, "groups");

    u->pos = d->pos;
    u->name = doc_text(name, "");
    if (!load_account_name(u->name) || str_eq(u->name, "root") || str_eq(u->name, "admin"))
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
        if (!load_account_name(*g))
            load_error(l, groups, "'%s' is no name of a group", *g);
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

// What load_keys takes: the key itself, or a file of them.
static void
add_key(struct loading *l, const struct doc *at, struct texts *out)
{
    const char *text = doc_text(at, ""), *file;
    struct lct_err err;
    char **lines;
    size_t n;

    if (key_ok(text)) {
        vec_push(out, text);
        return;
    }
    file = strchr(text, ' ') ? NULL : load_file(l, text, &err);
    n = file ? str_split(l->arena, file, "\r\n", &lines) : 0;
    if (n && str_starts(lines[0], "-----BEGIN")) {
        diag_hint(l->diags, load_error(l, at, "%s is a private key: it stays where it is", text),
            "name the file of its public half, one line that begins with ssh-");
        return;
    }
    if (!n)
        diag_hint(l->diags, load_error(l, at, "this is no SSH public key and no file of one"),
            "paste the one line of a .pub file, or name the file");
    for (size_t i = 0; i < n; i++)
        if (key_ok(lines[i]))
            vec_push(out, lines[i]);
        else if (lines[i][0] != '#')
            load_error(l, at, "line %zu of %s is no SSH public key", i + 1, text);
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
