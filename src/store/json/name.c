// SPDX-License-Identifier: MIT
// Names of files and folders.
#include "store/json/name.h"

#include <ctype.h>

#include "base/digest.h"
#include "base/str.h"

#define NAME_MAX_BYTES 200 // file systems allow 255, with what is added to it

static bool
is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

// "~" is in no name that is whole.
static void
cut(struct buf *name, size_t from, const char *text)
{
    char digest[DIGEST_TEXT];
    size_t keep = from + NAME_MAX_BYTES - DIGEST_TEXT;

    while (name->data[keep - 1] == '%' || name->data[keep - 2] == '%')
        keep--; // not within a %XX
    name->len = keep;
    buf_addf(name, "~%s", digest_text(text, strlen(text), digest));
}

void
name_add(struct buf *out, const char *text)
{
    const size_t from = out->len;

    for (const char *c = text; *c; c++)
        if (is_plain(*c) && (c > text || *c != '.'))
            buf_addc(out, *c);
        else
            buf_addf(out, "%%%02X", (unsigned char)*c);
    if (out->len == from)
        buf_addc(out, '%');
    if (out->len - from > NAME_MAX_BYTES)
        cut(out, from, text);
}

void
name_context(struct buf *out, const struct context *c)
{
    buf_adds(out, NAME_TOP "/");
    name_add(out, c->app);
    buf_addc(out, '/');
    name_add(out, c->customer);
}

void
name_value(struct buf *out, const struct field *f, const void *record)
{
    const char *text = field_is_text(f) ? field_text(f, record) : NULL;

    if (field_is_text(f))
        name_add(out, text ? text : "");
    else
        buf_addf(out, "%012lld", (long long)field_int(f, record));
}

void
name_path(struct buf *out, const char *context, enum record_kind kind,
    const struct record_shape *shape, const void *record, size_t n)
{
    buf_addf(out, "%s/%s", context, record_shapes[kind].name);
    for (size_t i = 0; i < n; i++) {
        buf_addc(out, '/');
        name_value(out, shape_field(shape, shape->key[i]), record);
    }
    if (n == shape_keys(&record_shapes[kind]))
        buf_adds(out, NAME_FILE);
}

bool
name_is_ours(const char *path)
{
    if (!str_starts(path, NAME_TOP))
        return false;
    path += strlen(NAME_TOP);
    for (; *path == '/'; path += strcspn(path, "/"))
        if (path[1] == '.' || path[1] == '/' || !*++path)
            return false;
    return !*path;
}
