// Reading the command line.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"

const struct option global_options[] = {
    { "help", 'h', NULL, "show this help", false },
    { "json", 0, NULL, "answer with one JSON document", false },
    { "context", 0, "APP/CUSTOMER", "for whom (default linodetool/me)", false },
    { "profile", 0, "NAME", "where and as whom", false },
    { "config", 0, "FILE", "another configuration file", false },
    { "token-file", 0, "FILE", "file that holds the API token", false },
    { "quiet", 'q', NULL, "no progress", false },
    { "verbose", 'v', NULL, "say more", false },
    { NULL, 0, NULL, NULL, false },
};

static int
wrong(const struct invocation *v, const char *what, const char *word, const char *near)
{
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EUSAGE, what, word);
    if (near)
        lct_hint(&err, "did you mean %s?", near);
    else if (v->command && v->command->noun)
        lct_hint(&err, "linodetool %s%s%s --help", v->command->noun, *v->command->verb ? " " : "",
            v->command->verb);
    else
        lct_hint(&err, "linodetool --help");
    return tell_error(v, &err);
}

static const struct option *
find_in(const struct option *list, const char *name, size_t n)
{
    for (; list && list->name; list++)
        if (n == 1 ? list->letter == *name
                   : strlen(list->name) == n && strncmp(list->name, name, n) == 0)
            return list;
    return NULL;
}

static const struct option *
find_option(const struct command *c, const char *name, size_t n, bool letter)
{
    const struct option *found = NULL;

    if (letter != (n == 1))
        return NULL;
    if (c)
        found = find_in(c->options, name, n);
    return found ? found : find_in(global_options, name, n);
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

static void
note(struct invocation *v, const struct option *o, const char *value)
{
    if (v->n_given < (int)(sizeof v->given / sizeof v->given[0]))
        v->given[v->n_given++] = (struct given){ o, value };
    v->json |= str_eq(o->name, "json");
    v->quiet |= str_eq(o->name, "quiet");
    v->verbose |= str_eq(o->name, "verbose");
}

// One option at argv[*i]; moves *i over its value.
static int
take_option(struct invocation *v, int argc, char **argv, int *i)
{
    const char *word = argv[*i];
    bool letter = word[1] != '-';
    const char *name = word + (letter ? 1 : 2), *equals = letter ? NULL : strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const struct option *o = find_option(v->command, name, n, letter);

    if (!o) {
        const char *near = letter ? NULL : near_option(v->command, name);
        _own_(free) char *dashed = near ? mem_printf("--%s", near) : NULL;
        return wrong(v, "unknown option %s", word, dashed);
    }
    if (!o->value && equals)
        return wrong(v, "%s takes no value", word, NULL);
    if (o->value && !equals && *i + 1 >= argc)
        return wrong(v, "%s wants a value", word, NULL);
    note(v, o, !o->value ? NULL : equals ? equals + 1 : argv[++*i]);
    return 0;
}

static const char *
near_noun(const char *word)
{
    const char *names[64];
    size_t n = 0;

    for (const struct command *c = commands; c->noun && n < 64; c++)
        names[n++] = c->noun;
    return str_nearest(word, names, n);
}

static const char *
near_verb(const char *noun, const char *word)
{
    const char *names[64];
    size_t n = 0;

    for (const struct command *c = commands; c->noun && n < 64; c++)
        if (str_eq(c->noun, noun))
            names[n++] = c->verb;
    return str_nearest(word, names, n);
}

// Index of the next word that is no option, from i on; options there are global ones.
static int
next_word(struct invocation *v, int argc, char **argv, int i, int *status)
{
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (str_eq(argv[i], "--"))
            break;
        *status = take_option(v, argc, argv, &i);
        if (*status)
            return argc;
    }
    return i;
}

static int
noun_help(const char *noun)
{
    for (const struct command *c = commands; c->noun; c++)
        if (str_eq(c->noun, noun))
            printf("linodetool %s%s%s %s\n    %s\n", c->noun, *c->verb ? " " : "", c->verb,
                c->arguments, c->help);
    printf("\nlinodetool %s COMMAND --help tells more of one.\n", noun);
    return 0;
}

static const struct command *
find_command(const char *noun, const char *verb)
{
    for (const struct command *c = commands; c->noun; c++)
        if (str_eq(c->noun, noun) && (!*c->verb || str_eq(c->verb, verb)))
            return c;
    return NULL;
}

static bool
is_noun(const char *word)
{
    for (const struct command *c = commands; c->noun; c++)
        if (str_eq(c->noun, word))
            return true;
    return false;
}

// Finds the command; *i is behind its words.
static int
take_command(struct invocation *v, int argc, char **argv, int *i, bool *done)
{
    int status = 0;
    const char *noun, *verb;

    *i = next_word(v, argc, argv, *i, &status);
    if (status)
        return status;
    if (*i >= argc || str_eq(argv[*i], "--")) {
        *done = true;
        return option_given(v, "help") || v->n_given == 0 ? help_all()
                                                          : wrong(v, "no command%s", "", NULL);
    }
    noun = argv[(*i)++];
    if (!is_noun(noun))
        return wrong(v, "there is no command '%s'", noun, near_noun(noun));
    *i = next_word(v, argc, argv, *i, &status);
    if (status)
        return status;
    verb = *i < argc ? argv[*i] : "";
    v->command = find_command(noun, verb);
    if (v->command) {
        *i += *v->command->verb != '\0';
        return 0;
    }
    *done = true;
    if (option_given(v, "help") || !*verb) {
        noun_help(noun);
        return *verb || option_given(v, "help") ? 0 : exit_status(LCT_EUSAGE);
    }
    _own_(free) char *what = mem_printf("%s %s", noun, verb);
    const char *near = near_verb(noun, verb);
    _own_(free) char *better = near ? mem_printf("%s %s", noun, near) : NULL;
    return wrong(v, "there is no command '%s'", what, better);
}

static int
check_count(const struct invocation *v)
{
    const struct command *c = v->command;

    if (v->n_arguments < c->least) {
        _own_(free) char *usage = mem_printf("%s %s %s", c->noun, c->verb, c->arguments);
        return wrong(v, "too few arguments: linodetool %s", usage, NULL);
    }
    if (c->most >= 0 && v->n_arguments > c->most)
        return wrong(v, "one argument too many: %s", v->arguments[c->most], NULL);
    return 0;
}

int
command_parse(int argc, char **argv, struct invocation *v, bool *done)
{
    int i = 1, status = take_command(v, argc, argv, &i, done);

    if (status || *done)
        return status;
    v->arguments = mem_array((size_t)argc + 1, sizeof *v->arguments);
    for (; i < argc && !status; i++) {
        if (str_eq(argv[i], "--")) {
            v->rest = mem_array((size_t)(argc - i), sizeof *v->rest);
            for (int k = i + 1; k < argc; k++)
                v->rest[k - i - 1] = argv[k];
            break;
        }
        if (argv[i][0] == '-' && argv[i][1])
            status = take_option(v, argc, argv, &i);
        else
            v->arguments[v->n_arguments++] = argv[i];
    }
    if (status)
        return status;
    if (option_given(v, "help")) {
        *done = true;
        return command_help(v->command);
    }
    if (v->rest && !v->command->rest)
        return wrong(v, "'--' and what follows has no meaning here%s", "", NULL);
    return check_count(v);
}

const char *
option_value(const struct invocation *v, const char *name)
{
    for (int i = v->n_given; i-- > 0;)
        if (str_eq(v->given[i].option->name, name))
            return v->given[i].value;
    return NULL;
}

bool
option_given(const struct invocation *v, const char *name)
{
    for (int i = 0; i < v->n_given; i++)
        if (str_eq(v->given[i].option->name, name))
            return true;
    return false;
}

const char **
option_values(const struct invocation *v, const char *name)
{
    const char **values = mem_array((size_t)v->n_given + 1, sizeof *values);
    size_t n = 0;

    for (int i = 0; i < v->n_given; i++)
        if (str_eq(v->given[i].option->name, name))
            values[n++] = v->given[i].value;
    return values;
}
