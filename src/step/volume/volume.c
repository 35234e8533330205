// SPDX-License-Identifier: MIT
// volume.create, volume.resize, volume.forget, volume.delete. What is on a volume is nobody's to
// lose but who asks for just that.
#include "io/retry.h"
#include "step/kinds.h"
#include "step/thing/thing.h"
#include "step/volume/look.h"

const struct step_kind volume_made = THING_CREATE("volume");
const struct step_kind volume_deleted = THING_DELETE("volume");

// ---- growing

static bool
is_large(const struct holding *h, const struct thing *t)
{
    return t->size_gb >= h->size_gb;
}

static struct op *
ask_resize(struct holding *h, cloud_done_fn *fn, void *user)
{
    struct cloud *c = h->world->cloud;

    return c->ops->volumes->resize(c, h->resource->cloud_id, h->size_gb, fn, user);
}

static const struct volume_wish large = { is_large, NULL, ask_resize, "growing" };

static void
seen_to_grow(void *user, const struct lct_err *err, const struct thing *t)
{
    volume_seen(user, &large, err, t);
}

static void
resize(struct step *s)
{
    const struct holding *h = s->item;

    holding_ops(h)->get(h->world->cloud, h->resource->cloud_id, seen_to_grow, s);
}

const struct step_kind volume_grown = {
    .name = "volume.resize",
    .verb = "growing",
    .past = "grown",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 6000,
    .request = "volume.resize",
    .start = resize,
    .failed = holding_failed,
};

// ---- forgetting

static void
keep(struct step *s, const char *id)
{
    struct holding *h = s->item;

    h->resource->cloud_id = arena_strdup(h->world->arena, id);
    holding_state(h, STATE_STARTED);
    step_end(s, NULL);
}

static void
forget(struct step *s)
{
    struct holding *h = s->item;

    h->resource->cloud_id = NULL;
    holding_state(h, STATE_DESTROYED);
    step_end(s, NULL);
}

// The list was short of it.
static void
looked(void *user, const struct lct_err *err, const struct thing *t)
{
    if (err->code == LCT_OK)
        keep(user, t->id);
    else if (err->code == LCT_ENOTFOUND)
        forget(user);
    else
        step_end(user, err);
}

// A request of an operation that died made it.
static void
found(void *user, const struct lct_err *err, const struct thing *things, size_t n)
{
    struct step *s = user;

    if (err->code != LCT_OK)
        step_end(s, err);
    else if (n && holding_owns(s->item, &things[0]))
        keep(s, things[0].id);
    else
        forget(s);
}

static void
look(struct step *s)
{
    const struct holding *h = s->item;
    const struct resource *r = h->resource;

    if (r->cloud_id)
        holding_ops(h)->get(h->world->cloud, r->cloud_id, looked, s);
    else
        holding_ops(h)->find(h->world->cloud, r->label, found, s);
}

const struct step_kind volume_forget = {
    .name = "volume.forget",
    .verb = "looking for",
    .past = "found to be no more",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 500,
    .start = look,
    .failed = holding_failed,
};
