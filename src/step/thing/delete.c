// SPDX-License-Identifier: MIT
// Removing a thing that the inventory knows as ours, and whose label still says so. One that may
// have been made, though nobody heard of it, is looked for first.
#include "base/str.h"
#include "step/thing/thing.h"

static void
gone(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct holding *h = s->item;
    struct lct_err saved = *err;

    if (saved.code == LCT_OK || saved.code == LCT_ENOTFOUND) {
        saved = (struct lct_err){ 0 };
        h->resource->cloud_id = NULL;
        holding_state(h, STATE_DESTROYED);
    }
    step_end(s, &saved);
}

static void
remove_it(struct step *s, const char *id)
{
    const struct holding *h = s->item;

    holding_ops(h)->remove(h->world->cloud, id, gone, s);
}

// Whoever renamed it took it over.
static void
fail_renamed(struct step *s, const struct thing *t)
{
    const struct resource *r = ((struct holding *)s->item)->resource;
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EEXISTS, "%s %s was left alone: its label is %s now, not %s",
        noun_title(r->noun), t->id, t->label, r->label);
    lct_hint(&err, "put the label back, then try again; or delete it by hand");
    step_end(s, &err);
}

// Whoever took our tags away took it over, too.
static void
fail_untagged(struct step *s, const struct thing *t)
{
    const struct holding *h = s->item;
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EEXISTS, "%s %s (%s) was left alone: it does not carry our tags",
        noun_title(h->resource->noun), t->id, t->label);
    lct_hint(&err, "put them back (%s), then try again; or delete it by hand", h->tags[0]);
    step_end(s, &err);
}

static void
seen(void *user, const struct lct_err *err, const struct thing *t)
{
    struct step *s = user;
    const struct holding *h = s->item;
    struct lct_err wait = { 0 };

    if (err->code != LCT_OK) {
        gone(s, err);
    } else if (!str_eq(t->label, h->resource->label)) {
        fail_renamed(s, t);
    } else if (!holding_owns(h, t)) {
        fail_untagged(s, t);
    } else if (*t->members) {
        lct_fail(&wait, LCT_EWAIT, "Linode %s and others are in it still", *t->members);
        step_end(s, &wait);
    } else {
        remove_it(s, t->id);
    }
}

static const struct lct_err none;

static void
found(void *user, const struct lct_err *err, const struct thing *things, size_t n)
{
    struct step *s = user;

    if (err->code == LCT_OK && n && holding_owns(s->item, &things[0]))
        remove_it(s, things[0].id);
    else
        gone(s, err->code == LCT_OK ? &none : err);
}

void
thing_delete(struct step *s)
{
    const struct holding *h = s->item;
    struct cloud *cloud = h->world->cloud;

    if (h->resource->cloud_id)
        holding_ops(h)->get(cloud, h->resource->cloud_id, seen, s);
    else if (h->uncertain)
        holding_ops(h)->find(cloud, h->resource->label, found, s);
    else
        gone(s, &none);
}
