// SPDX-License-Identifier: MIT
// Regions by id, by the ids and numbers of earlier years, and by place.
#include <stdio.h>
#include <string.h>

#include "base/advice.h"
#include "base/str.h"
#include "plan/match/match.h"
#include "plan/match/retired.h"

static void
say(const void *item, struct buf *out)
{
    const struct region *r = item;

    buf_addf(out, "%s (%s)", r->id, r->label);
}

// The country is a word of the name: "Newark, NJ us". CA may be California, too: whoever wrote
// Canada is asked for ".ca".
static enum match_grade
region_grade(const struct region *r, const struct match_word *w)
{
    char place[KEY_MAX], name[KEY_MAX];

    snprintf(place, sizeof place, "%.*s", (int)strcspn(r->label, ","), r->label);
    if (match_same(w, place))
        return MATCH_SAME;
    snprintf(name, sizeof name, "%s %s%s", r->label, w->country ? "." : "", r->country);
    return match_grade(w, name, r->id);
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
    if (!nearest)
        nearest = match_country_near(word);
    if (nearest)
        return lct_hint(err, "did you mean %s?", nearest);
    return lct_hint(err, "%s shows those there are", ADVICE(CATALOGUE, "regions"));
}

int
match_region(
    const struct catalogue *c, const char *word, const struct region **ret, struct lct_err *err)
{
    struct candidates found = { 0 };
    const void *item = NULL;
    const char *id = word;
    struct match_word wanted;
    int code;

    match_word_init(&wanted, word);
    match_country(&wanted);
    for (const struct retired_region *r = retired_regions; r->word; r++)
        if (str_ieq(r->word, word))
            id = r->id;
    for (size_t i = 0; i < c->n_regions; i++) {
        const struct region *r = &c->regions[i];
        if (str_ieq(r->id, id) || str_ieq(r->label, word)) {
            *ret = r;
            return LCT_OK;
        }
        if (!is_digits(word))
            candidate_add(&found, region_grade(r, &wanted), r);
    }
    if (!found.n)
        return nothing_fits(c, word, err);
    code = candidates_judge(&found, "region", word, say, &item, err);
    if (code == LCT_OK)
        *ret = item;
    return code;
}
