// What is wrong with a document, told as a compiler tells it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "text/schema.h"

#define WIDEST_LINE 100
#define MOST_KEPT 1000 // beyond, they are only counted

static bool
is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

// Messages repeat words of the document: they must not reach a terminal as commands.
static const char *
harmless(struct arena *a, const char *text)
{
    char *copy = arena_strdup(a, text);

    for (char *p = copy; *p; p++)
        if (is_control(*p))
            *p = ' ';
    return copy;
}

void
diags_init(struct diags *d, struct arena *a)
{
    *d = (struct diags){ .arena = a };
}

struct diag *
diags_add(struct diags *d, enum diag_level level, struct doc_pos pos, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    d->n_errors += level == DIAG_ERROR;
    if (d->n == MOST_KEPT)
        return &d->lost;
    if (d->n == d->cap) {
        size_t cap = d->cap ? d->cap * 2 : 16;
        struct diag *items = arena_array(d->arena, cap, sizeof *items);
        if (d->n)
            memcpy(items, d->items, d->n * sizeof *items);
        d->items = items;
        d->cap = cap;
    }
    struct diag *item = &d->items[d->n++];
    *item = (struct diag){ .level = level, .pos = pos, .text = harmless(d->arena, text) };
    return item;
}

void
diag_hint(struct diags *d, struct diag *item, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    if (item == &d->lost)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    item->hint = harmless(d->arena, text);
}

static const char *
level_name(enum diag_level level)
{
    return level == DIAG_ERROR ? "error" : level == DIAG_WARNING ? "warning" : "note";
}

// The text of a line without its end; NULL when there is none.
static const char *
find_line(const struct doc_source *src, unsigned number, size_t *len)
{
    const char *line = src->text, *end = src->text + src->len, *stop;

    for (unsigned n = 1; n < number && line; n++) {
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    if (!line || !number || line >= end)
        return NULL;
    stop = memchr(line, '\n', (size_t)(end - line));
    *len = (size_t)((stop ? stop : end) - line);
    return line;
}

// The columns from `first` on that fit a terminal; what would move its cursor becomes a blank.
static void
add_columns(struct buf *out, const char *line, size_t len, unsigned first)
{
    unsigned col = 0;

    for (size_t i = 0; i < len; i++) {
        col += ((unsigned char)line[i] & 0xc0) != 0x80;
        if (col >= first && col < first + WIDEST_LINE)
            buf_addc(out, is_control(line[i]) ? ' ' : line[i]);
    }
}

// The source line with a caret under the column; of a long line the part around it.
static void
print_line(struct buf *out, const struct doc_source *src, struct doc_pos pos)
{
    size_t len = 0;
    const char *line = find_line(src, pos.line, &len);
    unsigned first = pos.col > WIDEST_LINE * 3 / 4 ? pos.col - WIDEST_LINE / 2 : 1;

    if (!line || !str_utf8(line, len))
        return;
    buf_addf(out, "  %5u | ", pos.line);
    add_columns(out, line, len, first);
    buf_addf(out, "\n        | %*s^\n", (int)(pos.col > first ? pos.col - first : 0), "");
}

static void
print_one(struct buf *out, const struct diag *d, const struct doc_source *src)
{
    if (d->pos.line)
        buf_addf(out, "%s:%u:%u: %s: %s\n", src->name, d->pos.line, d->pos.col,
            level_name(d->level), d->text);
    else
        buf_addf(out, "%s: %s: %s\n", src->name, level_name(d->level), d->text);
    print_line(out, src, d->pos);
    if (d->hint)
        buf_addf(out, "        = %s\n", d->hint);
}

static int
by_place(const void *a, const void *b)
{
    const struct diag *const *x = a, *const *y = b;

    if ((*x)->pos.line != (*y)->pos.line)
        return (*x)->pos.line < (*y)->pos.line ? -1 : 1;
    if ((*x)->pos.col != (*y)->pos.col)
        return (*x)->pos.col < (*y)->pos.col ? -1 : 1;
    return (*x > *y) - (*x < *y); // at one place: in the order they were found
}

static const struct diag **
sorted(const struct diags *d)
{
    const struct diag **items = mem_array(d->n, sizeof *items);

    for (size_t i = 0; i < d->n; i++)
        items[i] = &d->items[i];
    qsort(items, d->n, sizeof *items, by_place);
    return items;
}

void
diags_print(struct buf *out, const struct diags *d, const struct doc_source *src, size_t most)
{
    _own_(free) const struct diag **items = sorted(d);
    size_t n = most && d->n > most ? most : d->n;

    for (size_t i = 0; i < n; i++)
        print_one(out, items[i], src);
    if (n < d->n)
        buf_addf(out, "%s: and %zu more\n", src->name, d->n - n);
}

struct doc *
diags_doc(struct arena *a, const struct diags *d, const struct doc_source *src)
{
    _own_(free) const struct diag **items = sorted(d);
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < d->n; i++) {
        struct doc *item = doc_add(a, list, doc_map(a));
        doc_put_string(a, item, "level", level_name(items[i]->level));
        doc_put_string(a, item, "file", src->name);
        doc_put_int(a, item, "line", items[i]->pos.line);
        doc_put_int(a, item, "column", items[i]->pos.col);
        doc_put_string(a, item, "message", items[i]->text);
        doc_put_string(a, item, "hint", items[i]->hint);
        doc_put_string(a, item, "path", items[i]->path);
    }
    return list;
}
