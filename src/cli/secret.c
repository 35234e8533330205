// secret set, get, list, delete.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/str.h"
#include "cli/run.h"

#define VALUE_MAX 65536

// Standard input whole, without the line's end. The buffer is the caller's to wipe.
static int
read_input(char *value, size_t *n, struct lct_err *err)
{
    ssize_t got;

    *n = 0;
    while ((got = read(STDIN_FILENO, value + *n, VALUE_MAX - *n)) > 0)
        *n += (size_t)got;
    if (*n == VALUE_MAX)
        return lct_fail(err, LCT_EUSAGE, "the value is larger than %d bytes", VALUE_MAX - 1);
    while (*n && (value[*n - 1] == '\n' || value[*n - 1] == '\r'))
        --*n;
    return LCT_OK;
}

// A value on the command line can be seen by everybody who lists processes: it is overwritten at
// once.
static void
hide(const char *argument)
{
    char *p = (char *)(uintptr_t)argument;

    memset(p, 'x', strlen(p));
}

int
run_secret_set(struct invocation *v)
{
    static char value[VALUE_MAX];
    struct lct_err err = { 0 };
    size_t n;
    int status = 0, code = LCT_OK;

    if (str_eq(v->arguments[1], "-")) {
        code = read_input(value, &n, &err);
    } else {
        n = strlen(v->arguments[1]);
        if (n >= VALUE_MAX)
            code = lct_fail(&err, LCT_EUSAGE, "the value is too large");
        else
            memcpy(value, v->arguments[1], n);
        if (!str_eq(v->arguments[0], "default-root-ssh-public-key"))
            hide(v->arguments[1]);
    }
    if (code == LCT_OK && toolkit(v, &status))
        code = lct_secret_set(v->toolkit, v->arguments[0], value, n, &err);
    secret_wipe(value, sizeof value);
    if (code != LCT_OK)
        status = tell_error(v, &err);
    else if (!status && !v->quiet)
        fprintf(stderr, "stored %s\n", v->arguments[0]);
    return status;
}

static void
print_value(void *user, const void *value, size_t n)
{
    (void)user;
    fwrite(value, 1, n, stdout);
    if (isatty(STDOUT_FILENO))
        putchar('\n');
}

int
run_secret_get(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return lct_secret_get(v->toolkit, v->arguments[0], print_value, NULL, &err) < 0
               ? tell_error(v, &err)
               : 0;
}

int
run_secret_list(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (lct_secret_list(v->toolkit, &answer, &err) < 0)
        return tell_error(v, &err);
    if (v->json)
        return print_json(answer);
    const struct lct_value *list = lct_get(lct_answer_root(answer), "secrets");
    for (size_t i = 0; i < lct_count(list); i++)
        puts(lct_text(lct_get(lct_at(list, i), "name"), ""));
    lct_answer_free(answer);
    return 0;
}

int
run_secret_delete(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = confirm(v, "Delete this secret for good?");

    if (status || !toolkit(v, &status))
        return status;
    return lct_secret_delete(v->toolkit, v->arguments[0], &err) < 0 ? tell_error(v, &err) : 0;
}
