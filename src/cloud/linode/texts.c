// SPDX-License-Identifier: MIT
// Texts out of answers, copied.
#include "base/parse.h"
#include "cloud/linode/client.h"

const char *const *
text_list(struct arena *a, const struct doc *list)
{
    size_t n = 0;
    const char **out = arena_array(a, doc_count(list) + 1, sizeof *out);

    if (list && list->kind != DOC_LIST)
        return out;
    doc_each (item, list) {
        if (item->kind == DOC_TEXT)
            out[n++] = arena_strdup(a, item->text);
    }
    return out;
}

const char *
text_copy(struct arena *a, const struct doc *map, const char *key)
{
    const struct doc *d = doc_get(map, key);

    return d && d->kind == DOC_TEXT ? arena_strdup(a, d->text) : NULL;
}

int64_t
id_number(const char *id)
{
    int64_t n = 0;

    // As it is written here and nowhere otherwise: "007" is another cloud's.
    return *id != '0' && parse_int(id, 1, INT64_MAX, &n) ? n : 0;
}

const char *
id_text(struct arena *a, const struct doc *map, const char *key)
{
    const int64_t n = doc_get_int(map, key, 0);

    return n > 0 ? arena_printf(a, "%lld", (long long)n) : NULL;
}
