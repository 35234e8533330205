// SPDX-License-Identifier: MIT
// vpc.subnets, vpc.prune: the subnets that a VPC lacks come before the machines that are born in
// them; those that nothing wants any more go after the machines that were in them. The VPC is
// looked at, then one is changed, until there is nothing to change: so it may be begun anew.
#include "base/str.h"
#include "io/retry.h"
#include "step/kinds.h"
#include "step/thing/thing.h"

static bool
is_among(struct arena *a, const char *const *parts, const struct subnet *s)
{
    for (; *parts; parts++)
        if (str_eq(subnet_read(a, *parts).name, s->name))
            return true;
    return false;
}

// The first of the one list that the other lacks; false: there is none.
static bool
find_other(struct arena *a, const char *const *of, const char *const *in, struct subnet *ret)
{
    for (; *of; of++) {
        *ret = subnet_read(a, *of);
        if (!is_among(a, in, ret))
            return true;
    }
    return false;
}

// What became of one. Where somebody was faster, or nobody heard the answer, it is looked at again.
static void
change_end(struct step *s, const struct lct_err *err, void (*next)(struct step *))
{
    struct lct_err told = *err;

    if (told.code == LCT_OK) {
        next(s);
        return;
    }
    if (told.code == LCT_EAMBIGUOUS || told.code == LCT_EEXISTS || told.code == LCT_ENOTFOUND)
        told.code = LCT_ERETRY;
    step_end(s, &told);
}

// ---- coming

static void add(struct step *s);

static void
added(void *user, const struct lct_err *err)
{
    change_end(user, err, add);
}

static void
seen_to_add(void *user, const struct lct_err *err, const struct thing *t)
{
    struct step *s = user;
    struct holding *h = s->item;
    struct cloud *c = h->world->cloud;
    struct subnet next;

    if (err->code != LCT_OK) {
        step_end(s, err);
    } else if (find_other(h->world->arena, h->parts, t->parts, &next)) {
        c->ops->vpcs->add(c, t->id, &next, added, s);
    } else {
        holding_measure(h, t);
        step_end(s, NULL);
    }
}

static void
add(struct step *s)
{
    const struct holding *h = s->item;

    holding_ops(h)->get(h->world->cloud, h->resource->cloud_id, seen_to_add, s);
}

const struct step_kind vpc_subnets = {
    .name = "vpc.subnets",
    .verb = "adding subnets to",
    .past = "has its subnets",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1500,
    .request = "vpc.subnets",
    .start = add,
    .failed = holding_failed,
};

// ---- going

static void drop(struct step *s);

static void
dropped(void *user, const struct lct_err *err)
{
    change_end(user, err, drop);
}

static void
seen_to_drop(void *user, const struct lct_err *err, const struct thing *t)
{
    struct step *s = user;
    struct holding *h = s->item;
    struct cloud *c = h->world->cloud;
    struct subnet next;

    if (err->code != LCT_OK) {
        step_end(s, err);
    } else if (find_other(h->world->arena, t->parts, h->parts, &next)) {
        c->ops->vpcs->drop(c, t->id, next.id, dropped, s);
    } else {
        holding_measure(h, t);
        step_end(s, NULL);
    }
}

static void
drop(struct step *s)
{
    const struct holding *h = s->item;

    holding_ops(h)->get(h->world->cloud, h->resource->cloud_id, seen_to_drop, s);
}

const struct step_kind vpc_prune = {
    .name = "vpc.prune",
    .verb = "removing subnets of",
    .past = "has no other subnets",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 1500,
    .request = "vpc.prune",
    .start = drop,
    .failed = holding_failed,
};
