// SPDX-License-Identifier: MIT
// operation list, show, watch.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/parse.h"
#include "cli/cmd/run.h"
#include "cli/show/advice.h"
#include "cli/show/progress.h"
#include "cli/term/table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
print_operations(const struct lct_value *root)
{
    static const struct column columns[] = { { "ID", "id" }, { "KIND", "kind" },
        { "CLUSTER", "cluster" }, { "STATE", "state" }, { "STARTED", "started", 1 },
        { "ENDED", "ended", 2 }, { "SUMMARY", "summary" } };

    if (lct_count(lct_get(root, "operations")))
        print_table(lct_get(root, "operations"), columns, COUNT(columns));
    else
        puts("Nothing was done yet.");
}

static void
print_operation(const struct lct_value *root)
{
    static const struct column columns[] = { { "STEP", "key" }, { "STATE", "state" },
        { "TRIES", "attempts", 1 }, { "STARTED", "started", 2 }, { "ENDED", "ended", 3 },
        { "MESSAGE", "message" } };
    const struct lct_value *o = lct_get(root, "operation"), *steps = lct_get(o, "steps");

    print_fields(o);
    putchar('\n');
    if (lct_count(steps))
        print_table(steps, columns, COUNT(columns));
}

int
run_operation_list(struct invocation *v)
{
    return show(v, lct_operation_list, print_operations);
}

static int
need_id(struct invocation *v, int64_t *id)
{
    if (parse_int(v->arguments[0], 1, INT64_MAX, id))
        return 0;
    return tell_usage(
        v, "linodetool operation list shows them", "%s is no id of an operation", v->arguments[0]);
}

static void
print_output(const struct lct_value *o)
{
    const char *text = lct_text(lct_get(o, "output"), "");
    size_t n = strlen(text);

    print_safe(stdout, lct_text(lct_get(o, "node"), "?"), false);
    fputs(": ", stdout);
    // A message names the script itself.
    print_safe(
        stdout, lct_text(lct_get(o, "message"), lct_text(lct_get(o, "name"), "its script")), true);
    putchar('\n');
    print_safe(stdout, text, true);
    if (n && text[n - 1] != '\n')
        putchar('\n');
    fputs(lct_bool(lct_get(o, "cut"), false) ? "(only its end; all that the node keeps: "
                                             : "(on the node: ",
        stdout);
    print_hint(stdout, lct_text(lct_get(o, "command"), ""), false);
    puts(")\n");
}

static void
print_log(const struct lct_value *root)
{
    const struct lct_value *outputs = lct_get(root, "outputs");

    if (!lct_count(outputs))
        puts("No script was run.");
    for (size_t i = 0; i < lct_count(outputs); i++)
        print_output(lct_at(outputs, i));
}

int
run_operation_show(struct invocation *v)
{
    bool log = option_given(v, "log");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int64_t id = 0;
    int status = v->arguments[0] ? need_id(v, &id) : 0, code;

    if (status || !toolkit(v, &status))
        return status;
    code = (log ? lct_operation_log : lct_operation_show)(v->toolkit, id, &answer, &err);
    return finish(v, code, answer, &err, log ? print_log : print_operation);
}

static void
print_event(void *user, const struct lct_event *e)
{
    (void)user;
    if (e->kind == LCT_EVENT_TICK)
        return;
    _own_(free) char *line = lct_event_json(e);
    puts(line);
    fflush(stdout);
}

static int
watch_as_json(struct invocation *v, int64_t id)
{
    const struct lct_watch watch = { print_event, NULL };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    interrupt_stop(v->toolkit);
    int code = lct_operation_watch(v->toolkit, id, &watch, &answer, &err);
    interrupt_catch(NULL);
    lct_answer_free(answer);
    return code == LCT_OK ? 0 : tell_error(v, &err);
}

static int
watch_as_text(struct invocation *v, int64_t id)
{
    struct progress *p = progress_new(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    interrupt_stop(v->toolkit);
    int code = lct_operation_watch(v->toolkit, id, progress_watch(p), &answer, &err);
    progress_free(p);
    if (code == LCT_OK) {
        const struct lct_value *o = lct_get(lct_answer_root(answer), "operation");
        print_safe(stdout, lct_text(lct_get(o, "summary"), "done"), true);
        putchar('\n');
    }
    lct_answer_free(answer);
    return code == LCT_OK ? 0 : tell_error(v, &err);
}

int
run_operation_watch(struct invocation *v)
{
    int64_t id = 0;
    int status = v->arguments[0] ? need_id(v, &id) : 0;

    if (status || !toolkit(v, &status))
        return status;
    return v->json ? watch_as_json(v, id) : watch_as_text(v, id);
}

static void
print_pruned(const struct lct_value *root)
{
    int64_t n = lct_int(lct_get(root, "operations"), 0);

    printf("%lld %s forgotten, that ended before %s\n", (long long)n,
        n == 1 ? "operation is" : "operations are", lct_text(lct_get(root, "before"), "?"));
}

static int
ask_to_prune(struct invocation *v, int64_t age_ms)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (lct_operation_prune(v->toolkit, age_ms, true, &answer, &err) < 0)
        return tell_error(v, &err);
    const struct lct_value *root = lct_answer_root(answer);
    const long long n = lct_int(lct_get(root, "operations"), 0);
    _own_(free) char *question = mem_printf("Forget %lld %s that ended before %s?", n,
        n == 1 ? "operation" : "operations", lct_text(lct_get(root, "before"), "?"));
    lct_answer_free(answer);
    return n ? confirm(v, question) : 0;
}

int
run_operation_prune(struct invocation *v)
{
    const char *age = option_value(v, "older-than");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int64_t age_ms;
    int status = 0, code;

    if (!age)
        return tell_usage(v, "such as --older-than 90d", "--older-than says what is to go");
    if (!parse_duration(age, &age_ms))
        return tell_usage(v, "such as 90d or 12h", "--older-than %s is no duration", age);
    if (!toolkit(v, &status))
        return status;
    status = ask_to_prune(v, age_ms);
    if (status)
        return status;
    code = lct_operation_prune(v->toolkit, age_ms, false, &answer, &err);
    return finish(v, code, answer, &err, print_pruned);
}
