// SPDX-License-Identifier: MIT
// The one list of drivers: which one serves a port, and how it is opened.
#include <stdlib.h>
#include <unistd.h>

#include "app/toolkit.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/linode/linode.h"
#include "secrets/none/open.h"
#include "secrets/plain/open.h"
#include "shell/libssh/open.h"
#include "store/json/open.h"
#include "store/sqlite/open.h"

#define HANDSHAKES 64 // SSH log-ins under way at once

int
secrets_open(struct lct *t, struct lct_err *err)
{
    _own_(free) char *dir = file_join(t->data_dir, "secrets");

    if (str_eq(t->secrets_kind, "none"))
        return secrets_none_open(t->loop, &t->secrets, err);
    return secrets_plain_open(t->loop, dir, &t->secrets, err);
}

// What there is to choose from as `store` in the configuration (profile/conf.c).
static const struct store_driver {
    const char *kind;
    const char *file;        // in the profile's folder
    const char *copies;      // likewise, the folder of its copies
    const char *copy_suffix; // how their names end
    int (*open)(struct loop *l, const char *path, enum store_mode mode, struct store **ret,
        struct lct_err *err);
    int (*restore)(struct loop *l, const char *path, const char *copy, lease_lives_fn *lives,
        char **kept, struct lct_err *err);
} store_drivers[] = {
    { "sqlite", "inventory.db", "backups", ".db", sqlite_open, sqlite_restore },
    { "json", "inventory", "inventory-backups", ".tar", json_store_open, json_store_restore },
};

static const struct store_driver *
store_driver(const struct lct *t)
{
    const struct store_driver *d = store_drivers;

    while (!str_eq(d->kind, t->store_kind))
        d++;
    return d;
}

// Every profile has an inventory of its own: the clusters of the lab are not those of an account.
static char *
in_profile(const struct lct *t, const char *name)
{
    return mem_printf("%s/%s/%s", t->data_dir, t->profile.name, name);
}

char *
store_path(const struct lct *t)
{
    return in_profile(t, store_driver(t)->file);
}

char *
store_copies(const struct lct *t, const char **suffix)
{
    *suffix = store_driver(t)->copy_suffix;
    return in_profile(t, store_driver(t)->copies);
}

// What the profile has may be kept otherwise: an empty inventory beside it would hide it.
static int
check_no_other(const struct lct *t, struct lct_err *err)
{
    for (size_t i = 0; i < sizeof store_drivers / sizeof *store_drivers; i++) {
        const struct store_driver *d = &store_drivers[i];
        _own_(free) char *file = in_profile(t, d->file);
        if (d == store_driver(t) || access(file, F_OK) < 0) // nor where that cannot be told
            continue;
        lct_fail(err, LCT_EUSAGE, "the inventory of profile %s is kept by %s, in %s, not by %s",
            t->profile.name, d->kind, file, t->store_kind);
        return lct_hint(err,
            "set store: %s in the configuration; to begin without what it knows, move it away",
            d->kind);
    }
    return LCT_OK;
}

int
store_need(struct lct *t, struct lct_err *err)
{
    _own_(free) char *dir = mem_printf("%s/%s", t->data_dir, t->profile.name);
    _own_(free) char *file = store_path(t);

    if (t->store)
        return LCT_OK;
    if (file_mkdirs(dir, 0700, err) < 0 || (!file_exists(file) && check_no_other(t, err) < 0))
        return err->code;
    return store_driver(t)->open(t->loop, file, STORE_WRITE, &t->store, err);
}

int
store_restore(
    struct lct *t, const char *copy, lease_lives_fn *lives, char **kept, struct lct_err *err)
{
    _own_(free) char *path = store_path(t);

    if (t->store)
        t->store->ops->close(take(t->store));
    return store_driver(t)->restore(t->loop, path, copy, lives, kept, err);
}

static int
open_loop(const struct drivers *d, struct loop **ret, struct lct_err *err)
{
    return loop_open(ret, err);
}

static int
open_cloud(struct lct *t, enum cloud_mode mode, const struct secret *token, const char *source,
    struct cloud **ret, struct lct_err *err)
{
    const struct linode_conf conf = { .url = t->url,
        .token = token,
        .token_source = source,
        .mode = mode,
        .user_agent = USER_AGENT,
        .environment = t->environment };

    return linode_open(t->loop, &conf, ret, err);
}

static int
open_shell(struct lct *t, unsigned handshakes, struct shell **ret, struct lct_err *err)
{
    return libssh_open(t->loop, handshakes, ret, err);
}

const struct drivers drivers = { .loop = open_loop, .cloud = open_cloud, .shell = open_shell };

int
cloud_open(struct lct *t, enum cloud_mode mode, struct cloud **ret, struct lct_err *err)
{
    _own_(secret) struct secret *token = NULL;
    const char *source;

    if (token_find(t, &token, &source, err) < 0 ||
        t->drivers->cloud(t, mode, token, source, ret, err) < 0)
        return err->code;
    rates_recall(t, *ret);
    return LCT_OK;
}

int
shell_open(struct lct *t, struct shell **ret, struct lct_err *err)
{
    return shell_open_wide(t, HANDSHAKES, ret, err);
}

int
shell_open_wide(struct lct *t, unsigned handshakes, struct shell **ret, struct lct_err *err)
{
    return t->drivers->shell(t, handshakes, ret, err);
}
