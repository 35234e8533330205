// SPDX-License-Identifier: MIT
// Opening and closing of the toolkit.
#include "app/toolkit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/env.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/program.h"
#include "model/ours.h"

const char *
lct_version(void)
{
    return LCT_VERSION;
}

static void
choose_url(struct lct *t, const struct lct_conf *conf)
{
    const char *url = conf->url ? conf->url : env_get(t->environment, "LINODE_URL");

    if (str_empty(url))
        url = t->profile.url ? t->profile.url : LINODE_API;
    t->url = arena_strdup(t->arena, url);
}

int
lct_open(const struct lct_conf *conf, struct lct **ret, struct lct_err *err)
{
    API_NEEDS(err, ret);
    static const struct lct_conf simplest;

    return toolkit_open(conf ? conf : &simplest, &drivers, ret, err);
}

int
toolkit_open(
    const struct lct_conf *conf, const struct drivers *d, struct lct **ret, struct lct_err *err)
{
    int code;

    if (conf->version > LCT_CONF_VERSION)
        return lct_fail(err, LCT_EUSAGE, "struct lct_conf is of version %u, this library knows %d",
            conf->version, LCT_CONF_VERSION);
    struct lct *t = NEW(struct lct);
    t->arena = arena_new();
    t->drivers = d;
    t->environment = (const char *const *)conf->environment;
    t->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    t->context.app = arena_strdup(t->arena, conf->app ? conf->app : OUR_NAME);
    t->context.customer = arena_strdup(t->arena, conf->customer ? conf->customer : "me");
    t->program = arena_strdup(t->arena, conf->program ? conf->program : OUR_NAME);
    t->processes = conf->processes ? conf->processes : &program_processes;
    t->offline = conf->offline;
    t->token_file = conf->token_file ? arena_strdup(t->arena, conf->token_file) : NULL;
    code = t->wake < 0 ? lct_fail(err, LCT_EFAILED, "cannot begin: %s", strerror(errno))
                       : d->loop(d, &t->loop, err);
    if (code == LCT_OK)
        code = conf_load(t, conf, err);
    if (code == LCT_OK)
        code = file_mkdirs(t->data_dir, 0700, err);
    if (code == LCT_OK)
        code = secrets_open(t, err);
    if (code != LCT_OK) {
        lct_close(t);
        return code;
    }
    choose_url(t, conf);
    *ret = t;
    return LCT_OK;
}

void
lct_close(struct lct *t)
{
    if (!t)
        return;
    if (t->store)
        t->store->ops->close(t->store);
    if (t->secrets)
        t->secrets->ops->close(t->secrets);
    if (t->catalogue)
        arena_free(t->catalogue->arena);
    if (t->older)
        arena_free(t->older->arena);
    if (t->loop)
        loop_free(t->loop);
    if (t->wake >= 0)
        close(t->wake);
    arena_free(t->arena);
    free(t);
}

void
lct_interrupt(struct lct *t)
{
    const uint64_t one = 1;

    if (!t)
        return;
    t->interrupts = t->interrupts + 1;
    if (write(t->wake, &one, sizeof one) < 0)
        return; // the counter is full: it wakes as well
}
