// SPDX-License-Identifier: MIT
// complete: what may stand at the cursor, one candidate a line with its description behind a tab,
// or ":files". The shells' completion scripts ask it; it never tells an error.
#include "cli/line/complete.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/run.h"

void
offer(const char *word, const char *description)
{
    print_safe(stdout, word, false);
    if (!str_empty(description)) {
        fputc('\t', stdout);
        print_safe(stdout, description, false);
    }
    fputc('\n', stdout);
}

static void
read_option(struct invocation *v, struct line *l, const char *word)
{
    bool letter = word[1] != '-';
    const char *name = word + (letter ? 1 : 2), *equals = strchr(word, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const struct option *o = letter == (n == 1) ? option_find(l->command, name, n) : NULL;

    if (o && o->value && !equals)
        l->wants = o;
    else if (o)
        *vec_add(&v->given) = (struct given){ o, equals ? equals + 1 : NULL };
}

static void
read_word(struct invocation *v, struct line *l, const char *word)
{
    if (l->wants && str_eq(word, "=")) {
        return; // bash makes three words of --option=value
    } else if (l->wants) {
        *vec_add(&v->given) = (struct given){ l->wants, word };
        l->wants = NULL;
    } else if (str_eq(word, "--")) {
        l->rest = true;
    } else if (!l->rest && word[0] == '-' && word[1]) {
        read_option(v, l, word);
    } else if (!l->noun) {
        l->noun = word;
        l->command = command_find(word, "");
    } else if (!l->command) {
        l->command = command_find(l->noun, word);
    } else {
        if (l->n_arguments < MOST_ARGUMENTS)
            l->arguments[l->n_arguments] = word;
        l->n_arguments++;
    }
}

static void
offer_options(const struct option *o)
{
    for (; o && o->name; o++) {
        _own_(free) char *word = mem_printf("--%s", o->name);
        offer(word, o->help);
    }
}

static void
offer_nouns(void)
{
    const char *before = "";

    command_each(c)
    {
        if (!c->hidden && !str_eq(c->noun, before))
            offer(c->noun, *c->verb ? NULL : c->help);
        before = c->noun;
    }
}

static void
offer_verbs(const char *noun)
{
    command_each(c) if (str_eq(c->noun, noun)) offer(c->verb, c->help);
}

// A list of words in a command's arguments ends with the last of them.
static void
offer_argument(struct invocation *v, const struct line *l)
{
    _own_(free) char *copy = mem_strdup(l->command->arguments);
    char *rest = NULL, *word = strtok_r(copy, " []", &rest);

    for (int i = 0; word && i < l->n_arguments && !str_ends(word, ".."); i++)
        word = strtok_r(NULL, " []", &rest);
    if (word)
        offer_values(v, l, word);
}

int
run_complete(struct invocation *v)
{
    v->offline = true;
    struct line l = { .now = v->n_arguments ? v->arguments[v->n_arguments - 1] : "" };

    for (int i = 0; i + 1 < v->n_arguments; i++)
        read_word(v, &l, v->arguments[i]);
    if (l.rest)
        return 0;
    if (l.wants) {
        offer_values(v, &l, l.wants->value);
    } else if (l.now[0] == '-') {
        offer_options(l.command ? l.command->options : NULL);
        offer_options(global_options);
    } else if (!l.noun) {
        offer_nouns();
    } else if (!l.command) {
        offer_verbs(l.noun);
    } else {
        offer_argument(v, &l);
    }
    return 0;
}
