// Judging the candidates that a word found.
#include "plan/match.h"

#include "base/str.h"

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
