// SPDX-License-Identifier: MIT
// Where a record's file is: a folder for its context, one for its kind, one for each column of its
// key but the last, which names the file. Paths are from the top of the store.
#ifndef STORE_JSON_NAME_H
#define STORE_JSON_NAME_H

#include "base/buf.h"
#include "port/store.h"

#define NAME_TOP "contexts"
#define NAME_FILE ".json"
#define NUMBER_FILE ".next" // of a kind: the number after the last one given

// The text as the name of a file or folder: what is not of [A-Za-z0-9._-] as %XX, and a dot that it
// begins with, for such files are hidden; nothing is "%". What is too long is cut, and told from
// others by its digest.
void name_add(struct buf *out, const char *text);
void name_context(struct buf *out, const struct context *c);
// Of a column's value; numbers have 12 digits, so that their names sort as they do.
void name_value(struct buf *out, const struct field *f, const void *record);

// The path of a kind's record, in the context's folder, whose key begins with the first n columns
// of the key of this record (of that kind, or of one that it owns or that owns it): a file, when
// these are all columns of the kind's key, else a folder.
void name_path(struct buf *out, const char *context, enum record_kind kind,
    const struct record_shape *shape, const void *record, size_t n);

// May a file or folder of this path be ours to put or remove?
bool name_is_ours(const char *path);

#endif
