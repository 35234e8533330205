// SPDX-License-Identifier: MIT
// node rescue, password, clone: what is done with a machine that is there.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/random.h"
#include "base/secret.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"
#include "cli/term/unseen.h"

// The node is named in full: a word may mean another one than was thought.
static int
ask(struct invocation *v, const char *node, const char *before, const char *behind)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (option_given(v, "yes"))
        return 0;
    if (lct_node_show(v->toolkit, node, &answer, &err) != LCT_OK)
        return tell_error(v, &err);
    const struct lct_value *n = lct_get(lct_answer_root(answer), "node");
    _own_(free) char *question = mem_printf("%s node %s of cluster '%s' %s", before,
        lct_text(lct_get(n, "label"), node), lct_text(lct_get(n, "cluster"), "?"), behind);
    lct_answer_free(answer);
    return confirm(v, question);
}

// ---- rescue

static void
tell_way(const struct invocation *v)
{
    _own_(free) char *text =
        mem_printf("log in on its console, by Cloud Manager or Lish; to boot it as it was: "
                   "linodetool node rescue %s --end",
            v->arguments[0]);

    tell_note(v, text);
}

int
run_node_rescue(struct invocation *v)
{
    const bool end = option_given(v, "end");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    status = end ? ask(v, v->arguments[0], "Boot", "as it was? What runs there now is shut down.")
                 : ask(v, v->arguments[0], "Boot",
                       "into rescue? It is shut down, and serves nobody until that ends.");
    if (status)
        return status;
    struct progress *p = progress_new(v);
    code = (end ? lct_node_rescue_end : lct_node_rescue)(
        v->toolkit, v->arguments[0], progress_watch(p), &answer, &err);
    progress_free(p);
    status = tell_outcome(v, answer, code, &err);
    if (!status && !end)
        tell_way(v);
    return status;
}

// ---- password

// Of 64 letters and digits, each drawn evenly.
static void
draw(struct unseen *password)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    struct random r = random_real;

    password->n = 24;
    r.fill(&r, password->data, password->n);
    for (size_t i = 0; i < password->n; i++)
        password->data[i] = letters[(unsigned char)password->data[i] % 64];
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

    if (drawn)
        draw(password);
    else if (read_twice(password, &err) != LCT_OK)
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
    status = ask(v, v->arguments[0], "Give root of",
        "another password? It is shut down meanwhile, and boots again.");
    if (!status)
        status = set_password(v, &password);
    secret_wipe(&password, sizeof password);
    return status;
}

// ---- clone

static char *
question_of_clone(const struct lct_value *root)
{
    const struct lct_value *n = lct_get(root, "node"), *price = lct_get(root, "price");
    _own_(free) char *costs = !lct_count(price) ? mem_strdup("nobody knows for how much")
                                                : mem_printf("for $%.4f an hour, $%.2f a month",
                                                      lct_number(lct_get(price, "hourly"), 0),
                                                      lct_number(lct_get(price, "monthly"), 0));

    return mem_printf("Clone node %s of cluster '%s' to a Linode %s of no cluster, of type %s in "
                      "%s, %s?",
        lct_text(lct_get(n, "label"), "?"), lct_text(lct_get(n, "cluster"), "?"),
        lct_text(lct_get(root, "label"), "?"), lct_text(lct_get(n, "type"), "?"),
        lct_text(lct_get(n, "region"), "?"), costs);
}

static int
ask_to_clone(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (lct_node_clone_preview(v->toolkit, v->arguments[0], v->arguments[1], &answer, &err) !=
        LCT_OK)
        return tell_error(v, &err);
    _own_(free) char *question = question_of_clone(lct_answer_root(answer));
    lct_answer_free(answer);
    return confirm(v, question);
}

static void
tell_clone(const struct invocation *v, const struct lct_answer *answer)
{
    const struct lct_value *clone = lct_get(lct_answer_root(answer), "clone");
    _own_(free) char *text = mem_printf(
        "%s is Linode %s: it is off, and no cluster's; nothing here changes or deletes it",
        lct_text(lct_get(clone, "label"), "?"), lct_text(lct_get(clone, "id"), "?"));

    tell_note(v, text);
}

int
run_node_clone(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    status = ask_to_clone(v);
    if (status)
        return status;
    struct progress *p = progress_new(v);
    code = lct_node_clone(
        v->toolkit, v->arguments[0], v->arguments[1], progress_watch(p), &answer, &err);
    progress_free(p);
    if (code == LCT_OK)
        tell_clone(v, answer);
    return tell_outcome(v, answer, code, &err);
}
