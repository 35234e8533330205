// The terminal: its width, its colours, and what may be written to it.
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/parse.h"
#include "base/str.h"
#include "cli/tell.h"

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

// Control characters of ASCII, and those of Latin-1 as UTF-8 writes them.
static bool
is_control(const char *s)
{
    unsigned char c = (unsigned char)*s;

    return c < 0x20 || c == 0x7f || (c == 0xc2 && (unsigned char)s[1] < 0xa0 && s[1]);
}

static void
make_safe(char *s, bool lines)
{
    for (; *s; s++)
        if (is_control(s) && !(lines && (*s == '\n' || *s == '\t')))
            *s = '?';
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
