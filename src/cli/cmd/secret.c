// SPDX-License-Identifier: MIT
// secret set, get, list, delete.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/secret.h"
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/term/unseen.h"

// A value on the command line can be seen by everybody who lists processes: it is overwritten at
// once.
static int
take_argument(const char *argument, struct unseen *value, struct lct_err *err)
{
    char *place = (char *)(uintptr_t)argument;
    size_t n = strlen(argument);

    if (n < UNSEEN_MAX)
        memcpy(value->data, argument, value->n = n);
    memset(place, 'x', n);
    return n < UNSEEN_MAX
               ? LCT_OK
               : lct_fail(err, LCT_EUSAGE, "the value is larger than %d bytes", UNSEEN_MAX - 1);
}

// [APP] [CUSTOMER] behind the value, as in 2017, are --context in other words.
static char *
old_context(const struct invocation *v)
{
    return mem_printf("%s/%s", v->arguments[2], v->n_arguments > 3 ? v->arguments[3] : "me");
}

// A public key is one line; a private one, given in its place, is not even quoted.
static int
check_public_key(const char *type, const struct unseen *value, struct lct_err *err)
{
    if (!str_eq(type, "default-root-ssh-public-key") || !memchr(value->data, '\n', value->n))
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "that is no SSH public key");
    return lct_hint(err, "give the path of the .pub file; a private key is never stored");
}

static int
store(struct invocation *v, struct unseen *value)
{
    static const struct option context = { "context", 0, "APP/CUSTOMER", "", false };
    const char *type = v->arguments[0];
    _own_(free) char *old = v->n_arguments > 2 ? old_context(v) : NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (str_eq(v->arguments[1], "-"))
        code = unseen_read(type, value, &err);
    else
        code = take_argument(v->arguments[1], value, &err);
    if (code != LCT_OK || check_public_key(type, value, &err) < 0)
        return tell_error(v, &err);
    if (old)
        *vec_add(&v->given) = (struct given){ &context, old };
    if (!toolkit(v, &status))
        return status;
    if (lct_secret_set(v->toolkit, type, value->data, value->n, &err) < 0)
        return tell_error(v, &err);
    if (v->json)
        return print_json_word("secret", type);
    if (!v->quiet)
        printf("Stored %s.\n", type);
    return 0;
}

int
run_secret_set(struct invocation *v)
{
    static struct unseen value;
    int status = store(v, &value);

    secret_wipe(&value, sizeof value);
    return status;
}

// Past stdio, which would keep a copy.
static void
print_value(void *user, const void *value, size_t n)
{
    (void)user;
    if (output_write(value, n) && isatty(STDOUT_FILENO))
        output_write("\n", 1);
}

static void
print_value_json(void *user, const void *value, size_t n)
{
    char *text = mem_strndup(value, n);

    setvbuf(stdout, NULL, _IONBF, 0); // no copy stays in a buffer
    print_json_word("value", text);
    secret_wipe(text, n);
    free(text);
    (void)user;
}

int
run_secret_get(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (lct_secret_get(
            v->toolkit, v->arguments[0], v->json ? print_value_json : print_value, NULL, &err) < 0)
        return tell_error(v, &err);
    return 0;
}

static void
print_names(const struct lct_value *root)
{
    const struct lct_value *list = lct_get(root, "secrets");

    for (size_t i = 0; i < lct_count(list); i++)
        puts(lct_text(lct_get(lct_at(list, i), "name"), ""));
}

int
run_secret_list(struct invocation *v)
{
    return show(v, lct_secret_list, print_names);
}

int
run_secret_delete(struct invocation *v)
{
    _own_(free) char *question = mem_printf("Delete the secret '%s' for good?", v->arguments[0]);
    struct lct_err err = { 0 };
    int status = confirm(v, question);

    if (status || !toolkit(v, &status))
        return status;
    if (lct_secret_delete(v->toolkit, v->arguments[0], &err) < 0)
        return tell_error(v, &err);
    if (v->json)
        return print_json_word("deleted", v->arguments[0]);
    if (!v->quiet)
        printf("Deleted %s.\n", v->arguments[0]);
    return 0;
}
