// SPDX-License-Identifier: MIT
// Parts of a plan as JSON:
//
//   {"format": 2,
//    "parts": {NAME: {"file": FILE} or {"folder": [FILE...]}},
//    "contents": {DIGEST: TEXT or {"base64": TEXT}}}
//   FILE: {"path", "mode": "0755", "content": DIGEST} or {"path", "link": TARGET}
//
// What is no UTF-8 text is base64. Contents may be kept apart. Format 1 was {NAME: TEXT}.
#include "model/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/str.h"
#include "text/json.h"

#define FORMAT 2

int
part_of_file(struct arena *a, const char *name, unsigned mode, const char *data, size_t size,
    struct part *ret, struct lct_err *err)
{
    const char *slash = strrchr(name, '/');
    _own_(tree_maker) struct tree_maker m = { .arena = a };

    *ret = (struct part){ .name = arena_strdup(a, name) };
    if (tree_add_file(&m, ret->name + (slash ? slash - name + 1 : 0), mode, data, size, err) < 0)
        return err->code;
    return tree_make(&m, &ret->tree, err);
}

// ---- printed

static void
put_content(struct arena *a, struct doc *contents, const struct tree_file *f)
{
    _own_(buf) struct buf text = { 0 };

    if (doc_get(contents, f->digest))
        return;
    if (str_utf8(f->data, f->size)) {
        doc_put_string(a, contents, f->digest, f->data);
        return;
    }
    base64_add(&text, f->data, f->size);
    struct doc *binary = doc_put(a, contents, f->digest, doc_map(a));
    doc_put_string(a, binary, "base64", arena_strdup(a, buf_str(&text)));
}

static struct doc *
file_doc(struct arena *a, const struct tree_file *f, struct doc *contents)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "path", f->path);
    if (f->target) {
        doc_put_string(a, d, "link", f->target);
        return d;
    }
    doc_put_string(a, d, "mode", arena_printf(a, "%04o", f->mode));
    doc_put_string(a, d, "content", f->digest);
    put_content(a, contents, f);
    return d;
}

static struct doc *
part_doc(struct arena *a, const struct part *p, struct doc *contents)
{
    struct doc *d = doc_map(a);

    if (!p->folder) {
        doc_put(a, d, "file", file_doc(a, &p->tree->files[0], contents));
        return d;
    }
    struct doc *files = doc_put(a, d, "folder", doc_list(a));
    for (size_t i = 0; i < p->tree->n; i++)
        doc_add(a, files, file_doc(a, &p->tree->files[i], contents));
    return d;
}

static void
set_apart(const struct doc *contents, struct parts_apart *apart)
{
    for (size_t i = 0; i < doc_count(contents); i++) {
        _own_(buf) struct buf text = { 0 };
        json_print(&text, contents->items[i], JSON_COMPACT);
        map_put(&apart->texts, contents->keys[i]->text, arena_strdup(apart->arena, buf_str(&text)));
    }
}

void
parts_print(struct buf *out, const struct map *parts, struct parts_apart *apart)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *top = doc_map(a), *contents = doc_map(a), *list;

    doc_put_int(a, top, "format", FORMAT);
    list = doc_put(a, top, "parts", doc_map(a));
    map_each (it, parts)
        doc_put(a, list, it->key, part_doc(a, it->value, contents));
    if (apart)
        set_apart(contents, apart);
    else
        doc_put(a, top, "contents", contents);
    json_print(out, top, JSON_COMPACT);
}

// ---- read

struct reading {
    struct arena *arena;
    const struct parts_apart *apart;
    struct map contents; // digest -> struct tree_file, of which it has data, size and digest
    struct map *parts;
};

static int
fail(struct lct_err *err, const char *what, const char *name)
{
    return lct_fail(err, LCT_EFAILED, "%s %.100s", what, name);
}

static int
read_content(struct reading *r, const char *digest, const struct doc *d, struct lct_err *err)
{
    struct tree_file *f = ARENA_NEW(r->arena, struct tree_file);
    const char *binary = doc_get_text(d, "base64", NULL);
    _own_(buf) struct buf bytes = { 0 };
    char found[DIGEST_TEXT];

    if (binary ? !base64_read(&bytes, binary, strlen(binary)) : d->kind != DOC_TEXT)
        return fail(err, "no content of the digest", digest);
    f->digest = digest;
    f->size = binary ? bytes.len : d->text_len;
    f->data = arena_copy(r->arena, binary ? bytes.data : d->text, f->size);
    if (!str_eq(digest_text(f->data, f->size, found), digest))
        return fail(err, "a content that has not the digest", digest);
    map_put(&r->contents, digest, f);
    return LCT_OK;
}

// One that is kept apart is read when it is first named.
static int
need_content(struct reading *r, const char *digest, const char *path, const struct tree_file **ret,
    struct lct_err *err)
{
    const char *text = r->apart ? map_get(&r->apart->texts, digest) : NULL;
    struct doc *d;

    if (text && !map_has(&r->contents, digest) &&
        (json_parse(r->arena, text, strlen(text), PARTS_MAX, false, &d, err) < 0 ||
            read_content(r, digest, d, err) < 0))
        return err->code;
    *ret = map_get(&r->contents, digest);
    return *ret ? LCT_OK : fail(err, "without its content:", path);
}

static int
read_file(struct reading *r, struct tree_maker *m, const struct doc *d, struct lct_err *err)
{
    const char *path = doc_get_text(d, "path", ""), *target = doc_get_text(d, "link", NULL);
    const char *digest = doc_get_text(d, "content", "");
    const struct tree_file *content;

    if (target)
        return tree_add_link(m, path, target, err);
    if (need_content(r, digest, path, &content, err) < 0)
        return err->code;
    return tree_add_file(m, path, (unsigned)strtoul(doc_get_text(d, "mode", ""), NULL, 8),
        content->data, content->size, err);
}

static int
read_part(struct reading *r, const char *name, const struct doc *d, struct lct_err *err)
{
    const struct doc *file = doc_get(d, "file"), *folder = doc_get(d, "folder");
    _own_(tree_maker) struct tree_maker m = { .arena = r->arena };
    struct part *p = ARENA_NEW(r->arena, struct part);

    *p = (struct part){ .name = name, .folder = folder != NULL };
    if (!file == !folder)
        return fail(err, "neither a file nor a folder:", name);
    if (file && read_file(r, &m, file, err) < 0)
        return err->code;
    for (size_t i = 0; i < doc_count(folder); i++)
        if (read_file(r, &m, folder->items[i], err) < 0)
            return err->code;
    if (tree_make(&m, &p->tree, err) < 0)
        return err->code;
    map_put(r->parts, name, p);
    return LCT_OK;
}

static int
read_parts(struct reading *r, const struct doc *top, struct lct_err *err)
{
    const struct doc *contents = doc_get(top, "contents"), *parts = doc_get(top, "parts");

    for (size_t i = 0; i < doc_count(contents); i++)
        if (read_content(r, contents->keys[i]->text, contents->items[i], err) < 0)
            return err->code;
    for (size_t i = 0; i < doc_count(parts); i++)
        if (read_part(r, parts->keys[i]->text, parts->items[i], err) < 0)
            return err->code;
    return LCT_OK;
}

// {NAME: TEXT}
static int
read_texts(struct reading *r, const struct doc *top, struct lct_err *err)
{
    for (size_t i = 0; i < doc_count(top); i++) {
        const struct doc *d = top->items[i];
        struct part *p = ARENA_NEW(r->arena, struct part);
        if (d->kind != DOC_TEXT)
            return fail(err, "not a text:", top->keys[i]->text);
        if (part_of_file(r->arena, top->keys[i]->text, 0644, d->text, d->text_len, p, err) < 0)
            return err->code;
        map_put(r->parts, p->name, p);
    }
    return LCT_OK;
}

int
parts_read(struct arena *a, const char *text, const struct parts_apart *apart, struct map *ret,
    struct lct_err *err)
{
    struct reading r = { .arena = a, .apart = apart, .parts = ret };
    const struct doc *format;
    struct doc *top = NULL;
    int code;

    if (json_parse(a, text, strlen(text), PARTS_MAX, false, &top, err) < 0)
        return err->code = LCT_EFAILED;
    format = doc_get(top, "format");
    if (top->kind != DOC_MAP)
        code = fail(err, "no map of files, but", doc_kind_name(top->kind));
    else if (!format || format->kind == DOC_TEXT) // a file may be called so
        code = read_texts(&r, top, err);
    else if (doc_integer(format, 0) != FORMAT)
        code = fail(err, "a format of another version:", doc_text(format, "none"));
    else
        code = read_parts(&r, top, err);
    map_done(&r.contents);
    return code < 0 ? (err->code = LCT_EFAILED) : LCT_OK;
}

// ---- what is apart

static void
note_digest(const struct doc *file, const struct doc *contents, struct map *digests)
{
    const char *digest = doc_get_text(file, "content", NULL);

    if (digest && !doc_get(contents, digest) && !map_has(digests, digest))
        map_put(digests, digest, digests);
}

void
parts_not_in(const char *text, struct map *digests)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *top = NULL;

    if (!text || json_parse(a, text, strlen(text), PARTS_MAX, false, &top, ERR_IGNORED) < 0 ||
        doc_get_int(top, "format", 0) != FORMAT)
        return;
    const struct doc *parts = doc_get(top, "parts"), *contents = doc_get(top, "contents");
    for (size_t i = 0; i < doc_count(parts); i++) {
        const struct doc *folder = doc_get(parts->items[i], "folder");
        note_digest(doc_get(parts->items[i], "file"), contents, digests);
        for (size_t k = 0; k < doc_count(folder); k++)
            note_digest(folder->items[k], contents, digests);
    }
}
