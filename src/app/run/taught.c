// SPDX-License-Identifier: MIT
// What was learned, read.
#include "app/run/taught.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "text/json.h"

#define TEXT_MAX_BYTES 65536

const char *
taught_key(struct arena *a, const char *kind, const char *digest)
{
    return arena_printf(a, "%s %s", kind, digest ? digest : "");
}

int
taught_read(struct lct *t, struct arena *a, struct map *ret, struct lct_err *err)
{
    size_t n;
    struct lesson_kept **all = kept(t, a, ask_all(RECORD_LESSON), &n, err);

    if (!all)
        return err->code;
    for (size_t i = 0; i < n; i++)
        map_put(ret, taught_key(a, all[i]->kind, all[i]->digest), all[i]);
    return LCT_OK;
}

static struct seen
seen_of(const struct doc *time)
{
    return (struct seen){ .began_ms = doc_integer(doc_at(time, 0), 0),
        .length = { doc_integer(doc_at(time, 1), 0), doc_integer(doc_at(time, 2), 0) } };
}

// What cannot be read is not known.
struct seen *
taught_seen(
    const struct map *taught, struct arena *a, const char *kind, const char *digest, size_t *n)
{
    const struct lesson_kept *l = map_get(taught, taught_key(a, kind, digest));
    struct doc *times = NULL;

    if (!l || json_parse(a, l->times, strlen(l->times), TEXT_MAX_BYTES, false, &times, ERR_IGNORED))
        times = NULL;
    *n = times ? doc_count(times) : 0;
    struct seen *seen = arena_array(a, *n, sizeof *seen);
    for (size_t i = 0; i < *n; i++)
        seen[i] = seen_of(doc_at(times, i));
    return seen;
}
