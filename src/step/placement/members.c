// placement.leave, placement.join: machines that there were before their group, or that are to be
// in another now. Who is in, or out, already is no failure: both may be said again.
#include "step/kinds.h"

static void
moved(void *user, const struct lct_err *err)
{
    step_end(user, err);
}

static void
leave(struct step *s)
{
    struct holding *h = s->item;
    struct cloud *cloud = h->world->cloud;

    cloud->ops->placements->unassign(cloud, h->resource->cloud_id, h->leaves, moved, s);
}

static void
join(struct step *s)
{
    struct holding *h = s->item;
    struct cloud *cloud = h->world->cloud;

    cloud->ops->placements->assign(cloud, h->resource->cloud_id, h->joins, moved, s);
}

const struct step_kind placement_leave = {
    .name = "placement.leave",
    .verb = "taking nodes out",
    .past = "left by nodes",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
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
    .start = join,
    .failed = holding_failed,
};
