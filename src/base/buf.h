// SPDX-License-Identifier: MIT
// A growing byte string, always terminated by a NUL that is not counted.
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/own.h"

struct buf {
    char *data; // NULL while empty and never written
    size_t len, cap;
};

void buf_done(struct buf *b);  // releases and empties
void buf_clear(struct buf *b); // empties, keeps the memory
OWN_STRUCT(buf, struct buf, buf_done);

void buf_add(struct buf *b, const void *data, size_t n);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

// Drops the first n bytes.
void buf_drop(struct buf *b, size_t n);

// Room for n more bytes behind len; the caller fills it and adds to len (the terminator is then
// his to keep: use buf_grew).
char *buf_room(struct buf *b, size_t n);
void buf_grew(struct buf *b, size_t n);

// The text, "" when nothing was ever written; borrowed.
const char *buf_str(const struct buf *b);

// The text moved out (never NULL, free() it); b is empty afterwards.
char *buf_take(struct buf *b);

#endif
