// Tables: aligned columns, numbers to the right; on a terminal the last column fits the line.
#include "cli/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/tell.h"

#define GAP 2
#define LEAST_LAST 8 // a last column narrower than this is not worth cutting for
#define NAME_WIDTH 14

void
table_add(struct table *t, const char *cell)
{
    vec_push(&t->cells, mem_strdup(str_empty(cell) ? "-" : cell));
}

void
table_done(struct table *t)
{
    vec_each (cell, &t->cells)
        free(*cell);
    vec_done(&t->cells);
}

static size_t
column_width(const struct table *t, size_t column)
{
    size_t widest = text_columns(t->titles[column]);

    for (size_t i = column; i < t->cells.n; i += t->n_columns) {
        size_t n = text_columns(t->cells.items[i]);
        widest = n > widest ? n : widest;
    }
    return widest;
}

// Digits with at most one dot: an address is no number.
static bool
is_number(const char *s)
{
    const char *dot = strchr(s, '.');

    return *s && strspn(s, "0123456789.") == strlen(s) && !(dot && strchr(dot + 1, '.'));
}

static bool
column_is_numbers(const struct table *t, size_t column)
{
    bool any = false;

    for (size_t i = column; i < t->cells.n; i += t->n_columns) {
        if (str_eq(t->cells.items[i], "-"))
            continue;
        if (!is_number(t->cells.items[i]))
            return false;
        any = true;
    }
    return any;
}

struct layout {
    size_t width[32];
    bool right[32];
    size_t last; // columns left for the last cell; SIZE_MAX: all it wants
};

static void
table_layout(const struct table *t, unsigned width, struct layout *l)
{
    size_t before = 0;

    for (size_t c = 0; c < t->n_columns; c++) {
        l->width[c] = column_width(t, c);
        l->right[c] = column_is_numbers(t, c);
        before += c + 1 < t->n_columns ? l->width[c] + GAP : 0;
    }
    l->last = width && before + LEAST_LAST <= width ? width - before : SIZE_MAX;
}

static void
add_spaces(struct buf *out, size_t n)
{
    buf_addf(out, "%*s", (int)n, "");
}

static void
add_last(struct buf *out, const char *text, size_t room)
{
    if (text_columns(text) <= room || !strchr(text, ' ')) { // a whole address is worth more
        buf_adds(out, text);
        return;
    }
    buf_add(out, text, text_cut(text, room - 1));
    buf_adds(out, "…");
}

static void
add_row(struct buf *out, const struct table *t, const char *const *cells, const struct layout *l)
{
    for (size_t c = 0; c < t->n_columns; c++) {
        bool last = c + 1 == t->n_columns;
        size_t n = text_columns(cells[c]), pad = l->width[c] > n ? l->width[c] - n : 0;
        if (l->right[c])
            add_spaces(out, pad);
        if (last)
            add_last(out, cells[c], l->last);
        else
            buf_adds(out, cells[c]);
        if (!last)
            add_spaces(out, GAP + (l->right[c] ? 0 : pad));
    }
}

void
table_format(const struct table *t, struct buf *out, unsigned width, bool bold)
{
    struct layout l = { 0 };

    table_layout(t, width, &l);
    buf_adds(out, bold ? "\033[1m" : "");
    add_row(out, t, t->titles, &l);
    buf_adds(out, bold ? "\033[0m\n" : "\n");
    for (size_t i = 0; i + t->n_columns <= t->cells.n; i += t->n_columns) {
        add_row(out, t, (const char *const *)t->cells.items + i, &l);
        buf_addc(out, '\n');
    }
}

// Truth is told in words.
static const char *
field_text(const struct lct_value *v, const char *no)
{
    const char *text = lct_text(v, NULL);

    return str_eq(text, "true") ? "yes" : str_eq(text, "false") ? no : text;
}

void
print_rows(struct table *t)
{
    bool terminal = terminal_is(STDOUT_FILENO);
    _own_(buf) struct buf out = { 0 };

    vec_each (cell, &t->cells)
        text_make_safe(*cell);
    table_format(
        t, &out, terminal ? terminal_width(STDOUT_FILENO) : 0, terminal_coloured(STDOUT_FILENO));
    fputs(buf_str(&out), stdout);
    table_done(t);
}

void
print_table(const struct lct_value *rows, const struct column *columns, size_t n)
{
    const char *titles[32];
    struct table t = { .titles = titles, .n_columns = n };

    for (size_t c = 0; c < n; c++)
        titles[c] = columns[c].title;
    for (size_t r = 0; r < lct_count(rows); r++)
        for (size_t c = 0; c < n; c++)
            table_add(&t, field_text(lct_get(lct_at(rows, r), columns[c].field), NULL));
    print_rows(&t);
}

static void
print_field(const char *name, const char *text)
{
    printf("%-*s ", NAME_WIDTH, name);
    print_safe(stdout, text, false);
    putchar('\n');
}

void
print_fields(const struct lct_value *map)
{
    for (size_t i = 0; i < lct_count(map); i++) {
        const char *name = lct_key(map, i);
        const struct lct_value *v = lct_get(map, name);
        const char *text = field_text(v, "no");
        if (text)
            print_field(name, text);
        for (size_t k = 0; !text && k < lct_count(v); k++)
            if (lct_text(lct_at(v, k), NULL))
                print_field(k ? "" : name, lct_text(lct_at(v, k), ""));
    }
}
