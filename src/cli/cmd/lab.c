// SPDX-License-Identifier: MIT
// lab start, stop, status, reset.
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"

#define STOPPED 3 // as systemctl status

// Which images are what they say.
static void
print_images(const struct lct_value *images)
{
    const struct lct_value *real = lct_get(images, "real");

    for (size_t i = 0; i < lct_count(real); i++)
        printf_safe(stdout, "%s%s", i ? ", " : "  images  ", lct_text(lct_at(real, i), ""));
    if (lct_count(real))
        printf_safe(stdout, "; others %s\n", lct_text(lct_get(images, "others"), "do not boot"));
}

static void
print_status(const struct lct_value *root)
{
    printf_safe(stdout, "The lab is %s.\n", lct_text(lct_get(root, "state"), "?"));
    if (!lct_get(root, "url"))
        return;
    printf_safe(stdout, "  API     %s (v4 and v4beta)\n", lct_text(lct_get(root, "url"), ""));
    printf_safe(stdout, "  token   in %s\n", lct_text(lct_get(root, "token_file"), ""));
    if (lct_get(root, "nodes"))
        printf_safe(stdout, "  nodes   %s\n", lct_text(lct_get(root, "nodes"), ""));
    if (lct_int(lct_get(root, "balancers"), 0))
        printf_safe(stdout, "  NodeBalancers %s\n", lct_text(lct_get(root, "balancers"), ""));
    print_images(lct_get(root, "images"));
}

// A word of an option that wants one of those in its table entry ("a|b|c").
static bool
is_choice(const struct invocation *v, const char *option, const char *word)
{
    const char *choices = option_find(v->command, option, strlen(option))->value;
    size_t n = strlen(word);

    for (const char *p = choices; p; p = strchr(p, '|')) {
        p += *p == '|';
        if (n && strncmp(p, word, n) == 0 && (p[n] == '|' || !p[n]))
            return true;
    }
    return false;
}

static int
read_args(struct invocation *v, struct lct_lab_args *args)
{
    const char *most = option_value(v, "nodes-max");
    static const char *const chosen[] = { "internet", "speed" };
    int64_t n = 0;

    if (most && !parse_int(most, 1, 100000, &n))
        return tell_usage(v, "", "--nodes-max %s is no number of nodes", most);
    for (size_t i = 0; i < sizeof chosen / sizeof chosen[0]; i++) {
        const char *word = option_value(v, chosen[i]);
        if (word && !is_choice(v, chosen[i], word))
            return tell_usage(v, "", "--%s %s is not one of %s", chosen[i], word,
                option_find(v->command, chosen[i], strlen(chosen[i]))->value);
    }
    *args = (struct lct_lab_args){ .nodes_max = (int)n,
        .internet = option_value(v, "internet"),
        .speed = option_value(v, "speed") };
    return 0;
}

int
run_lab_start(struct invocation *v)
{
    struct lct_lab_args args;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = read_args(v, &args), code;

    if (status || !toolkit(v, &status))
        return status;
    struct progress *p = progress_new(v);
    interrupt_stop(v->toolkit);
    code = lct_lab_start(v->toolkit, &args, progress_watch(p), &answer, &err);
    progress_free(p);
    return finish(v, code, answer, &err, print_status);
}

// After a change, its result is what the lab says of itself.
static int
tell_status(struct invocation *v, void (*print)(const struct lct_value *root))
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_lab_status(v->toolkit, &answer, &err);

    if (code == LCT_OK && v->quiet && !v->json) {
        lct_answer_free(answer);
        return 0;
    }
    return finish(v, code, answer, &err, print);
}

// The profile of the lab went with it.
static void
print_stopped(const struct lct_value *root)
{
    print_status(root);
    printf_safe(stdout, "The profile is %s now.\n", lct_text(lct_get(root, "profile"), "?"));
}

int
run_lab_stop(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return lct_lab_stop(v->toolkit, &err) < 0 ? tell_error(v, &err) : tell_status(v, print_stopped);
}

// Whether it runs can be asked by a script, as of a service.
int
run_lab_status(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;
    bool stopped;

    if (!toolkit(v, &status))
        return status;
    code = lct_lab_status(v->toolkit, &answer, &err);
    stopped = code == LCT_OK &&
              str_eq(lct_text(lct_get(lct_answer_root(answer), "state"), ""), "stopped");
    status = finish(v, code, answer, &err, print_status);
    return stopped ? STOPPED : status;
}

int
run_lab_reset(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = confirm(v, "Delete everything in the lab?");

    if (status || !toolkit(v, &status))
        return status;
    return lct_lab_reset(v->toolkit, &err) < 0 ? tell_error(v, &err) : tell_status(v, print_status);
}
