// SPDX-License-Identifier: MIT
// plan explain and plan schema: the plan language, key by key and for editors.
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/show/advice.h"
#include "cli/term/table.h"

#define WIDTH 9

static void
print_field(const char *name, const char *text)
{
    if (str_empty(text))
        return;
    printf("%-*s", WIDTH, name);
    print_safe(stdout, text, false);
    putchar('\n');
}

// A whole paragraph, its lines as they are, and what lists the values there are.
static void
print_more(const char *text, const char *names)
{
    if (str_empty(text))
        return;
    putchar('\n');
    print_safe(stdout, text, true);
    if (names)
        printf("\nlinodetool list %ss shows all.", names);
    putchar('\n');
}

static void
print_keys(const struct lct_value *keys)
{
    static const struct column columns[] = { { "KEY", "key" }, { "REQUIRED", "required" },
        { "MEANING", "help" } };

    if (!lct_count(keys))
        return;
    print_table(keys, columns, sizeof columns / sizeof columns[0]);
}

static void
print_also(const struct lct_value *also)
{
    for (size_t i = 0; i < lct_count(also); i++)
        print_field(i ? "" : "also", lct_text(lct_at(also, i), ""));
}

static const char *
text_of(const struct lct_value *root, const char *key)
{
    return lct_text(lct_get(root, key), NULL);
}

static void
print_key(const struct lct_value *root)
{
    const char *key = text_of(root, "key");

    if (str_empty(key)) {
        print_keys(lct_get(root, "keys"));
        return;
    }
    print_safe(stdout, key, false);
    fputs(": ", stdout);
    print_safe(stdout, lct_text(lct_get(root, "help"), ""), false);
    puts("\n");
    print_field("type", text_of(root, "type"));
    print_field("default", text_of(root, "default"));
    print_field("required", lct_bool(lct_get(root, "required"), false) ? "yes" : NULL);
    print_field("example", text_of(root, "example"));
    print_field("spelling", text_of(root, "alias"));
    print_field("not yet", text_of(root, "later"));
    print_also(lct_get(root, "also"));
    print_more(text_of(root, "more"), text_of(root, "names"));
    if (lct_count(lct_get(root, "keys")))
        putchar('\n');
    print_keys(lct_get(root, "keys"));
}

// ---- with a value

static void
tell_problems(const struct lct_value *list)
{
    for (size_t i = 0; i < lct_count(list); i++) {
        const struct lct_value *p = lct_at(list, i);
        const char *path = text_of(p, "path"), *hint = text_of(p, "hint");
        print_safe(stderr, str_empty(path) ? "" : path, false);
        fputs(str_empty(path) ? "" : ": ", stderr);
        print_safe(stderr, lct_text(lct_get(p, "message"), ""), false);
        fputc('\n', stderr);
        if (hint) {
            fputs("  ", stderr);
            print_hint(stderr, hint, false);
            fputc('\n', stderr);
        }
    }
}

static void
print_found(const struct lct_value *root)
{
    const struct lct_value *thing = lct_get(root, text_of(root, "kind"));

    if (lct_bool(lct_get(root, "retired"), false)) {
        print_safe(stdout, text_of(root, "word"), false);
        puts(" is retired; its successor:");
    }
    print_fields(thing);
}

static int
explain_word(struct invocation *v, const char *kind, const char *word)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = lct_catalogue_find(v->toolkit, kind, word, &answer, &err);
    tell_catalogue(v);
    return finish(v, code, answer, &err, print_found);
}

static int
explain_value(struct invocation *v, const char *key, const char *value)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_plan_explain(key, value, &answer, &err);

    if (code == LCT_EPLAN && answer) {
        if (v->json) {
            print_json(answer);
        } else {
            tell_problems(lct_get(lct_answer_root(answer), "problems"));
            lct_answer_free(answer);
        }
        return tell_error(v, &err);
    }
    if (code != LCT_OK || v->json)
        return finish(v, code, answer, &err, NULL);
    print_safe(stdout, value, false);
    printf(" will do for %s\n", text_of(lct_answer_root(answer), "key"));
    lct_answer_free(answer);
    return 0;
}

int
run_plan_explain(struct invocation *v)
{
    const char *key = v->n_arguments ? v->arguments[0] : "";
    const char *value = v->n_arguments > 1 ? v->arguments[1] : NULL, *names;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_plan_explain(key, NULL, &answer, &err), status;

    if (code != LCT_OK || !value)
        return finish(v, code, answer, &err, print_key);
    names = text_of(lct_answer_root(answer), "names");
    status = names ? explain_word(v, names, value) : explain_value(v, key, value);
    lct_answer_free(answer);
    return status;
}

int
run_plan_schema(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_schema(&answer, &err) < 0)
        return tell_error(v, &err);
    return print_json(answer);
}
