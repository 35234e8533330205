// SPDX-License-Identifier: MIT
// Asking for a thing. What an earlier try made is known by its label and traits, and by its tags,
// where its noun has such; and only where that try was written down.
#include "base/str.h"
#include "base/texts.h"
#include "step/thing/thing.h"

const struct thing_ops *
holding_ops(const struct holding *h)
{
    return h->world->cloud->ops->things[h->resource->noun];
}

static void
made(struct step *s, const struct thing *t)
{
    struct holding *h = s->item;

    h->resource->cloud_id = arena_strdup(h->world->arena, t->id);
    h->resource->former = NULL;
    h->resource->rules = t->rules ? arena_strdup(h->world->arena, t->rules) : NULL;
    holding_found(h, t);
    holding_state(h, STATE_STARTED);
    step_end(s, NULL);
}

void
holding_found(struct holding *h, const struct thing *t)
{
    if (t->device)
        h->device = arena_strdup(h->world->arena, t->device);
    holding_measure(h, t);
}

bool
holding_owns(const struct holding *h, const struct thing *t)
{
    for (const char *const *tag = h->tags; tag && *tag; tag++)
        if (!texts_have(t->tags, *tag))
            return false;
    return true;
}

// Of a balancer no list tells the traits.
static bool
is_as_asked(const struct holding *h, const struct thing *t)
{
    return (!*t->region || str_eq(t->region, h->resource->region)) &&
           (!*t->traits || str_eq(t->traits, h->resource->traits)) && holding_owns(h, t);
}

static void
fail_stranger(struct step *s)
{
    struct holding *h = s->item;
    struct lct_err err = { 0 };

    holding_state(h, STATE_NOTEXIST); // it was not ours that was made
    lct_fail(&err, LCT_EFAILED, "another %s of the account has the label %s",
        noun_title(h->resource->noun), h->resource->label);
    lct_hint(&err, "rename or delete it, or choose another name in the plan");
    step_end(s, &err);
}

// Another took the label since it was found free: whoever makes a cluster of the same plan beside
// this one.
static bool
take_spare(struct holding *h)
{
    if (!h->spares || !*h->spares)
        return false;
    h->resource->label = *h->spares++;
    holding_state(h, STATE_NOTEXIST);
    return true;
}

static void
label_is_taken(struct step *s)
{
    struct lct_err taken = { 0 };

    if (!take_spare(s->item)) {
        fail_stranger(s);
        return;
    }
    lct_fail(&taken, LCT_ERETRY, "its label was taken meanwhile");
    step_end(s, &taken);
}

static void
found_again(void *user, const struct lct_err *err, const struct thing *things, size_t n)
{
    struct step *s = user;

    if (err->code != LCT_OK)
        step_end(s, err);
    else if (!n)
        step_again(s);
    else if (is_as_asked(s->item, &things[0]))
        made(s, &things[0]);
    else if (take_spare(s->item))
        step_again(s);
    else
        fail_stranger(s);
}

void
thing_adopt(struct step *s)
{
    struct holding *h = s->item;

    holding_ops(h)->find(h->world->cloud, h->resource->label, found_again, s);
}

static void
created(void *user, const struct lct_err *err, const struct thing *t)
{
    struct step *s = user;
    struct holding *h = s->item;

    if (err->code == LCT_OK) {
        made(s, t);
    } else if (err->code == LCT_EEXISTS && !h->uncertain) {
        label_is_taken(s);
    } else {
        h->uncertain |= err->code == LCT_EAMBIGUOUS;
        step_end(s, err);
    }
}

// That it may be there from now on is committed with the intent.
int
thing_render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    digest[0] = '\0';
    (void)err;
    holding_state(s->item, STATE_CREATING);
    return LCT_OK;
}

void
thing_create(struct step *s)
{
    struct holding *h = s->item;
    const struct resource *r = h->resource;
    const struct thing_spec spec = { .label = r->label,
        .region = r->region,
        .traits = r->traits,
        .tags = h->tags,
        .size_gb = h->size_gb,
        .parts = h->parts,
        .rules = h->rules,
        .throttle = h->balancer ? h->balancer->throttle : 0,
        .within = h->within };

    holding_ops(h)->create(h->world->cloud, &spec, created, s);
}
