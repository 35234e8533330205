// SPDX-License-Identifier: MIT
// Reading the command line.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/run.h"

#define MAX_WORDS 256
#define LONGEST_OPTION 40

const struct option global_options[] = {
    { "help", 'h', NULL, "show this help", false },
    { "version", 'V', NULL, "print the version", false },
    { "json", 0, NULL, "answer with one JSON document", false },
    { "context", 0, "APP/CUSTOMER", "for whom (default linodetool/me)", false },
    { "profile", 0, "NAME", "where and as whom", false },
    { "config", 0, "FILE", "another configuration file", false },
    { "token-file", 0, "FILE", "file that holds the API token", false },
    { "quiet", 'q', NULL, "no progress", false },
    { "verbose", 'v', NULL, "say more", false },
    { NULL, 0, NULL, NULL, false },
};

static const char *
pointer_to_help(const struct invocation *v, char *out, size_t size)
{
    const struct command *c = v->command;

    snprintf(out, size, "linodetool %s%s%s%s--help", c ? c->noun : "", c ? " " : "",
        c ? c->verb : "", c && *c->verb ? " " : "");
    return out;
}

// near: what may have been meant, or NULL.
static int
wrong(const struct invocation *v, const char *near, const char *what, const char *word)
{
    _own_(free) char *text = mem_printf(what, word);
    _own_(free) char *meant = near ? mem_printf("did you mean `%s`?", near) : NULL;
    char help[128];

    return tell_usage(v, meant ? meant : pointer_to_help(v, help, sizeof help), "%s", text);
}

static const char *
near_option(const struct command *c, const char *name)
{
    const char *names[2 * MAX_OPTIONS];
    size_t n = 0;

    for (const struct option *o = c ? c->options : NULL; o && o->name && n < MAX_OPTIONS; o++)
        names[n++] = o->name;
    for (const struct option *o = global_options; o->name; o++)
        names[n++] = o->name;
    return str_nearest(name, names, n);
}

// What does not look like an option is not quoted: it may be a key.
static bool
is_quotable(const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (word[i] != '-' && !isalnum((unsigned char)word[i]))
            return false;
    return n <= LONGEST_OPTION;
}

static int
unknown_option(const struct invocation *v, const char *word, size_t n)
{
    if (!is_quotable(word, n))
        return wrong(v, NULL, "there is no such option%s", "");
    _own_(free) char *shown = mem_strndup(word, n);
    const char *near = n > 2 ? near_option(v->command, shown + 2) : NULL;
    _own_(free) char *dashed = near ? mem_printf("--%s", near) : NULL;

    return wrong(v, dashed, "there is no option %s", shown);
}

static void
note(struct invocation *v, const struct option *o, const char *value)
{
    *vec_add(&v->given) = (struct given){ o, value };
    v->json |= str_eq(o->name, "json");
    v->quiet |= str_eq(o->name, "quiet");
    v->verbose |= str_eq(o->name, "verbose");
}

// One long option at argv[*i]; moves *i over its value.
static int
take_long(struct invocation *v, int argc, char **argv, int *i)
{
    const char *word = argv[*i], *equals = strchr(word, '=');
    size_t n = equals ? (size_t)(equals - word) : strlen(word);
    const struct option *o = n > 3 ? option_find(v->command, word + 2, n - 2) : NULL;
    _own_(free) char *name = mem_strndup(word, n);

    if (!o)
        return unknown_option(v, word, n);
    if (!o->value && equals)
        return wrong(v, NULL, "%s takes no value", name);
    if (o->value && !equals && *i + 1 >= argc)
        return wrong(v, NULL, "%s wants a value", name);
    note(v, o, !o->value ? NULL : equals ? equals + 1 : argv[++*i]);
    return 0;
}

// Letters at argv[*i]: -qy, -l USER, -lUSER.
static int
take_letters(struct invocation *v, int argc, char **argv, int *i)
{
    for (const char *p = argv[*i] + 1; *p; p++) {
        const struct option *o = option_find(v->command, p, 1);
        char shown[] = { '-', *p, '\0' };
        if (!o)
            return unknown_option(v, shown, 2);
        if (!o->value) {
            note(v, o, NULL);
            continue;
        }
        if (!p[1] && *i + 1 >= argc)
            return wrong(v, NULL, "%s wants a value", shown);
        note(v, o, p[1] ? p + 1 : argv[++*i]);
        return 0;
    }
    return 0;
}

static int
take_option(struct invocation *v, int argc, char **argv, int *i)
{
    return argv[*i][1] == '-' ? take_long(v, argc, argv, i) : take_letters(v, argc, argv, i);
}

static bool
is_option(const char *word)
{
    return word[0] == '-' && word[1] && !str_eq(word, "--");
}

static const char *
near_noun(const char *word)
{
    const char *names[MAX_WORDS];
    size_t n = 0;

    command_each(c) if (!c->hidden && n < MAX_WORDS) names[n++] = c->noun;
    return str_nearest(word, names, n);
}

static const char *
near_verb(const char *noun, const char *word)
{
    const char *names[MAX_WORDS];
    size_t n = 0;

    command_each(c) if (str_eq(c->noun, noun) && n < MAX_WORDS) names[n++] = c->verb;
    return str_nearest(word, names, n);
}

// Moves *i to the next word that is no option; options before it are global ones.
static int
skip_options(struct invocation *v, int argc, char **argv, int *i)
{
    for (; *i < argc && is_option(argv[*i]); ++*i) {
        int status = take_option(v, argc, argv, i);
        if (status)
            return status;
    }
    return 0;
}

// "create, plan, list"
static char *
verbs_of(const char *noun)
{
    struct buf b = { 0 };

    command_each(c) if (str_eq(c->noun, noun)) buf_addf(&b, "%s%s", b.len ? ", " : "", c->verb);
    return buf_take(&b);
}

static int
no_verb(struct invocation *v, const char *noun, const char *verb)
{
    _own_(free) char *all = verbs_of(noun), *hint = NULL;
    const char *near = near_verb(noun, verb);

    if (option_given(v, "help"))
        return help_noun(noun);
    if (!*verb)
        return tell_usage(v, "", "`linodetool %s` wants one of: %s", noun, all);
    hint = near ? mem_printf("did you mean `%s %s`?", noun, near)
                : mem_printf("%s has: %s", noun, all);
    return tell_usage(v, hint, "there is no command `%s %s`", noun, verb);
}

static int
no_noun(struct invocation *v, bool nothing)
{
    if (option_given(v, "version"))
        return run_version(v);
    if (nothing || option_given(v, "help"))
        return help_all();
    return wrong(v, NULL, "no command is given%s", "");
}

// Finds the command; *i is behind its words. v->command stays NULL when all is said.
static int
take_command(struct invocation *v, int argc, char **argv, int *i)
{
    int status = skip_options(v, argc, argv, i);
    const char *noun, *verb;

    if (status)
        return status;
    if (*i >= argc || str_eq(argv[*i], "--"))
        return no_noun(v, argc == 1);
    noun = argv[(*i)++];
    if (str_eq(noun, "help")) { // help cluster create: cluster create --help
        note(v, global_options, NULL);
        return take_command(v, argc, argv, i);
    }
    if (!command_is_noun(noun))
        return wrong(v, near_noun(noun), "there is no command `%s`", noun);
    v->command = command_find(noun, "");
    if (v->command)
        return 0;
    status = skip_options(v, argc, argv, i);
    if (status)
        return status;
    verb = *i < argc ? argv[*i] : "";
    v->command = command_find(noun, verb);
    if (!v->command)
        return no_verb(v, noun, verb);
    *i += *v->command->verb != '\0';
    return 0;
}

// An argument too many is not quoted: it may be a part of a secret.
static int
check_count(const struct invocation *v)
{
    const struct command *c = v->command;
    _own_(free) char *usage =
        mem_printf("%s%s%s %s", c->noun, *c->verb ? " " : "", c->verb, c->arguments);

    if (v->n_arguments < c->least)
        return wrong(v, NULL, "too few arguments: linodetool %s", usage);
    if (c->most >= 0 && v->n_arguments > c->most && c->rest)
        return tell_usage(
            v, "the command goes behind --", "too many arguments: linodetool %s", usage);
    if (c->most >= 0 && v->n_arguments > c->most)
        return wrong(v, NULL, "too many arguments: linodetool %s", usage);
    return 0;
}

// Behind "--": a command for a node, or plain arguments.
static void
take_rest(struct invocation *v, int argc, char **argv, int i)
{
    int n = 0;

    if (!v->command->rest) {
        for (; i < argc; i++)
            v->arguments[v->n_arguments++] = argv[i];
        return;
    }
    v->rest = mem_array((size_t)(argc - i) + 1, sizeof *v->rest);
    for (; i < argc; i++)
        v->rest[n++] = argv[i];
}

static int
take_arguments(struct invocation *v, int argc, char **argv, int i)
{
    int status = 0;

    v->arguments = mem_array((size_t)argc + 1, sizeof *v->arguments);
    for (; i < argc && !status; i++) {
        if (str_eq(argv[i], "--")) {
            take_rest(v, argc, argv, i + 1);
            break;
        }
        if (is_option(argv[i]))
            status = take_option(v, argc, argv, &i);
        else
            v->arguments[v->n_arguments++] = argv[i];
    }
    return status;
}

int
command_parse(int argc, char **argv, struct invocation *v, bool *done)
{
    int i = 1, status;

    // A wrong line is told in the form asked for, wherever on it that stands.
    for (int k = 1; k < argc && !str_eq(argv[k], "--"); k++) {
        v->json |= str_eq(argv[k], "--json");
        v->detailed |= str_eq(argv[k], "--detailed-exitcode");
    }
    status = take_command(v, argc, argv, &i);
    *done = !v->command;
    if (status || *done)
        return status;
    status = take_arguments(v, argc, argv, i);
    if (status)
        return status;
    *done = true;
    if (option_given(v, "help"))
        return help_command(v->command);
    if (option_given(v, "version"))
        return run_version(v);
    *done = false;
    return check_count(v);
}

void
invocation_done(struct invocation *v)
{
    lct_close(v->toolkit);
    free(v->arguments);
    free(v->rest);
    vec_done(&v->given);
}
