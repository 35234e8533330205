// SPDX-License-Identifier: MIT
// Tables: aligned columns, numbers to the right; on a terminal they fit the line.
#include "cli/term/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/term/terminal.h"

#define GAP 2
#define MAX_COLUMNS 32
#define LEAST_PROSE 24 // prose in fewer columns is no pleasure to read
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
    size_t columns[MAX_COLUMNS], n; // those shown
    size_t width[MAX_COLUMNS];
    bool right[MAX_COLUMNS];
    size_t room; // for the last of them; SIZE_MAX: all it wants
};

// What the last column needs: prose can be wrapped, an address cannot.
static size_t
least_width(const struct table *t, size_t column, size_t width)
{
    for (size_t i = column; i < t->cells.n; i += t->n_columns)
        if (strchr(t->cells.items[i], ' '))
            return width < LEAST_PROSE ? width : LEAST_PROSE;
    return width;
}

// Columns of the terminal before the last column of the table.
static size_t
width_before(const struct layout *l)
{
    size_t before = 0;

    for (size_t i = 0; i + 1 < l->n; i++)
        before += l->width[l->columns[i]] + GAP;
    return before;
}

static bool
layout_fits(const struct table *t, const struct layout *l, size_t width)
{
    size_t last = l->columns[l->n - 1];

    return width_before(l) + least_width(t, last, l->width[last]) <= width;
}

// Takes away the column that is missed least; false where all must stay.
static bool
layout_drop(const struct table *t, struct layout *l)
{
    size_t least = 0;

    for (size_t i = 1; t->drops && i < l->n; i++)
        if (t->drops[l->columns[i]] > t->drops[l->columns[least]])
            least = i;
    if (!t->drops || !t->drops[l->columns[least]] || l->n < 2)
        return false;
    l->n--;
    memmove(l->columns + least, l->columns + least + 1, (l->n - least) * sizeof l->columns[0]);
    return true;
}

static void
table_layout(const struct table *t, size_t width, struct layout *l)
{
    for (size_t c = 0; c < t->n_columns; c++) {
        l->columns[l->n++] = c;
        l->width[c] = column_width(t, c);
        l->right[c] = column_is_numbers(t, c);
    }
    while (width && !layout_fits(t, l, width) && layout_drop(t, l))
        ;
    l->room = width && layout_fits(t, l, width) ? width - width_before(l) : SIZE_MAX;
}

static void
add_spaces(struct buf *out, size_t n)
{
    buf_addf(out, "%*s", (int)n, "");
}

// How much of a text stands on the next line: whole words, and at least one.
static size_t
line_length(const char *text, size_t room)
{
    size_t n = strcspn(text, " "), next;

    while (text[n]) {
        next = n + 1 + strcspn(text + n + 1, " ");
        if (text_cut(text, room) < next)
            break;
        n = next;
    }
    return n;
}

// Further lines begin where the column does.
static void
add_last(struct buf *out, const char *text, const struct layout *l)
{
    while (text_columns(text) > l->room && strchr(text, ' ')) {
        size_t n = line_length(text, l->room);
        buf_add(out, text, n);
        text += n + strspn(text + n, " ");
        if (!*text)
            return;
        buf_addc(out, '\n');
        add_spaces(out, width_before(l));
    }
    buf_adds(out, text);
}

static void
add_row(struct buf *out, const struct table *t, const char *const *cells, const struct layout *l)
{
    for (size_t i = 0; i < l->n; i++) {
        size_t c = l->columns[i], n = text_columns(cells[c]);
        size_t pad = l->width[c] > n ? l->width[c] - n : 0;
        if (l->right[c])
            add_spaces(out, pad);
        if (i + 1 == l->n) {
            add_last(out, cells[c], l);
        } else {
            buf_adds(out, cells[c]);
            add_spaces(out, GAP + (l->right[c] ? 0 : pad));
        }
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
    const char *titles[MAX_COLUMNS];
    unsigned drops[MAX_COLUMNS];
    struct table t = { .titles = titles, .drops = drops, .n_columns = n };

    for (size_t c = 0; c < n; c++) {
        titles[c] = columns[c].title;
        drops[c] = columns[c].drops;
    }
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
