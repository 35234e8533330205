// placement.create: asks for a placement group. It has no tags that could say whose it is: what an
// earlier try made is known by its label and kind, and only where that try was written down.
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "step/kinds.h"

static void
made(struct step *s, const struct placement_group *g)
{
    struct holding *h = s->item;
    struct lct_err err = { 0 };

    h->resource->cloud_id = arena_strdup(h->world->arena, g->id);
    holding_state(h, STATE_STARTED, &err);
    step_end(s, &err);
}

static bool
is_as_asked(const struct holding *h, const struct placement_group *g)
{
    _own_(buf) struct buf traits = { 0 };

    buf_addf(&traits, "%s %s", g->type, g->policy);
    return str_eq(g->region, h->resource->region) && str_eq(buf_str(&traits), h->resource->traits);
}

static void
fail_stranger(struct step *s)
{
    struct holding *h = s->item;
    struct lct_err err = { 0 }, ignored = { 0 };

    h->resource->state = STATE_NOTEXIST; // it was not ours that was made
    holding_state(h, STATE_NOTEXIST, &ignored);
    lct_fail(&err, LCT_EFAILED, "another placement group of the account has the label %s",
        h->resource->label);
    lct_hint(&err, "rename or delete it, or choose another name in the plan");
    step_end(s, &err);
}

static void
found_again(void *user, const struct lct_err *err, const struct placement_group *groups, size_t n)
{
    struct step *s = user;

    if (err->code != LCT_OK)
        step_end(s, err);
    else if (!n)
        step_again(s);
    else if (is_as_asked(s->item, &groups[0]))
        made(s, &groups[0]);
    else
        fail_stranger(s);
}

static void
adopt(struct step *s)
{
    struct holding *h = s->item;
    struct cloud *cloud = h->world->cloud;

    cloud->ops->placements->find(cloud, h->resource->label, found_again, s);
}

static void
created(void *user, const struct lct_err *err, const struct placement_group *g)
{
    struct step *s = user;
    struct holding *h = s->item;

    if (err->code == LCT_OK) {
        made(s, g);
    } else if (err->code == LCT_EEXISTS && !h->uncertain && s->attempts < 2) {
        fail_stranger(s);
    } else {
        h->uncertain |= err->code == LCT_EAMBIGUOUS;
        step_end(s, err);
    }
}

// That it may be there from now on is committed with the intent.
static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    digest[0] = '\0';
    return holding_state(s->item, STATE_CREATING, err);
}

static void
start(struct step *s)
{
    struct holding *h = s->item;
    const struct resource *r = h->resource;
    struct cloud *cloud = h->world->cloud;
    const char *space = strchr(r->traits, ' ');
    _own_(free) char *type = mem_strndup(r->traits, (size_t)(space - r->traits));
    const struct placement_spec spec = {
        .label = r->label, .region = r->region, .type = type, .policy = space + 1
    };

    cloud->ops->placements->create(cloud, &spec, created, s);
}

const struct step_kind placement_create = {
    .name = "placement.create",
    .verb = "creating",
    .past = "created",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "placement.create",
    .render = render,
    .start = start,
    .adopt = adopt,
    .failed = holding_failed,
};
