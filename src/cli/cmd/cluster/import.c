// SPDX-License-Identifier: MIT
// cluster import: Linodes that others made.
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/env.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"

// The file in the option, or the first there is of the usual ones: absolute, as it is kept. NULL:
// there is none.
static char *
file_of(const struct invocation *v, const char *option, const char *const *usual)
{
    const char *given = option_value(v, option);

    if (given)
        return realpath(given, NULL);
    for (; *usual; usual++) {
        char *path = env_path((const char *const *)environ, "", *usual);
        if (file_exists(path))
            return path;
        free(path);
    }
    return NULL;
}

static int
tell_missing(const struct invocation *v, const char *option, const char *what)
{
    _own_(free) char *hint = mem_printf("say which one: --%s FILE", option);

    return tell_usage(v, hint, "there is no %s", what);
}

static void
print_plan_text(const struct lct_value *root)
{
    print_safe(stdout, lct_text(lct_get(root, "plan"), ""), true);
}

static void
print_next(const struct invocation *v)
{
    printf(
        "The plan is in %s: say in it what is served (firewall), and who logs in (users). Then:\n"
        "    linodetool cluster apply '%s' %s\n",
        v->arguments[1], v->arguments[0], v->arguments[1]);
}

static int
import(struct invocation *v, const struct lct_import_args *args)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    _own_(buf) struct buf text = { 0 };
    int code, status;

    if (option_given(v, "dry-run")) {
        code = lct_cluster_import_preview(v->toolkit, v->arguments[0], args, &answer, &err);
        return finish(v, code, answer, &err, print_plan_text);
    }
    if (file_exists(v->arguments[1]))
        return tell_usage(
            v, "choose another name, or move it away", "%s is there already", v->arguments[1]);
    if (lct_cluster_import(v->toolkit, v->arguments[0], args, &answer, &err) != LCT_OK)
        return tell_error(v, &err);
    buf_adds(&text, lct_text(lct_get(lct_answer_root(answer), "plan"), ""));
    status = write_new_file(v, v->arguments[1], &text);
    if (!status && v->json)
        print_json_value(lct_answer_root(answer));
    else if (!status && !v->quiet)
        print_next(v);
    lct_answer_free(answer);
    return status;
}

int
run_cluster_import(struct invocation *v)
{
    static const char *const keys[] = { "~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa",
        NULL };
    static const char *const hosts[] = { "~/.ssh/known_hosts", NULL };
    _own_(free) char *identity = file_of(v, "identity", keys);
    _own_(free) char *known = file_of(v, "known-hosts", hosts);
    const struct lct_import_args args = {
        .linodes = v->arguments + 2,
        .tag = option_value(v, "tag"),
        .terraform = option_value(v, "terraform"),
        .login = option_value(v, "login"),
        .identity = identity,
        .known_hosts = known,
    };
    int status = 0;

    if (!identity)
        return tell_missing(v, "identity", "private key to log in with");
    if (!known)
        return tell_missing(v, "known-hosts", "known_hosts file");
    return toolkit(v, &status) ? import(v, &args) : status;
}
