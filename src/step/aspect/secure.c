// SPDX-License-Identifier: MIT
// Renders the hardening step.
#include "step/aspect/secure.h"

#include "base/public_key.h"
#include "base/str.h"
#include "model/hostname.h"
#include "model/ours.h"
#include "model/user.h"
#include "step/bundle/node_files.h"

const char secure_sshd_conf[] = "# Made by " OUR_NAME ": the first word on a matter counts.\n"
                                "PasswordAuthentication no\n"
                                "KbdInteractiveAuthentication no\n"
                                "PubkeyAuthentication yes\n"
                                "PermitEmptyPasswords no\n"
                                "PermitRootLogin prohibit-password\n"
                                "MaxAuthTries 4\n"
                                "LoginGraceTime 30\n"
                                "X11Forwarding no\n"
                                "UseDNS no\n";

static int
user_check(const struct plan_user *u, struct lct_err *err)
{
    char why[ACCOUNT_WHY];

    if (account_fault(u->name, why))
        return lct_fail(err, LCT_EPLAN, "\"%s\" cannot be the name of a user: %s", u->name, why);
    if (u->shell && shell_fault(u->shell, why))
        return lct_fail(
            err, LCT_EPLAN, "user %s: \"%s\" cannot be a shell: %s", u->name, u->shell, why);
    for (const char *const *g = u->groups; g && *g; g++)
        if (account_fault(*g, why))
            return lct_fail(err, LCT_EPLAN, "user %s: \"%s\" cannot be the name of a group: %s",
                u->name, *g, why);
    for (const char *const *k = u->keys; k && *k; k++)
        if (!public_key_fits(*k))
            return lct_fail(
                err, LCT_EPLAN, "user %s: a key is not one line of a public key", u->name);
    return 0;
}

static int
secure_check(const struct secure *s, struct lct_err *err)
{
    char why[ACCOUNT_WHY], no_host[FAULT_WHY];

    if (account_fault(s->admin, why) || str_eq(s->admin, "root"))
        return lct_fail(err, LCT_EPLAN, "\"%s\" cannot be the admin user", s->admin);
    if (hostname_fault(s->hostname, no_host))
        return lct_fail(err, LCT_EPLAN, "\"%s\" cannot be a host name: %s", s->hostname, no_host);
    if (!s->keys || !*s->keys)
        return lct_fail(err, LCT_EPLAN, "without a key nobody could log in");
    for (const char *const *k = s->keys; *k; k++)
        if (!public_key_fits(*k))
            return lct_fail(err, LCT_EPLAN, "a key is not one line of a public key");
    for (const char *const *k = s->more_keys; k && *k; k++)
        if (!public_key_fits(*k))
            return lct_fail(err, LCT_EPLAN, "a key is not one line of a public key");
    for (size_t i = 0; i < s->n_users; i++)
        if (user_check(&s->users[i], err))
            return err->code;
    for (size_t i = 0; i < s->n_groups; i++)
        if (account_fault(s->groups[i].name, why))
            return lct_fail(
                err, LCT_EPLAN, "\"%s\" cannot be the name of a group: %s", s->groups[i].name, why);
    return 0;
}

static void
add_keys(struct buf *out, const char *const *keys)
{
    for (; keys && *keys; keys++)
        buf_addf(out, "%s\n", *keys);
}

// Root and the admin have the cluster's keys; a user of the plan with one of these names has his
// own beside them.
static struct bundle_file
keys_file(struct arena *a, const struct secure *s, const char *name)
{
    _own_(buf) struct buf text = { 0 };
    if (str_eq(name, "root") || str_eq(name, s->admin)) {
        add_keys(&text, s->keys);
        add_keys(&text, s->more_keys);
    }
    for (size_t i = 0; i < s->n_users; i++)
        if (str_eq(s->users[i].name, name))
            add_keys(&text, s->users[i].keys);
    return (struct bundle_file){ arena_printf(a, "keys.%s", name), arena_strdup(a, buf_str(&text)),
        0600 };
}

// Of whom the plan names it says all; the admin, whom we made, keeps what he was given on the node.
static void
add_user(struct buf *out, const struct plan_user *u, bool sudo)
{
    buf_addf(out, "%s %s %d ", u->name, u->shell ? u->shell : "/bin/bash", sudo);
    for (const char *const *g = u->groups; g && *g; g++)
        buf_addf(out, "%s%s", g == u->groups ? "" : ",", *g);
    buf_adds(out, u->groups && *u->groups ? "\n" : "-\n");
}

// NAME SHELL SUDO GROUPS, the admin first; root is no line of it.
static const char *
users_text(struct arena *a, const struct secure *s)
{
    _own_(buf) struct buf text = { 0 };
    bool planned = false;
    for (size_t i = 0; i < s->n_users; i++)
        planned |= str_eq(s->users[i].name, s->admin);
    if (!planned)
        buf_addf(&text, "%s - 1 =\n", s->admin);
    for (size_t i = 0; i < s->n_users; i++)
        if (!str_eq(s->users[i].name, "root"))
            add_user(&text, &s->users[i], s->users[i].sudo || str_eq(s->users[i].name, s->admin));
    return arena_strdup(a, buf_str(&text));
}

// NAME GID SYSTEM
static const char *
groups_text(struct arena *a, const struct secure *s)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < s->n_groups; i++)
        buf_addf(&text, "%s %lld %d\n", s->groups[i].name, (long long)s->groups[i].gid,
            s->groups[i].system);
    return arena_strdup(a, buf_str(&text));
}

int
secure_step(struct arena *a, const struct secure *s, struct bundle_step *ret, struct lct_err *err)
{
    if (secure_check(s, err))
        return err->code;
    struct bundle_file *files = arena_array(a, s->n_users + 5, sizeof *files);
    struct bundle_env *env = arena_array(a, 3, sizeof *env);
    size_t n = 0;
    env[0] = (struct bundle_env){ "LCT_ADMIN", s->admin };
    env[1] = (struct bundle_env){ "LCT_HOSTNAME", s->hostname };
    files[n++] = (struct bundle_file){ "sshd.conf", secure_sshd_conf, 0600 };
    files[n++] = (struct bundle_file){ "groups", groups_text(a, s), 0600 };
    files[n++] = (struct bundle_file){ "users", users_text(a, s), 0600 };
    files[n++] = keys_file(a, s, "root");
    files[n++] = keys_file(a, s, s->admin);
    for (size_t i = 0; i < s->n_users; i++)
        if (!str_eq(s->users[i].name, "root") && !str_eq(s->users[i].name, s->admin))
            files[n++] = keys_file(a, s, s->users[i].name);
    *ret = (struct bundle_step){
        .id = "secure",
        .script = embed_find(node_files, "secure.sh")->data,
        .files = files,
        .n_files = n,
        .env = env,
        .timeout_ms = 120000,
        .mode = BUNDLE_ALWAYS,
    };
    return 0;
}
