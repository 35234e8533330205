// SPDX-License-Identifier: MIT
// Many names in few words. A range counts as printf does: 08-10 and 8-10 are ranges, 1-01 is none.
#include "cli/term/fold.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/own.h"

#define DIGITS_MAX 18
#define SOME_MOST 200 // bytes

// A name around its last number; without one that can be counted, all is before it.
struct folded {
    const char *name, *after;
    size_t before, digits;
    unsigned long long number;
};

static struct folded
split(const char *name)
{
    size_t end = strlen(name), begin;

    while (end && !isdigit((unsigned char)name[end - 1]))
        end--;
    for (begin = end; begin && isdigit((unsigned char)name[begin - 1]);)
        begin--;
    if (begin == end || end - begin > DIGITS_MAX)
        return (struct folded){ name, "", strlen(name), 0, 0 };
    return (
        struct folded){ name, name + end, begin, end - begin, strtoull(name + begin, NULL, 10) };
}

static int
compare_family(const struct folded *a, const struct folded *b)
{
    size_t shorter = a->before < b->before ? a->before : b->before;
    int order = memcmp(a->name, b->name, shorter);

    if (!order)
        order = (a->before > b->before) - (a->before < b->before);
    if (!order)
        order = strcmp(a->after, b->after);
    return order ? order : (a->digits != 0) - (b->digits != 0);
}

static int
compare(const void *x, const void *y)
{
    const struct folded *a = x, *b = y;
    int order = compare_family(a, b);

    if (!order)
        order = (a->number > b->number) - (a->number < b->number);
    return order ? order : (a->digits > b->digits) - (a->digits < b->digits);
}

static bool
follows(const struct folded *a, const struct folded *b)
{
    char next[32];

    if (!b->digits || b->number != a->number + 1 || compare_family(a, b))
        return false;
    snprintf(next, sizeof next, "%0*llu", (int)a->digits, b->number);
    return strlen(next) == b->digits;
}

// The numbers of one family, "01-03,07".
static void
add_ranges(struct buf *out, const struct folded *f, size_t n, const char *to)
{
    for (size_t i = 0, last; i < n; i = last + 1) {
        for (last = i; last + 1 < n && follows(&f[last], &f[last + 1]);)
            last++;
        buf_adds(out, i ? "," : "");
        buf_add(out, f[i].name + f[i].before, f[i].digits);
        if (last == i)
            continue;
        buf_adds(out, to);
        buf_add(out, f[last].name + f[last].before, f[last].digits);
    }
}

// "web-[01-03,07].example", as selectors have it.
static void
add_selector(struct buf *out, const struct folded *f, size_t n)
{
    buf_adds(out, out->len ? "," : "");
    if (n == 1) {
        buf_adds(out, f->name);
        return;
    }
    buf_add(out, f->name, f->before);
    buf_addc(out, '[');
    add_ranges(out, f, n, "-");
    buf_addc(out, ']');
    buf_adds(out, f->after);
}

// "web-01..03,07", as people read it.
static void
add_words(struct buf *out, const struct folded *f, size_t n)
{
    buf_adds(out, out->len ? ", " : "");
    buf_add(out, f->name, f->before);
    add_ranges(out, f, f->digits ? n : 0, "..");
    buf_adds(out, f->after);
}

static char *
fold(const char *const *names, size_t n,
    void (*add)(struct buf *out, const struct folded *f, size_t n))
{
    _own_(free) struct folded *all = mem_array(n, sizeof *all);
    struct buf out = { 0 };

    for (size_t i = 0; i < n; i++)
        all[i] = split(names[i]);
    if (n)
        qsort(all, n, sizeof *all, compare);
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && all[next].digits && !compare_family(&all[i], &all[next]);)
            next++;
        add(&out, &all[i], next - i);
    }
    return buf_take(&out);
}

char *
fold_names(const char *const *names, size_t n)
{
    return fold(names, n, add_selector);
}

char *
fold_words(const char *const *names, size_t n)
{
    return fold(names, n, add_words);
}

void
fold_some(struct buf *out, const char *const *names, size_t n)
{
    _own_(free) char *text = fold_words(names, n);
    size_t len = strlen(text);

    if (len <= SOME_MOST) {
        buf_adds(out, text);
        return;
    }
    for (len = SOME_MOST; len && text[len] != ','; len--)
        ;
    buf_add(out, text, len);
    buf_adds(out, ", ...");
}
