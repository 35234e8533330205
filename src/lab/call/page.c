// SPDX-License-Identifier: MIT
// {"data": [...], "page", "pages", "results"}
#include "lab/call/page.h"

#include "base/parse.h"
#include "lab/call/filter.h"

#define SIZE_MIN 25
#define SIZE_DEFAULT 100
#define SIZE_LARGEST 500

static int64_t
number_of(
    struct call *c, const char *name, const char *text, int64_t fallback, int64_t min, int64_t max)
{
    int64_t n = fallback;

    if (!text || parse_int(text, min, max, &n))
        return n;
    if (max == INT64_MAX)
        call_error(c, name, "Must be an integer from %lld", (long long)min);
    else
        call_error(c, name, "Must be %lld-%lld", (long long)min, (long long)max);
    return fallback;
}

static size_t
matching(const struct filter *f, const struct doc *list, const struct doc **out)
{
    size_t n = 0;

    doc_each (item, list)
        if (filter_match(f, item))
            out[n++] = item;
    filter_sort(f, out, n);
    return n;
}

static struct doc *
page_doc(struct arena *a, const struct doc **items, size_t n, size_t page, size_t size)
{
    struct doc *answer = doc_map(a), *data = doc_put(a, answer, "data", doc_list(a));
    size_t first = (page - 1) * size;

    for (size_t i = first; i < n && i < first + size; i++)
        doc_add(a, data, (struct doc *)(uintptr_t)items[i]);
    doc_put_int(a, answer, "page", (int64_t)page);
    doc_put_int(a, answer, "pages", n ? (int64_t)((n + size - 1) / size) : 1);
    doc_put_int(a, answer, "results", (int64_t)n);
    return answer;
}

void
page_answer(struct call *c, const struct doc *list, const char *const *fields)
{
    int64_t page = number_of(c, "page", c->page, 1, 1, INT64_MAX);
    int64_t size = number_of(c, "page_size", c->page_size, SIZE_DEFAULT, SIZE_MIN, SIZE_LARGEST);
    const struct doc **items = arena_array(c->arena, doc_count(list) + 1, sizeof *items);
    const char *why = NULL;
    struct filter f;
    size_t n;

    if (!filter_parse(c->arena, c->filter, fields, &f, &why))
        call_error(c, "X-Filter", "%s", why);
    if (call_failed(c))
        return;
    n = matching(&f, list, items);
    if (page > 1 && (uint64_t)page - 1 >= (n + (size_t)size - 1) / (size_t)size)
        call_not_found(c);
    else
        c->answer = page_doc(c->arena, items, n, (size_t)page, (size_t)size);
}
