// SPDX-License-Identifier: MIT
// volume.take: a volume that an earlier cluster of the name left, or that was nobody's, gets this
// one's tags. Tags that are nobody's mark stay on it.
#include "base/str.h"
#include "base/texts.h"
#include "io/retry.h"
#include "step/kinds.h"
#include "step/thing/thing.h"

static void
taken(struct step *s, const struct thing *t)
{
    struct holding *h = s->item;

    h->resource->former = NULL;
    holding_found(h, t);
    holding_state(h, STATE_STARTED);
    step_end(s, NULL);
}

static void
retagged(void *user, const struct lct_err *err, const struct thing *t)
{
    struct lct_err told = *err;

    if (told.code == LCT_OK) {
        taken(user, t);
        return;
    }
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    step_end(user, &told);
}

static const char *const *
tags_of(struct arena *a, const struct holding *h, const struct thing *t)
{
    const char **others = arena_array(a, texts_count(t->tags) + 1, sizeof *others);
    size_t n = 0;

    for (const char *const *tag = t->tags; *tag; tag++)
        if (!str_starts(*tag, "lct:"))
            others[n++] = arena_strdup(a, *tag);
    return texts_both(a, h->tags, others);
}

// It was that when it was chosen.
static int
check_nobodys(const struct thing *t, struct lct_err *err)
{
    for (const char *const *tag = t->tags; *tag; tag++)
        if (str_starts(*tag, "lct:"))
            return lct_fail(err, LCT_EEXISTS,
                "volume %s (%s) was left alone: it is of another cluster by now, it has the tag %s",
                t->id, t->label, *tag);
    return LCT_OK;
}

// Whoever took the marks away took it for himself.
static int
check_left(const struct holding *h, const struct thing *t, struct lct_err *err)
{
    char tag[LCT_TAG_MAX];

    if (!*h->resource->former)
        return check_nobodys(t, err);
    if (texts_have(t->tags, cluster_tag(h->resource->former, tag)))
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS,
        "volume %s (%s) was left alone: it does not carry the tag of the cluster that left it",
        t->id, t->label);
    return lct_hint(err, "put it back (%s), then try again", tag);
}

static void
seen(void *user, const struct lct_err *err, const struct thing *t)
{
    struct step *s = user;
    struct holding *h = s->item;
    struct cloud *c = h->world->cloud;
    struct lct_err wrong = { 0 };

    if (err->code != LCT_OK)
        step_end(s, err);
    else if (holding_owns(h, t))
        taken(s, t);
    else if (check_left(h, t, &wrong) < 0)
        step_end(s, &wrong);
    else
        c->ops->volumes->update(c, t->id, NULL, tags_of(h->world->arena, h, t), retagged, s);
}

static void
take_over(struct step *s)
{
    const struct holding *h = s->item;

    holding_ops(h)->get(h->world->cloud, h->resource->cloud_id, seen, s);
}

const struct step_kind volume_taken = {
    .name = "volume.take",
    .verb = "taking over",
    .past = "taken over",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "volume.retag",
    .start = take_over,
    .failed = holding_failed,
};
