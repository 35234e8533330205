// SPDX-License-Identifier: MIT
// Characters of UTF-8: how many, which, and those of them that nobody sees.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_NONE UINT32_MAX

// Length of the well-formed sequence at s (n bytes there), 0 when it is none or NUL.
size_t utf8_sequence(const char *s, size_t n);

// The character at s, which does not end there, and its length in bytes. A byte that belongs to
// none is UTF8_NONE and of length 1.
size_t utf8_next(const char *s, uint32_t *point);

size_t utf8_length(const char *s); // of the character at s, in bytes; 1 at least
size_t utf8_count(const char *s);  // characters; a byte that belongs to none counts as one

// Is the text in another encoding? "UTF-16", "UTF-32", by its byte order mark or its zeros; NULL:
// it does not look like one.
const char *utf8_foreign(const char *text, size_t n);

// Would it steer what shows it, or not be seen: controls of both kinds, marks of direction, joiners
// and spaces without width, line ends of Unicode, tags, what is no character?
bool utf8_hidden(uint32_t point);

// The first character beyond ASCII that is hidden, or that looks like a blank and is none. NULL:
// there is none. what: "U+200B, a zero width space".
#define UNSEEN_TEXT 48
const char *utf8_unseen(const char *s, char what[static UNSEEN_TEXT]);

#define UTF8_ESCAPED 13

// As JSON writes it without showing it: "\u009b", two of them beyond U+FFFF.
const char *utf8_escape(uint32_t point, char out[static UTF8_ESCAPED]);

#endif
