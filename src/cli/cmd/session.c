// SPDX-License-Identifier: MIT
// The open toolkit of one command: where, as whom, for whom.
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/show/tell.h"

static int
split_context(char *text, struct lct_conf *conf, struct lct_err *err)
{
    char *slash = strchr(text, '/');

    if (!slash || slash == text || !slash[1] || strchr(slash + 1, '/'))
        return lct_fail(err, LCT_EUSAGE, "--context %s is not APP/CUSTOMER", text);
    *slash = '\0';
    conf->app = text;
    conf->customer = slash + 1;
    return LCT_OK;
}

// NULL: the system does not tell.
static const char *
own_path(char path[static PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);

    if (n < 0)
        return NULL;
    path[n] = '\0';
    return path;
}

struct lct *
toolkit_open(struct invocation *v, struct lct_err *err)
{
    const char *context = option_value(v, "context");
    char path[PATH_MAX];
    _own_(free) char *copy = mem_strdup(context ? context : "");
    struct lct_conf conf = {
        .version = LCT_CONF_VERSION,
        .environment = environ,
        .program = own_path(path),
        .config_file = option_value(v, "config"),
        .profile = option_value(v, "profile"),
        .token_file = option_value(v, "token-file"),
        .offline = v->offline,
        .sequential = option_given(v, "sequential"),
    };

    if (v->toolkit)
        return v->toolkit;
    if (context && split_context(copy, &conf, err) < 0)
        return NULL;
    return lct_open(&conf, &v->toolkit, err) < 0 ? NULL : v->toolkit;
}

struct lct *
toolkit(struct invocation *v, int *status)
{
    struct lct_err err = { 0 };
    struct lct *t = toolkit_open(v, &err);

    if (!t)
        *status = tell_error(v, &err);
    return t;
}
