// SPDX-License-Identifier: MIT
// vpc.create, vpc.delete: as of any thing. vpc.use, vpc.leave: of one that others made, which is
// found by its label, and of which only the inventory hears that it is used no more.
#include "base/str.h"
#include "step/kinds.h"
#include "step/thing/thing.h"

const struct step_kind vpc_create = THING_CREATE("vpc");
const struct step_kind vpc_delete = THING_DELETE("vpc");

static void
found(void *user, const struct lct_err *err, const struct thing *things, size_t n)
{
    struct step *s = user;
    struct holding *h = s->item;
    struct resource *r = h->resource;
    struct lct_err told = *err;

    if (told.code == LCT_OK && n && str_eq(things[0].region, r->region)) {
        r->cloud_id = arena_strdup(h->world->arena, things[0].id);
        holding_measure(h, &things[0]);
        holding_state(h, STATE_STARTED);
    } else if (told.code == LCT_OK) {
        lct_fail(
            &told, LCT_EFAILED, "the account has no VPC %s in %s any more", r->label, r->region);
    }
    step_end(s, &told);
}

static void
use(struct step *s)
{
    const struct holding *h = s->item;

    holding_ops(h)->find(h->world->cloud, h->resource->label, found, s);
}

static void
leave(struct step *s)
{
    struct holding *h = s->item;

    h->resource->cloud_id = NULL;
    holding_state(h, STATE_DESTROYED);
    step_end(s, NULL);
}

const struct step_kind vpc_use = {
    .name = "vpc.use",
    .verb = "looking for",
    .past = "found",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 500,
    .start = use,
    .failed = holding_failed,
};

const struct step_kind vpc_leave = {
    .name = "vpc.leave",
    .verb = "leaving",
    .past = "left to whom it belongs",
    .lane = LANE_LOCAL,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1,
    .start = leave,
    .failed = holding_failed,
};
