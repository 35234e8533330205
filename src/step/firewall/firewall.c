// SPDX-License-Identifier: MIT
// firewall.create, firewall.rules, firewall.delete. It is made before the machines that are born
// behind it, with the rules as far as the others are known; it gets the rest when all are.
#include "step/firewall/firewall.h"

#include <stdio.h>

#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/reach.h"
#include "step/aspect/membership.h"
#include "step/kinds.h"
#include "step/thing/thing.h"

// The networks of its VPC, and the private one of its region.
static const char *const *
ranges_of(struct arena *a, const struct ruleset *inner)
{
    static const char *const private[] = { PRIVATE_NET, NULL };

    return texts_both(a, inner->vpc, private);
}

int
firewall_outer(struct holding *h, struct outer *ret, struct lct_err *err)
{
    struct arena *a = h->world->arena;
    const struct node_plan *np = h->member->np;
    struct ruleset inner;

    membership_rules(h->member, &inner);
    const struct outer_args args = { &inner, ranges_of(a, &inner),
        np->cloud_firewall == OUTER_EXACT };
    if (outer_compile(a, &args, ret, err) < 0)
        return lct_wrap(err, "the Cloud Firewall of %s in %s", np->name, h->resource->region);
    return LCT_OK;
}

bool
firewall_differs(const struct holding *h, const char *digest)
{
    const struct thing *t = h->seen;

    return !str_eq(h->resource->rules, digest) || (t && (!t->ready || !str_eq(t->rules, digest)));
}

// What is brought is worked out when it is.
static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    struct holding *h = s->item;
    struct outer outer;

    if (firewall_outer(h, &outer, err) < 0)
        return err->code;
    h->rules = ARENA_NEW(h->world->arena, struct cloud_rules);
    *h->rules = outer.rules;
    snprintf(digest, DIGEST_TEXT, "%s", cloud_rules_digest(h->world->arena, h->rules));
    return LCT_OK;
}

static int
render_new(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    char none[DIGEST_TEXT];

    return render(s, digest, err) < 0 ? err->code : thing_render(s, none, err);
}

const struct step_kind firewall_create = {
    .name = "firewall.create",
    .verb = "creating",
    .past = "created",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "firewall.create",
    .render = render_new,
    .start = thing_create,
    .adopt = thing_adopt,
    .failed = holding_failed,
};

const struct step_kind firewall_delete = THING_DELETE("firewall");

// ---- its rules

static void
settle(struct step *s)
{
    struct holding *h = s->item;

    h->resource->rules = arena_strdup(h->world->arena, s->content_digest);
    holding_state(h, STATE_STARTED);
    step_end(s, NULL);
}

// That it is so may be said again.
static void
end_refused(struct step *s, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY;
    step_end(s, &told);
}

static void
enabled(void *user, const struct lct_err *err)
{
    if (err->code == LCT_OK)
        settle(user);
    else
        end_refused(user, err);
}

// Another hand may have put it out of force.
static void
put(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct holding *h = s->item;
    struct cloud *c = h->world->cloud;

    if (err->code != LCT_OK)
        end_refused(s, err);
    else if (h->seen && !h->seen->ready)
        c->ops->firewalls->enable(c, h->resource->cloud_id, enabled, s);
    else
        settle(s);
}

static void
start(struct step *s)
{
    struct holding *h = s->item;
    struct cloud *c = h->world->cloud;

    if (firewall_differs(h, s->content_digest))
        c->ops->firewalls->rules(c, h->resource->cloud_id, h->rules, put, s);
    else
        settle(s);
}

const struct step_kind firewall_rules = {
    .name = "firewall.rules",
    .verb = "setting the rules",
    .past = "given its rules",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "firewall.rules",
    .render = render,
    .start = start,
    .failed = holding_failed,
};
