// SPDX-License-Identifier: MIT
// A record as the text of its file: JSON, a line for each column, in the order of its table.
#ifndef STORE_JSON_RECORD_H
#define STORE_JSON_RECORD_H

#include "base/buf.h"
#include "port/record.h"

#define RECORD_MAX ((size_t)64 << 20) // bytes

// All columns are there; a text that is NULL is null. What is no UTF-8 becomes U+FFFD.
void record_print(struct buf *out, const struct record_shape *shape, const void *record);

// Fills the record, whose texts live in the arena. A column that is not there is empty: an older
// program did not know it. LCT_EFAILED: one that this program does not know, or another kind of
// value, or no JSON at all.
int record_parse(struct arena *a, const struct record_shape *shape, const char *text, size_t n,
    void *record, struct lct_err *err);

#endif
