// SPDX-License-Identifier: MIT
// The terminal: how wide it is, and what may be written to it.
#ifndef CLI_TERM_TERMINAL_H
#define CLI_TERM_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// Text from outside is not trusted with the terminal: what it might obey and what is not seen comes
// out as '?', but for line ends where `lines` says so.
void print_safe(FILE *out, const char *text, bool lines);
// The same for a text that is put together; its line ends are the format's, so they stay.
void printf_safe(FILE *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_make_safe(char *text); // the same in place, without line ends

// A terminal's width; 80 where it cannot be known.
unsigned terminal_width(int fd);
bool terminal_is(int fd);       // a terminal that understands control sequences
bool terminal_coloured(int fd); // and nobody said NO_COLOR
size_t text_columns(const char *s);
// The longest start of s that takes at most so many columns, in bytes.
size_t text_cut(const char *s, size_t columns);

#endif
