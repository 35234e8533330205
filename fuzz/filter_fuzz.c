// SPDX-License-Identifier: MIT
// Any bytes as X-Filter: whatever is accepted can be applied, to items of every form.
#include "fuzz.h"

#include "base/err.h"
#include "lab/call/filter.h"
#include "text/json.h"

static const char *const fields[] = { "id", "label", "tags", "entity.id", NULL };

static const char list_text[] =
    "[{\"id\": 1, \"label\": \"a\", \"tags\": [\"x\", null, 2], \"entity\": {\"id\": true}},"
    " {\"id\": -2.5, \"label\": null, \"tags\": {\"y\": 1}},"
    " {\"id\": \"3\", \"label\": [[]], \"tags\": [], \"entity\": 4}, 5, null]";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    const char *text = arena_strndup(a, (const char *)data, size), *why = NULL;
    const struct doc *items[8];
    struct doc *list;
    struct filter f;
    size_t n = 0, all;

    MUST(
        json_parse(a, list_text, sizeof list_text - 1, 65536, false, &list, ERR_IGNORED) == LCT_OK);
    if (!filter_parse(a, text, fields, &f, &why)) {
        MUST(why && *why);
        return 0;
    }
    doc_each (item, list)
        if (filter_match(&f, item))
            items[n++] = item;
    all = n;
    filter_sort(&f, items, n);
    for (size_t i = 0; i < n; i++)
        MUST(items[i]);
    MUST(n == all);
    return 0;
}
