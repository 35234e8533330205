// SPDX-License-Identifier: MIT
// placement.leave, placement.join: machines that there were before their group, or that are to be
// in another now. Whoever is in, or out, already may be refused: so it is looked at before that
// counts.
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "step/kinds.h"

struct move {
    struct step *step;
    bool in;
    struct lct_err err; // why it was refused
};

static bool
is_done(const struct move *v, const struct thing *t)
{
    const struct holding *h = v->step->item;
    _own_(map) struct map inside = { 0 };

    for (const char *const *id = t->members; *id; id++)
        map_put(&inside, *id, h->resource);
    for (const char *const *id = v->in ? h->joins : h->leaves; *id; id++)
        if (map_has(&inside, *id) != v->in)
            return false;
    return true;
}

static void
finish(struct move *v, const struct lct_err *err)
{
    struct step *s = v->step;
    struct lct_err told = *err;

    free(v);
    step_end(s, &told);
}

static void
looked(void *user, const struct lct_err *err, const struct thing *t)
{
    static const struct lct_err none;
    struct move *v = user;

    finish(v, err->code == LCT_OK && is_done(v, t) ? &none : &v->err);
}

static void
moved(void *user, const struct lct_err *err)
{
    struct move *v = user;
    const struct holding *h = v->step->item;
    struct cloud *cloud = h->world->cloud;

    v->err = *err;
    if (v->err.code == LCT_EAMBIGUOUS)
        v->err.code = LCT_ERETRY; // it may be said again
    if (err->code == LCT_EFAILED)
        cloud->ops->things[NOUN_PLACEMENT]->get(cloud, h->resource->cloud_id, looked, v);
    else
        finish(v, &v->err);
}

static struct move *
move_new(struct step *s, bool in)
{
    struct move *v = NEW(struct move);

    *v = (struct move){ .step = s, .in = in };
    return v;
}

static void
leave(struct step *s)
{
    struct holding *h = s->item;
    struct cloud *cloud = h->world->cloud;

    cloud->ops->placements->unassign(
        cloud, h->resource->cloud_id, h->leaves, moved, move_new(s, false));
}

static void
join(struct step *s)
{
    struct holding *h = s->item;
    struct cloud *cloud = h->world->cloud;

    cloud->ops->placements->assign(
        cloud, h->resource->cloud_id, h->joins, moved, move_new(s, true));
}

const struct step_kind placement_leave = {
    .name = "placement.leave",
    .verb = "taking nodes out",
    .past = "left by nodes",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "placement.unassign",
    .start = leave,
    .failed = holding_failed,
};

const struct step_kind placement_join = {
    .name = "placement.join",
    .verb = "putting nodes in",
    .past = "joined by nodes",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "placement.assign",
    .start = join,
    .failed = holding_failed,
};
