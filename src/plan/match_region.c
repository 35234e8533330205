// Regions by id, by the ids and numbers of earlier years, and by place.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "plan/match.h"
#include "plan/retired.h"

static void
say(const void *item, struct buf *out)
{
    const struct region *r = item;

    buf_addf(out, "%s (%s)", r->id, r->label);
}

// "newark" of "Newark, NJ".
static const char *
place_of(const struct region *r, char out[static KEY_MAX])
{
    char city[KEY_MAX];

    snprintf(city, sizeof city, "%.*s", (int)strcspn(r->label, ","), r->label);
    return match_key(city, out);
}

static bool
is_place(const struct region *r, const char *word)
{
    char place[KEY_MAX], wanted[KEY_MAX];

    return str_eq(place_of(r, place), match_key(word, wanted));
}

static bool
is_part(const struct region *r, const char *word)
{
    return strlen(word) >= 2 && (str_ihas(r->label, word) || str_istarts(r->id, word));
}

static bool
is_digits(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s);
}

static int
nothing_fits(const struct catalogue *c, const char *word, struct lct_err *err)
{
    const char *nearest = NULL;
    unsigned limit = 3;

    for (size_t i = 0; i < c->n_regions; i++) {
        char place[64];
        size_t n = strcspn(c->regions[i].label, ",");
        if (n >= sizeof place)
            continue;
        memcpy(place, c->regions[i].label, n);
        place[n] = '\0';
        unsigned d = str_distance(place, word, limit - 1);
        if (d < limit && strlen(word) > 3) {
            limit = d;
            nearest = c->regions[i].label;
        }
        if (!limit)
            break;
    }
    lct_fail(err, LCT_ENOTFOUND, "no region fits '%s'", word);
    if (nearest)
        return lct_hint(err, "did you mean %s?", nearest);
    return lct_hint(err, "linodetool list regions shows those there are");
}

int
match_region(
    const struct catalogue *c, const char *word, const struct region **ret, struct lct_err *err)
{
    struct candidates places = { 0 }, parts = { 0 };
    const void *found = NULL;
    const char *id = word;
    int code;

    for (const struct retired_region *r = retired_regions; r->word; r++)
        if (str_ieq(r->word, word))
            id = r->id;
    for (size_t i = 0; i < c->n_regions; i++) {
        const struct region *r = &c->regions[i];
        if (str_ieq(r->id, id) || str_ieq(r->label, word)) {
            *ret = r;
            return LCT_OK;
        }
        if (is_place(r, word))
            candidate_add(&places, r);
        if (is_part(r, word) && !is_digits(word))
            candidate_add(&parts, r);
    }
    if (!places.n && !parts.n)
        return nothing_fits(c, word, err);
    code = candidates_judge(places.n ? &places : &parts, "region", word, say, &found, err);
    if (code == LCT_OK)
        *ret = found;
    return code;
}
