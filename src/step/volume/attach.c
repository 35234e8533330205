// SPDX-License-Identifier: MIT
// volume.attach, volume.detach: a volume belongs to a node's name. It leaves a machine that is to
// go, and comes to the next one.
#include "base/str.h"
#include "io/retry.h"
#include "step/kinds.h"
#include "step/thing/thing.h"
#include "step/volume/look.h"

static const char *
machine_of(const struct holding *h)
{
    return h->member->node->cloud_id;
}

static bool
is_in(const struct holding *h, const struct thing *t)
{
    return *t->members && str_eq(*t->members, machine_of(h));
}

// ---- in

// Another hand took it there, and may be using it.
static int
check_free(const struct holding *h, const struct thing *t, struct lct_err *err)
{
    if (!*t->members || is_in(h, t))
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS, "volume %s (%s) is attached to Linode %s, which is not %s's", t->id,
        t->label, *t->members, h->member->node->name);
    return lct_hint(err, "detach it there, then try again");
}

static struct op *
ask_attach(struct holding *h, cloud_done_fn *fn, void *user)
{
    struct cloud *c = h->world->cloud;

    return c->ops->volumes->attach(c, h->resource->cloud_id, machine_of(h), NULL, fn, user);
}

static const struct volume_wish in = { is_in, check_free, ask_attach, "being attached" };

static void
seen_to_attach(void *user, const struct lct_err *err, const struct thing *t)
{
    volume_seen(user, &in, err, t);
}

static void
attach(struct step *s)
{
    const struct holding *h = s->item;

    holding_ops(h)->get(h->world->cloud, h->resource->cloud_id, seen_to_attach, s);
}

const struct step_kind volume_attached = {
    .name = "volume.attach",
    .verb = "attaching",
    .past = "attached",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 6000,
    .request = "volume.attach",
    .start = attach,
    .failed = holding_failed,
};

// ---- out

static bool
is_out(const struct holding *h, const struct thing *t)
{
    return !is_in(h, t);
}

static struct op *
ask_detach(struct holding *h, cloud_done_fn *fn, void *user)
{
    struct cloud *c = h->world->cloud;

    return c->ops->volumes->detach(c, h->resource->cloud_id, fn, user);
}

static const struct volume_wish out = { is_out, NULL, ask_detach, "being detached" };

static void
seen_to_detach(void *user, const struct lct_err *err, const struct thing *t)
{
    if (err->code == LCT_ENOTFOUND)
        step_end(user, NULL);
    else
        volume_seen(user, &out, err, t);
}

static void
detach(struct step *s)
{
    const struct holding *h = s->item;

    holding_ops(h)->get(h->world->cloud, h->resource->cloud_id, seen_to_detach, s);
}

const struct step_kind volume_detached = {
    .name = "volume.detach",
    .verb = "detaching",
    .past = "detached",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 6000,
    .request = "volume.detach",
    .start = detach,
    .failed = holding_failed,
};
