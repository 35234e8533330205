// placement.delete: removes a placement group that the inventory knows as ours, and whose label
// still says so. One that may have been made, though nobody heard of it, is looked for first.
#include "base/str.h"
#include "step/kinds.h"

static void
gone(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct holding *h = s->item;
    struct lct_err saved = *err;

    if (saved.code == LCT_OK || saved.code == LCT_ENOTFOUND) {
        saved = (struct lct_err){ 0 };
        h->resource->cloud_id = NULL;
        holding_state(h, STATE_DESTROYED, &saved);
    }
    step_end(s, &saved);
}

static void
remove_group(struct step *s, const char *id)
{
    struct holding *h = s->item;
    struct cloud *cloud = h->world->cloud;

    cloud->ops->placements->remove(cloud, id, gone, s);
}

// Whoever renamed it took it over.
static void
seen(void *user, const struct lct_err *err, const struct placement_group *g)
{
    struct step *s = user;
    struct holding *h = s->item;
    struct lct_err stranger = { 0 };

    if (err->code != LCT_OK) {
        gone(s, err);
    } else if (!str_eq(g->label, h->resource->label)) {
        lct_fail(&stranger, LCT_EEXISTS,
            "placement group %s was left alone: its label is %s now, not %s", g->id, g->label,
            h->resource->label);
        lct_hint(&stranger, "put the label back, then try again; or delete it by hand");
        step_end(s, &stranger);
    } else if (*g->members) {
        lct_fail(&stranger, LCT_EWAIT, "Linode %s and others are in it still", *g->members);
        step_end(s, &stranger);
    } else {
        remove_group(s, g->id);
    }
}

static void
found(void *user, const struct lct_err *err, const struct placement_group *groups, size_t n)
{
    static const struct lct_err none;
    struct step *s = user;

    if (err->code == LCT_OK && n)
        remove_group(s, groups[0].id);
    else
        gone(s, err->code == LCT_OK ? &none : err);
}

static void
start(struct step *s)
{
    struct holding *h = s->item;
    struct cloud *cloud = h->world->cloud;
    static const struct lct_err none;

    if (h->resource->cloud_id)
        cloud->ops->placements->get(cloud, h->resource->cloud_id, seen, s);
    else if (h->uncertain)
        cloud->ops->placements->find(cloud, h->resource->label, found, s);
    else
        gone(s, &none);
}

const struct step_kind placement_delete = {
    .name = "placement.delete",
    .verb = "deleting",
    .past = "deleted",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "placement.remove",
    .start = start,
    .failed = holding_failed,
};
