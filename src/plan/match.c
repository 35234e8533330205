// What the lookups share: spelling, candidates, hints.
#include "plan/match.h"

#include <ctype.h>

#include "base/str.h"

// The letter under an accent, for U+00C0 to U+00FF; '.' where there is none.
static char
bare_letter(unsigned char second)
{
    static const char letters[] =
        "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y";

    return letters[second & 0x3f];
}

const char *
match_key(const char *word, char out[static KEY_MAX])
{
    size_t n = 0;

    for (const unsigned char *p = (const unsigned char *)word; *p && n < KEY_MAX - 1; p++) {
        if (*p == 0xc3 && (p[1] & 0xc0) == 0x80)
            out[n++] = bare_letter(*++p);
        else if (isalnum(*p) || *p == '.')
            out[n++] = (char)tolower(*p);
    }
    out[n] = '\0';
    return out;
}

int
match_hint(
    const char *word, const char *kind, const char *const *names, size_t n, struct lct_err *err)
{
    const char *near = str_nearest(word, names, n);

    if (near)
        return lct_hint(err, "did you mean %s?", near);
    return lct_hint(err, "linodetool list %ss shows those there are", kind);
}

void
candidate_add(struct candidates *c, const void *item)
{
    if (c->n < MATCH_MOST)
        c->items[c->n] = item;
    c->n++;
}

int
candidates_judge(const struct candidates *c, const char *kind, const char *word,
    void (*say)(const void *item, struct buf *out), const void **ret, struct lct_err *err)
{
    _own_(buf) struct buf list = { 0 };

    if (c->n == 1) {
        *ret = c->items[0];
        return LCT_OK;
    }
    if (!c->n)
        return lct_fail(err, LCT_ENOTFOUND, "no %s fits '%s'", kind, word);
    for (size_t i = 0; i < c->n && i < 8; i++) {
        buf_adds(&list, i ? ", " : "");
        say(c->items[i], &list);
    }
    lct_fail(err, LCT_EUSAGE, "'%s' fits %zu %ss", word, c->n, kind);
    return lct_hint(err, "say which: %s%s", buf_str(&list), c->n > 8 ? " ..." : "");
}
