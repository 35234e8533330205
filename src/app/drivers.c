// SPDX-License-Identifier: MIT
// The one list of drivers: which one serves a port, and how it is opened.
#include <stdlib.h>

#include "app/toolkit.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/linode/linode.h"
#include "secrets/none/open.h"
#include "secrets/plain/open.h"
#include "shell/libssh/open.h"
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

// Every profile has an inventory of its own: the clusters of the lab are not those of an account.
char *
store_path(const struct lct *t)
{
    return mem_printf("%s/%s/inventory.db", t->data_dir, t->profile.name);
}

int
store_need(struct lct *t, struct lct_err *err)
{
    _own_(free) char *dir = mem_printf("%s/%s", t->data_dir, t->profile.name);
    _own_(free) char *file = store_path(t);

    if (t->store)
        return LCT_OK;
    if (file_mkdirs(dir, 0700, err) < 0)
        return err->code;
    return sqlite_open(t->loop, file, STORE_WRITE, &t->store, err);
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
