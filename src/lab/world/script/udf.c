// SPDX-License-Identifier: MIT
// What a StackScript asks for: its <UDF name="db" label="Name" default="x" oneof="x,y" /> tags.
#include "lab/world/script/script.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"

#define NAME_MAX_LENGTH 64

static const char *const attributes[] = { "name", "label", "example", "default", "oneof", "manyof",
    NULL };

static void
skip_blanks(const char **at)
{
    while (**at && isspace((unsigned char)**at))
        ++*at;
}

// One NAME="VALUE", in either quotes; false: the tag ends here.
static bool
attribute_take(struct arena *a, const char **at, const char **name, const char **value)
{
    const char *from;
    size_t n;
    char quote;

    skip_blanks(at);
    n = strcspn(*at, "=/> \t\r\n");
    if (!n || (*at)[n] != '=')
        return false;
    *name = str_lower(a, arena_strndup(a, *at, n));
    *at += n + 1;
    quote = **at;
    if (quote != '"' && quote != '\'')
        return false;
    from = ++*at;
    n = strcspn(from, quote == '"' ? "\"" : "'");
    if (!from[n])
        return false;
    *value = arena_strndup(a, from, n);
    *at = from + n + 1;
    return true;
}

static struct doc *
field_read(struct arena *a, const char **at)
{
    const char *name, *value, *given[6] = { NULL };
    struct doc *field = doc_map(a);

    while (attribute_take(a, at, &name, &value))
        for (size_t i = 0; attributes[i]; i++)
            if (str_eq(attributes[i], name))
                given[i] = value;
    for (size_t i = 0; attributes[i]; i++)
        if (given[i])
            doc_put_string(a, field, attributes[i], given[i]);
    return field;
}

static bool
is_name(const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)name[i]) && name[i] != '_')
            return false;
    return n && n <= NAME_MAX_LENGTH && !isdigit((unsigned char)name[0]);
}

static bool
is_there(const struct doc *fields, const char *name)
{
    doc_each (field, fields)
        if (str_ieq(doc_get_text(field, "name", NULL), name))
            return true;
    return false;
}

static const char *
fault_of(const struct doc *fields, const struct doc *field)
{
    const char *name = doc_get_text(field, "name", "");

    if (!is_name(name))
        return "A UDF's name must be letters, digits and underscores, 64 at most";
    if (is_there(fields, name))
        return "Duplicate name found. A UDF's name must be unique";
    if (str_empty(doc_get_text(field, "label", NULL)))
        return "A UDF must have a label";
    return NULL;
}

struct doc *
udf_read(struct arena *a, const char *script, const char **fault)
{
    struct doc *fields = doc_list(a);

    *fault = NULL;
    for (const char *at = script; !*fault && (at = strchr(at, '<'));) {
        struct doc *field;
        if (!str_istarts(at++, "<udf") || !isspace((unsigned char)at[3]))
            continue;
        at += 3;
        field = field_read(a, &at);
        *fault = fault_of(fields, field);
        doc_add(a, fields, field);
    }
    return fields;
}
