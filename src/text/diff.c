// SPDX-License-Identifier: MIT
// Myers' greedy way to the shortest difference, between what both texts begin and end with.
#include "text/diff.h"

#include <string.h>

#include "base/mem.h"
#include "base/vec.h"

#define AROUND 3 // lines shown around a change
#define MOST 400 // lines gone and come that are looked for; then the rest counts as another
#define NO_LINE_END "\\ No newline at end of file\n"

struct line {
    const char *text;
    size_t n; // with its end
};

struct lines {
    struct line *items;
    size_t n, cap;
    bool *changed; // of each: it is gone, or it came
};

struct diff {
    struct lines from, to;
    size_t head, tail; // lines that both begin, end with
};

static void
split(struct lines *l, const char *text)
{
    while (*text) {
        const char *end = strchr(text, '\n');
        size_t n = end ? (size_t)(end - text) + 1 : strlen(text);
        vec_push(l, ((struct line){ text, n }));
        text += n;
    }
    l->changed = mem_array(l->n + 1, sizeof *l->changed);
}

static bool
same(const struct line *a, const struct line *b)
{
    return a->n == b->n && !memcmp(a->text, b->text, a->n);
}

static void
cut_ends(struct diff *d)
{
    const struct lines *a = &d->from, *b = &d->to;
    size_t most = a->n < b->n ? a->n : b->n;

    while (d->head < most && same(&a->items[d->head], &b->items[d->head]))
        d->head++;
    while (d->tail < most - d->head &&
           same(&a->items[a->n - 1 - d->tail], &b->items[b->n - 1 - d->tail]))
        d->tail++;
}

// ---- the middle

// How far each diagonal k (of -depth .. depth) came with depth changes; all depths are kept, to go
// back on. `rows[depth]` begins at diagonal -depth.
struct search {
    const struct line *a, *b;
    long n, m;
    long *rows[MOST + 1];
};

static long
reached(const struct search *s, long depth, long k)
{
    return k < -depth || k > depth ? -1 : s->rows[depth][k + depth];
}

// Does it come from a line of b (down), rather than from one of a that is gone?
static bool
goes_down(const struct search *s, long depth, long k)
{
    return k == -depth ||
           (k != depth && reached(s, depth - 1, k - 1) < reached(s, depth - 1, k + 1));
}

static long
begins(const struct search *s, long depth, long k)
{
    if (!depth)
        return 0;
    return goes_down(s, depth, k) ? reached(s, depth - 1, k + 1) : reached(s, depth - 1, k - 1) + 1;
}

// Yields the diagonal that reached both ends, with this many changes; or a number beyond them all.
static long
step_out(struct search *s, long depth)
{
    s->rows[depth] = mem_array((size_t)(2 * depth + 1), sizeof(long));
    for (long k = -depth; k <= depth; k += 2) {
        long x = begins(s, depth, k);
        while (x < s->n && x - k < s->m && x - k >= 0 && same(&s->a[x], &s->b[x - k]))
            x++;
        s->rows[depth][k + depth] = x;
        if (x >= s->n && x - k >= s->m)
            return k;
    }
    return depth + 1;
}

static void
go_back(const struct search *s, long depth, long k, bool *gone, bool *came)
{
    for (; depth; depth--) {
        long x = begins(s, depth, k);
        if (goes_down(s, depth, k)) {
            k++;
            came[x - k] = true;
        } else {
            k--;
            gone[x - 1] = true;
        }
    }
}

// A text of no lines has no items to count from.
static const struct line *
middle(const struct lines *l, size_t head)
{
    return l->n ? l->items + head : NULL;
}

static void
compare_middle(struct diff *d)
{
    struct search s = { .a = middle(&d->from, d->head),
        .b = middle(&d->to, d->head),
        .n = (long)(d->from.n - d->head - d->tail),
        .m = (long)(d->to.n - d->head - d->tail) };
    bool *gone = d->from.changed + d->head, *came = d->to.changed + d->head;
    long depth = 0, k = 1;

    for (; depth <= MOST; depth++) {
        k = step_out(&s, depth);
        if (k <= depth)
            break;
    }
    if (depth <= MOST) {
        go_back(&s, depth, k, gone, came);
    } else {
        memset(gone, true, (size_t)s.n);
        memset(came, true, (size_t)s.m);
    }
    for (long i = 0; i <= MOST; i++)
        free(s.rows[i]);
}

// ---- hunks

static void
add_line(struct buf *out, char mark, const struct line *l)
{
    buf_addc(out, mark);
    buf_add(out, l->text, l->n);
    if (l->text[l->n - 1] != '\n')
        buf_adds(out, "\n" NO_LINE_END);
}

// The number of a side's first line, or of the line before where it has none; POSIX's way.
static void
add_range(struct buf *out, char mark, size_t first, size_t n)
{
    buf_addf(out, "%c%zu", mark, n ? first + 1 : first);
    if (n != 1)
        buf_addf(out, ",%zu", n);
}

struct hunk {
    size_t i, j, i_end, j_end; // lines of each side, from and behind
};

static void
add_hunk(struct buf *out, const struct diff *d, const struct hunk *h)
{
    size_t i = h->i, j = h->j;

    buf_adds(out, "@@ ");
    add_range(out, '-', i, h->i_end - i);
    buf_addc(out, ' ');
    add_range(out, '+', j, h->j_end - j);
    buf_adds(out, " @@\n");
    while (i < h->i_end || j < h->j_end) {
        if (i < h->i_end && d->from.changed[i])
            add_line(out, '-', &d->from.items[i++]);
        else if (j < h->j_end && d->to.changed[j])
            add_line(out, '+', &d->to.items[j++]);
        else
            add_line(out, ' ', &d->from.items[i++]), j++;
    }
}

// From the first change at or behind i, j to the last that is near enough; false: there is none.
static bool
next_hunk(const struct diff *d, size_t i, size_t j, struct hunk *h)
{
    const struct lines *a = &d->from, *b = &d->to;
    size_t same_lines = 0, before;

    while (i < a->n && j < b->n && !a->changed[i] && !b->changed[j])
        i++, j++;
    if (i >= a->n && j >= b->n)
        return false;
    before = i < j ? i : j;
    before = before < AROUND ? before : AROUND;
    *h = (struct hunk){ i - before, j - before, i, j };
    while ((i < a->n || j < b->n) && same_lines <= 2 * AROUND) {
        if (i < a->n && a->changed[i]) {
            h->i_end = ++i, h->j_end = j, same_lines = 0;
        } else if (j < b->n && b->changed[j]) {
            h->i_end = i, h->j_end = ++j, same_lines = 0;
        } else {
            i++, j++, same_lines++;
        }
    }
    return true;
}

static void
add_hunks(struct buf *out, const struct diff *d)
{
    struct hunk h = { 0 };

    while (next_hunk(d, h.i_end, h.j_end, &h)) {
        size_t after = d->from.n - h.i_end < AROUND ? d->from.n - h.i_end : AROUND;
        h.i_end += after;
        h.j_end += after;
        add_hunk(out, d, &h);
    }
}

void
text_diff(struct buf *out, const char *from, const char *to)
{
    struct diff d = { 0 };

    if (!strcmp(from, to))
        return;
    split(&d.from, from);
    split(&d.to, to);
    cut_ends(&d);
    compare_middle(&d);
    add_hunks(out, &d);
    free(d.from.changed);
    free(d.to.changed);
    vec_done(&d.from);
    vec_done(&d.to);
}
