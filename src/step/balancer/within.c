// SPDX-License-Identifier: MIT
// NodeBalancers within VPCs: asked for with the subnet's id, which is known when that is made.
#include "step/balancer/within.h"

#include "base/str.h"
#include "step/thing/thing.h"

static bool
find_subnet(const struct holding *h, struct balancer_vpc *v, struct subnet *ret)
{
    return balancer_within(h->world->arena, h->resource->traits, v) && h->vpc &&
           subnet_find(h->world->arena, h->vpc->resource->parts, v->subnet, ret);
}

const char *
balancer_subnet(const struct holding *h)
{
    struct balancer_vpc v;
    struct subnet s;

    return find_subnet(h, &v, &s) ? s.id : NULL;
}

// Yields false, and the step ended, where it is to be in one that is not there.
static bool
know(struct step *s)
{
    struct holding *h = s->item;
    struct balancer_vpc *v = ARENA_NEW(h->world->arena, struct balancer_vpc);
    struct subnet subnet;
    struct lct_err err = { 0 };

    h->within = NULL;
    if (str_empty(h->resource->traits))
        return true;
    if (find_subnet(h, v, &subnet) && *subnet.id) {
        v->subnet = subnet.id;
        h->within = v;
        return true;
    }
    lct_fail(&err, LCT_EFAILED, "its subnet is not there (%s)", h->resource->traits);
    step_end(s, &err);
    return false;
}

void
within_create(struct step *s)
{
    if (know(s))
        thing_create(s);
}

// ---- what an earlier try made

static void
looked(void *user, const struct lct_err *err, const struct balancer_vpc *is)
{
    struct step *s = user;
    const struct holding *h = s->item;
    struct lct_err told = *err;

    if (told.code == LCT_OK && is && str_eq(is->subnet, h->within->subnet) &&
        str_eq(is->range, h->within->range)) {
        thing_adopt(s);
        return;
    }
    if (told.code == LCT_OK) {
        lct_fail(&told, LCT_EFAILED, "an earlier try made %s elsewhere than %s", h->resource->label,
            h->resource->traits);
        lct_hint(&told, "let the plan say what it was then, or delete it at Linode; then go on");
    }
    step_end(s, &told);
}

static void
found(void *user, const struct lct_err *err, const struct thing *things, size_t n)
{
    struct step *s = user;
    const struct holding *h = s->item;
    struct cloud *c = h->world->cloud;

    if (err->code == LCT_OK && n && holding_owns(h, &things[0]))
        c->ops->balancers->within(c, things[0].id, looked, s);
    else if (err->code == LCT_OK)
        thing_adopt(s);
    else
        step_end(s, err);
}

void
within_adopt(struct step *s)
{
    const struct holding *h = s->item;

    if (!know(s))
        return;
    if (h->within)
        holding_ops(h)->find(h->world->cloud, h->resource->label, found, s);
    else
        thing_adopt(s);
}
