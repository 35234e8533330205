// SPDX-License-Identifier: MIT
// Looking at a volume before and after it is changed.
#include "step/volume/look.h"

#include "step/thing/thing.h"

#define LOOK_MS 2000 // between two looks

static void
wait_for(struct step *s, const char *what)
{
    const struct holding *h = s->item;
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EWAIT, "volume %s is %s", h->resource->label, what);
    err.retry_after_ms = LOOK_MS;
    step_end(s, &err);
}

static int
check_owner(const struct holding *h, const struct thing *t, struct lct_err *err)
{
    if (holding_owns(h, t))
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS, "volume %s (%s) was left alone: it does not carry this node's tags",
        t->id, t->label);
    return lct_hint(err, "put them back (%s, %s), then try again", h->tags[0],
        h->tags[1] ? h->tags[1] : "the node's");
}

void
volume_asked(void *user, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_OK)
        wait_for(user, "under way");
    else {
        if (told.code == LCT_EAMBIGUOUS)
            told.code = LCT_ERETRY; // it may be said again
        step_end(user, &told);
    }
}

void
volume_seen(struct step *s, const struct volume_wish *wish, const struct lct_err *err,
    const struct thing *t)
{
    struct holding *h = s->item;
    struct lct_err wrong = { 0 };

    if (err->code == LCT_OK)
        holding_found(h, t);
    if (err->code != LCT_OK)
        step_end(s, err);
    else if (check_owner(h, t, &wrong) < 0 || (wish->check && wish->check(h, t, &wrong) < 0))
        step_end(s, &wrong);
    else if (!t->ready)
        wait_for(s, wish->doing);
    else if (wish->is_so(h, t))
        step_end(s, NULL);
    else
        wish->ask(h, volume_asked, s);
}
