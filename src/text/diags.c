// SPDX-License-Identifier: MIT
// What is wrong with a document, told as a compiler tells it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/schema.h"

#define WIDEST_LINE 100
#define MOST_KEPT 1000 // beyond, they are only counted
#define SLOTS 2048     // of the table that finds them

static bool
is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

// Messages repeat words of the document: they must not reach a terminal as commands, and what
// nobody would see is shown.
static void
make_harmless(char *text)
{
    char what[UNSEEN_TEXT], *to = text;

    for (char *p = text; *p; p++)
        if (is_control(*p))
            *p = ' ';
    for (const char *found; (found = utf8_unseen(text, what));) {
        size_t before = (size_t)(found - text), n = utf8_length(found);
        memmove(to, text, before);
        to[before] = '?';
        to += before + 1;
        text += before + n;
    }
    memmove(to, text, strlen(text) + 1);
}

void
diags_init(struct diags *d, struct arena *a)
{
    *d = (struct diags){ .arena = a };
}

static unsigned
hash_of(enum diag_level level, struct doc_pos pos, const char *text)
{
    unsigned h = 2166136261u ^ (pos.line * 31 + pos.col) ^ (unsigned)level << 24;

    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 16777619u;
    return h;
}

static bool
is_same(const struct diag *d, enum diag_level level, struct doc_pos pos, const char *text)
{
    return d->level == level && d->pos.line == pos.line && d->pos.col == pos.col &&
           str_eq(d->text, text);
}

// The slot of such an item, or the free one where it belongs.
static uint16_t *
slot_of(struct diags *d, enum diag_level level, struct doc_pos pos, const char *text)
{
    unsigned i = hash_of(level, pos, text) % SLOTS;

    if (!d->told)
        d->told = arena_array(d->arena, SLOTS, sizeof *d->told);
    while (d->told[i] && !is_same(&d->items[d->told[i] - 1], level, pos, text))
        i = (i + 1) % SLOTS;
    return &d->told[i];
}

static struct diag *
add_item(struct diags *d)
{
    if (d->n == d->cap) {
        size_t cap = d->cap ? d->cap * 2 : 16;
        struct diag *items = arena_array(d->arena, cap, sizeof *items);
        if (d->n)
            memcpy(items, d->items, d->n * sizeof *items);
        d->items = items;
        d->cap = cap;
    }
    return &d->items[d->n++];
}

static bool
is_before(struct doc_pos a, struct doc_pos b)
{
    return a.line != b.line ? a.line < b.line : a.col < b.col;
}

const struct diag_place *
diags_place(const struct diags *d, struct doc_pos pos)
{
    size_t low = 0, high = d->n_places;

    while (low < high) { // the last one that does not begin behind pos ends up below `low`
        size_t middle = low + (high - low) / 2;
        if (is_before(pos, d->places[middle].pos))
            high = middle;
        else
            low = middle + 1;
    }
    if (!low || d->places[low - 1].pos.line != pos.line || pos.col >= d->places[low - 1].end)
        return NULL;
    return &d->places[low - 1];
}

// The note that a diagnostic has by itself, or by where its value comes from.
static const char *
note_of(const struct diags *d, const struct diag *item, struct doc_pos *pos)
{
    const struct diag_place *place = item->note ? NULL : diags_place(d, item->pos);

    *pos = place && place->source ? place->source->pos : item->note_pos;
    return place && place->source ? place->source->note : item->note;
}

struct diag *
diags_add(struct diags *d, enum diag_level level, struct doc_pos pos, const char *fmt, ...)
{
    const struct diag_place *place = diags_place(d, pos);
    char text[1024];
    va_list ap;

    if (place && place->muted)
        return &d->lost;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    make_harmless(text);
    uint16_t *slot = slot_of(d, level, pos, text);
    if (*slot)
        return &d->items[*slot - 1];
    d->n_errors += level == DIAG_ERROR;
    if (d->n >= MOST_KEPT && level != DIAG_LATER) // their names are few, and all of them are needed
        return &d->lost;
    struct diag *item = add_item(d);
    *slot = (uint16_t)d->n;
    *item = (struct diag){ .level = level, .pos = pos, .text = arena_strdup(d->arena, text) };
    return item;
}

void
diag_hint(struct diags *d, struct diag *item, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    if (item == &d->lost || item->hint)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    make_harmless(text);
    item->hint = arena_strdup(d->arena, text);
}

void
diag_note(struct diags *d, struct diag *item, struct doc_pos pos, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    if (item == &d->lost || item->note)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    make_harmless(text);
    item->note = arena_strdup(d->arena, text);
    item->note_pos = pos;
}

static struct diag *
find_later(struct diags *d, const char *what)
{
    for (size_t i = d->last_later; i; i = d->items[i - 1].other)
        if (str_eq(d->items[i - 1].what, what))
            return &d->items[i - 1];
    return NULL;
}

void
diags_later(struct diags *d, struct doc_pos pos, const char *what, const char *why)
{
    struct diag *item = find_later(d, what);

    if (item) {
        item->elsewhere |= item->pos.line != pos.line || item->pos.col != pos.col;
        return;
    }
    item = diags_add(d, DIAG_LATER, pos, "'%s' is not carried out yet", what);
    if (item == &d->lost) // nothing is told of this place
        return;
    item->what = arena_strdup(d->arena, what);
    item->other = d->last_later;
    d->last_later = (size_t)(item - d->items) + 1;
    diag_hint(d, item, "%s; until then creating is refused", why);
}

static const char *
level_name(enum diag_level level)
{
    return level == DIAG_ERROR ? "error" : level == DIAG_WARNING ? "warning" : "note";
}

// The columns from `first` on that fit a terminal.
static void
add_columns(struct buf *out, const char *line, unsigned first)
{
    unsigned col = 0;

    for (; *line && col < first + WIDEST_LINE; line++) {
        col += ((unsigned char)*line & 0xc0) != 0x80;
        if (col >= first && col < first + WIDEST_LINE)
            buf_addc(out, *line);
    }
}

static bool
is_secret(const struct diags *all, unsigned line)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].secret && all->items[i].pos.line == line)
            return true;
    return false;
}

// The source line with a caret under the column; of a long line the part around it.
static void
print_line(
    struct buf *out, const struct diags *all, const struct doc_source *src, struct doc_pos pos)
{
    size_t len = 0;
    const char *line = doc_source_line(src, pos.line, &len);
    unsigned first = pos.col > WIDEST_LINE * 3 / 4 ? pos.col - WIDEST_LINE / 2 : 1;

    _own_(free) char *text = line && str_utf8(line, len) ? mem_strndup(line, len) : NULL;

    if (!text || is_secret(all, pos.line))
        return;
    make_harmless(text);
    buf_addf(out, "  %5u | ", pos.line);
    add_columns(out, text, first);
    buf_addf(out, "\n        | %*s^\n", (int)(pos.col > first ? pos.col - first : 0), "");
}

static void
print_head(struct buf *out, struct doc_pos pos, const char *level, const char *text,
    const struct doc_source *src)
{
    if (pos.line)
        buf_addf(out, "%s:%u:%u: %s: %s", src->name, pos.line, pos.col, level, text);
    else
        buf_addf(out, "%s: %s: %s", src->name, level, text);
}

static void
print_one(
    struct buf *out, const struct diags *all, const struct diag *d, const struct doc_source *src)
{
    struct doc_pos note_pos;
    const char *note = note_of(all, d, &note_pos);

    print_head(out, d->pos, level_name(d->level), d->text, src);
    if (d->elsewhere)
        buf_adds(out, " (here and elsewhere)");
    buf_addc(out, '\n');
    print_line(out, all, src, d->pos);
    if (d->hint)
        buf_addf(out, "        = %s\n", d->hint);
    if (note) {
        print_head(out, note_pos, "note", note, src);
        buf_addc(out, '\n');
        print_line(out, all, src, note_pos);
    }
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
        print_one(out, d, items[i], src);
    if (n < d->n)
        buf_addf(out, "%s: and %zu more\n", src->name, d->n - n);
}

static struct doc *
note_doc(struct arena *a, const struct diags *all, const struct diag *d)
{
    struct doc_pos pos;
    const char *text = note_of(all, d, &pos);
    struct doc *note = text ? doc_map(a) : doc_null(a);

    if (!text)
        return note;
    doc_put_int(a, note, "line", pos.line);
    doc_put_int(a, note, "column", pos.col);
    doc_put_string(a, note, "message", text);
    return note;
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
        doc_put(a, item, "note", note_doc(a, d, items[i]));
    }
    return list;
}
