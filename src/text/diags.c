// What is wrong with a document, told as a compiler tells it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/schema.h"

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
    if (d->n == d->cap) {
        size_t cap = d->cap ? d->cap * 2 : 16;
        struct diag *items = arena_array(d->arena, cap, sizeof *items);
        if (d->n)
            memcpy(items, d->items, d->n * sizeof *items);
        d->items = items;
        d->cap = cap;
    }
    d->n_errors += level == DIAG_ERROR;
    struct diag *item = &d->items[d->n++];
    *item = (struct diag){ .level = level, .pos = pos, .text = arena_strdup(d->arena, text) };
    return item;
}

void
diag_hint(struct diags *d, struct diag *item, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    item->hint = arena_strdup(d->arena, text);
}

static const char *
level_name(enum diag_level level)
{
    return level == DIAG_ERROR ? "error" : level == DIAG_WARNING ? "warning" : "note";
}

// The source line with a caret under the column; tabs are kept so that the caret fits.
static void
print_line(struct buf *out, const struct doc_source *src, struct doc_pos pos)
{
    const char *line = src->text, *end = src->text + src->len, *stop;

    for (unsigned n = 1; n < pos.line && line; n++) {
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    if (!line || !pos.line || line >= end)
        return;
    stop = memchr(line, '\n', (size_t)(end - line));
    size_t len = (size_t)((stop ? stop : end) - line);
    if (len > 200)
        return;
    buf_addf(out, "  %5u | ", pos.line);
    buf_add(out, line, len);
    buf_adds(out, "\n        | ");
    for (unsigned col = 1, i = 0; col < pos.col && i < len; i++) {
        if (((unsigned char)line[i] & 0xc0) == 0x80)
            continue;
        buf_addc(out, line[i] == '\t' ? '\t' : ' ');
        col++;
    }
    buf_adds(out, "^\n");
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
