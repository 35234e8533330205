// SPDX-License-Identifier: MIT
// Words on lists of texts.
#include "base/texts.h"

#include "base/str.h"

size_t
texts_count(const char *const *list)
{
    size_t n = 0;

    while (list && list[n])
        n++;
    return n;
}

bool
texts_have(const char *const *list, const char *text)
{
    for (; list && *list; list++)
        if (str_eq(*list, text))
            return true;
    return false;
}

bool
texts_same(const char *const *a, const char *const *b)
{
    const size_t n = texts_count(a);

    if (n != texts_count(b))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!str_eq(a[i], b[i]))
            return false;
    return true;
}

const char *const *
texts_copy(struct arena *a, const char *const *list)
{
    const size_t n = texts_count(list);
    const char **copy = arena_array(a, n + 1, sizeof *copy);

    for (size_t i = 0; i < n; i++)
        copy[i] = arena_strdup(a, list[i]);
    return copy;
}

const char *const *
texts_both(struct arena *a, const char *const *first, const char *const *then)
{
    const size_t n = texts_count(first), k = texts_count(then);
    const char **all = arena_array(a, n + k + 1, sizeof *all);

    for (size_t i = 0; i < n; i++)
        all[i] = first[i];
    for (size_t i = 0; i < k; i++)
        all[n + i] = then[i];
    return all;
}
