// Characters of UTF-8 text: how many, and those that nobody sees.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>

// Characters of valid UTF-8.
size_t utf8_count(const char *s);
// Bytes of the character that begins at s: 1 at least.
size_t utf8_length(const char *s);

// What else than UTF-8 the bytes are, by their order mark or their many zeros: "UTF-16", "UTF-32".
// NULL: nothing of that kind.
const char *utf8_foreign(const char *text, size_t n);

// The first character that is not seen, or that looks like a blank and is none: zero widths, other
// spaces, marks of direction, 8-bit controls. NULL: there is none. what: "U+200B, a zero width
// space".
#define UNSEEN_TEXT 48
const char *utf8_unseen(const char *s, char what[static UNSEEN_TEXT]);

#endif
