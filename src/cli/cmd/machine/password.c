// SPDX-License-Identifier: MIT
// node password.
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/secret.h"
#include "cli/cmd/machine/machine.h"
#include "cli/show/progress.h"
#include "cli/term/unseen.h"

static void
keep(void *user, const void *password, size_t n)
{
    struct unseen *to = user;

    memcpy(to->data, password, to->n = n);
}

// A typing error would be unseen, too.
static int
read_twice(struct unseen *password, struct lct_err *err)
{
    static struct unseen again;
    int code = unseen_read("root's new password", password, err);

    if (code != LCT_OK || !isatty(STDIN_FILENO))
        return code;
    code = unseen_read("the same again", &again, err);
    if (code == LCT_OK &&
        (again.n != password->n || memcmp(again.data, password->data, again.n) != 0))
        code = lct_fail(err, LCT_EUSAGE, "these are two passwords");
    secret_wipe(&again, sizeof again);
    return code;
}

// Past stdio, which would keep a copy.
static void
print_drawn(const struct unseen *password)
{
    fflush(stdout);
    output_write(password->data, password->n);
    output_write("\n", 1);
}

static int
set_password(struct invocation *v, struct unseen *password)
{
    const bool drawn = option_given(v, "generate");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status, code;

    code = drawn ? lct_password_draw(v->toolkit, keep, password, &err) : read_twice(password, &err);
    if (code != LCT_OK)
        return tell_error(v, &err);
    struct progress *p = progress_new(v);
    code = lct_node_password(
        v->toolkit, v->arguments[0], password->data, password->n, progress_watch(p), &answer, &err);
    progress_free(p);
    status = tell_outcome(v, answer, code, &err);
    if (!status && drawn)
        print_drawn(password);
    return status;
}

int
run_node_password(struct invocation *v)
{
    static struct unseen password;
    int status = 0;

    if (option_given(v, "generate") && v->json)
        return tell_usage(v, "pass one by standard input", "--generate is for people, not --json");
    if (!toolkit(v, &status))
        return status;
    status = machine_ask(v, v->arguments[0], "Give root of",
        "another password? It is shut down meanwhile, and boots again.");
    if (!status)
        status = set_password(v, &password);
    secret_wipe(&password, sizeof password);
    return status;
}
