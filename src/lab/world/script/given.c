// SPDX-License-Identifier: MIT
// What a disk is made with: a StackScript, and answers to what it asks for.
#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "lab/world/instance.h"

#define DATA_MAX 65535

static bool
takes_image(const struct doc *script, const char *image)
{
    doc_each (one, doc_get(script, "images"))
        if (str_eq(doc_text(one, ""), image) || str_eq(doc_text(one, ""), "any/all"))
            return true;
    return false;
}

// Is it one of "a,b,c"?
static bool
is_among(const char *list, const char *word, size_t n)
{
    for (size_t len; *list; list += len + (list[len] == ',')) {
        len = strcspn(list, ",");
        if (len == n && strncmp(list, word, n) == 0)
            return true;
    }
    return false;
}

static bool
is_allowed(const struct doc *field, const char *value)
{
    const char *one = doc_get_text(field, "oneof", NULL),
               *many = doc_get_text(field, "manyof", NULL);

    if (one)
        return is_among(one, value, strlen(value));
    for (size_t len; many && *value; value += len + (value[len] == ',')) {
        len = strcspn(value, ",");
        if (!is_among(many, value, len))
            return false;
    }
    return true;
}

// 'NAME=VALUE', whatever the value holds.
static void
add_word(struct buf *out, const char *name, const char *value)
{
    buf_adds(out, " '");
    for (const char *c = name; *c; c++)
        buf_addc(out, (char)toupper((unsigned char)*c));
    buf_addc(out, '=');
    for (const char *c = value; *c; c++) {
        if (*c == '\'')
            buf_adds(out, "'\\''");
        else
            buf_addc(out, *c);
    }
    buf_addc(out, '\'');
}

static void
answer_read(struct call *c, const struct doc *field, const struct doc *data, struct buf *words)
{
    const char *name = doc_get_text(field, "name", "");
    const struct doc *given = doc_get(data, name);
    const char *value = doc_get_text(field, "default", NULL);

    if (!doc_is_null(given) && given->kind != DOC_TEXT)
        call_error(c, "stackscript_data", "The value of UDF %s must be a string", name);
    else if (!doc_is_null(given))
        value = doc_text(given, "");
    if (!value)
        call_error(c, "stackscript_data", "A value for the UDF %s is required", name);
    else if (!is_allowed(field, value))
        call_error(c, "stackscript_data", "The value of UDF %s is not allowed", name);
    else
        add_word(words, name, value);
}

static bool
is_asked(const struct doc *fields, const char *name)
{
    doc_each (field, fields)
        if (str_eq(doc_get_text(field, "name", NULL), name))
            return true;
    return false;
}

static size_t
data_size(const struct doc *data)
{
    size_t n = 2;

    for (size_t i = 0; i < doc_count(data); i++)
        n += strlen(data->keys[i]->text) + strlen(doc_text(data->items[i], "")) + 6;
    return n;
}

static void
data_read(
    struct call *c, const struct doc *fields, const struct doc *data, struct script_given *out)
{
    _own_(buf) struct buf words = { 0 };

    for (size_t i = 0; i < doc_count(data); i++)
        if (!is_asked(fields, data->keys[i]->text))
            call_error(
                c, "stackscript_data", "%s is not a UDF of this StackScript", data->keys[i]->text);
    if (data_size(data) > DATA_MAX)
        call_error(c, "stackscript_data", "Length must be 0-%d", DATA_MAX);
    doc_each (field, fields)
        answer_read(c, field, data, &words);
    out->words = arena_strdup(c->arena, buf_str(&words));
}

void
script_read(struct call *c, const char *image, struct script_given *out)
{
    const struct doc *asked = doc_get(c->body, "stackscript_id"), *script;
    int64_t id = doc_integer(asked, 0);

    if (doc_is_null(asked))
        return;
    script = world_one(&c->lab->world, c->arena,
        "SELECT id, script, images AS \"images:json\", fields AS \"fields:json\" FROM stackscript "
        "WHERE id = ?",
        "i", id);
    if (!script) {
        call_error(c, "stackscript_id", "stackscript_id is not valid");
        return;
    }
    if (!image)
        call_error(c, "image", "You must specify an image");
    else if (!takes_image(script, image))
        call_error(c, "image", "This StackScript cannot be deployed with %s", image);
    *out = (struct script_given){ .id = id, .text = doc_get_text(script, "script", "") };
    data_read(c, doc_get(script, "fields"), doc_get(c->body, "stackscript_data"), out);
    if (!call_failed(c))
        world_do(&c->lab->world,
            "UPDATE stackscript SET deployments_total = deployments_total + 1 WHERE id = ?", "i",
            id);
}
