// SPDX-License-Identifier: MIT
// Looking up commands and options in the table.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"

const struct command *
command_find(const char *noun, const char *verb)
{
    command_each(c) if (str_eq(c->noun, noun) && (!*c->verb || str_eq(c->verb, verb))) return c;
    return NULL;
}

bool
command_is_noun(const char *word)
{
    command_each(c) if (str_eq(c->noun, word)) return true;
    return false;
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

const struct option *
option_find(const struct command *c, const char *name, size_t n)
{
    const struct option *found = c ? find_in(c->options, name, n) : NULL;

    return found ? found : find_in(global_options, name, n);
}

const char *
option_value(const struct invocation *v, const char *name)
{
    for (size_t i = v->given.n; i-- > 0;)
        if (str_eq(v->given.items[i].option->name, name))
            return v->given.items[i].value;
    return NULL;
}

bool
option_given(const struct invocation *v, const char *name)
{
    vec_each (g, &v->given)
        if (str_eq(g->option->name, name))
            return true;
    return false;
}

const char **
option_values(const struct invocation *v, const char *name)
{
    const char **values = mem_array(v->given.n + 1, sizeof *values);
    size_t n = 0;

    vec_each (g, &v->given)
        if (str_eq(g->option->name, name))
            values[n++] = g->value;
    return values;
}
