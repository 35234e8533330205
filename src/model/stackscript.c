// SPDX-License-Identifier: MIT
// What a StackScript is for, and which answers it takes.
#include "model/stackscript.h"

#include <string.h>

#include "base/str.h"

bool
stackscript_takes(const struct stackscript *s, const char *image)
{
    for (const char *const *i = s->images; i && *i; i++)
        if (str_eq(*i, image) || str_eq(*i, "any/all"))
            return true;
    return false;
}

const struct stackscript_field *
stackscript_field(const struct stackscript *s, const char *name)
{
    for (size_t i = 0; i < s->n_fields; i++)
        if (str_eq(s->fields[i].name, name))
            return &s->fields[i];
    return NULL;
}

// Is it one of "a,b,c"?
static bool
has_word(const char *list, const char *word, size_t n)
{
    for (size_t len; *list; list += len + (list[len] == ',')) {
        len = strcspn(list, ",");
        if (len == n && strncmp(list, word, n) == 0)
            return true;
    }
    return false;
}

bool
stackscript_allows(const struct stackscript_field *f, const char *value)
{
    if (f->one_of)
        return has_word(f->one_of, value, strlen(value));
    for (size_t n; f->many_of && *value; value += n + (value[n] == ',')) {
        n = strcspn(value, ",");
        if (!has_word(f->many_of, value, n))
            return false;
    }
    return true;
}
