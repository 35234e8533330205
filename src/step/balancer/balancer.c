// SPDX-License-Identifier: MIT
// balancer.create, balancer.set, balancer.delete: as of any thing; what can be changed is.
#include "io/retry.h"
#include "step/balancer/within.h"
#include "step/kinds.h"
#include "step/thing/thing.h"

const struct step_kind balancer_create = {
    .name = "balancer.create",
    .verb = "creating",
    .past = "created",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "balancer.create",
    .render = thing_render,
    .start = within_create,
    .adopt = within_adopt,
    .failed = holding_failed,
};
const struct step_kind balancer_delete = THING_DELETE("balancer");

static void
was_set(void *user, const struct lct_err *err, const struct thing *t)
{
    struct lct_err told = *err;

    (void)t;
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    step_end(user, &told);
}

// Its other tags, which somebody gave it, stay.
static void
set(struct step *s)
{
    const struct holding *h = s->item;
    struct cloud *c = h->world->cloud;

    c->ops->balancers->update(
        c, h->resource->cloud_id, h->seen->tags, h->balancer->throttle, was_set, s);
}

const struct step_kind balancer_set = {
    .name = "balancer.set",
    .verb = "changing",
    .past = "changed",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 500,
    .request = "balancer.update",
    .start = set,
    .failed = holding_failed,
};
