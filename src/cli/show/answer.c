// SPDX-License-Identifier: MIT
// Answers: what a command that succeeded prints.
#include "base/own.h"
#include "cli/show/advice.h"
#include "cli/show/tell.h"

int
print_json_value(const struct lct_value *value)
{
    _own_(free) char *text = advised_json(value, true);

    puts(text);
    return 0;
}

int
print_json(struct lct_answer *a)
{
    print_json_value(lct_answer_root(a));
    lct_answer_free(a);
    return 0;
}

int
print_json_word(const char *key, const char *text)
{
    fputs("{\n  ", stdout);
    print_quoted(stdout, key);
    fputs(": ", stdout);
    print_quoted(stdout, text);
    puts("\n}");
    return 0;
}

int
finish(struct invocation *v, int code, struct lct_answer *answer, const struct lct_err *err,
    void (*print)(const struct lct_value *root))
{
    if (code != LCT_OK)
        return tell_error(v, err);
    if (v->json)
        return print_json(answer);
    print(lct_answer_root(answer));
    lct_answer_free(answer);
    return 0;
}

int
show(struct invocation *v, int (*call)(struct lct *, struct lct_answer **, struct lct_err *),
    void (*print)(const struct lct_value *root))
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = call(v->toolkit, &answer, &err);
    return finish(v, code, answer, &err, print);
}

int
show_of(struct invocation *v,
    int (*call)(struct lct *, const char *, struct lct_answer **, struct lct_err *),
    void (*print)(const struct lct_value *root))
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = call(v->toolkit, v->arguments[0], &answer, &err);
    return finish(v, code, answer, &err, print);
}
