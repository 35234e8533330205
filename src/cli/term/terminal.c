// SPDX-License-Identifier: MIT
// The terminal: its width, its colours, and what may be written to it.
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/parse.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/term/terminal.h"

#define USUAL_WIDTH 80
#define LEAST_WIDTH 20

bool
terminal_is(int fd)
{
    const char *term = getenv("TERM");

    return isatty(fd) && !str_empty(term) && !str_eq(term, "dumb");
}

bool
terminal_coloured(int fd)
{
    return terminal_is(fd) && str_empty(getenv("NO_COLOR"));
}

unsigned
terminal_width(int fd)
{
    struct winsize size;
    int64_t columns;

    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= LEAST_WIDTH)
        return size.ws_col;
    const char *told = getenv("COLUMNS");
    return told && parse_int(told, LEAST_WIDTH, 10000, &columns) ? (unsigned)columns : USUAL_WIDTH;
}

static bool
starts_character(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

size_t
text_columns(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += starts_character(*s);
    return n;
}

size_t
text_cut(const char *s, size_t columns)
{
    size_t i = 0;

    for (size_t n = 0; s[i]; i++) {
        n += starts_character(s[i]);
        if (n > columns)
            break;
    }
    return i;
}

// What a terminal might obey, what turns the reading round, what is not seen and what is no UTF-8
// becomes a question mark, a whole character at a time.
static void
make_safe(char *s, bool lines)
{
    char *to = s;
    uint32_t point;

    for (size_t n; *s; s += n) {
        n = utf8_next(s, &point);
        if (utf8_hidden(point) && !(lines && (*s == '\n' || *s == '\t'))) {
            *to++ = '?';
        } else {
            memmove(to, s, n);
            to += n;
        }
    }
    *to = '\0';
}

void
text_make_safe(char *text)
{
    make_safe(text, false);
}

void
print_safe(FILE *out, const char *text, bool lines)
{
    _own_(free) char *copy = mem_strdup(text);

    make_safe(copy, lines);
    fputs(copy, out);
}

void
printf_safe(FILE *out, const char *fmt, ...)
{
    _own_(free) char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    text = mem_vprintf(fmt, ap);
    va_end(ap);
    make_safe(text, true);
    fputs(text, out);
}
