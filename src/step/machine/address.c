// SPDX-License-Identifier: MIT
// machine.range, machine.name: the machine has the IPv6 range that the plan says, and its public
// address the name. Both look or say what is to be: they may be done again.
#include "base/str.h"
#include "step/kinds.h"

// Whatever was lost may be said again: it is looked for first.
static void
end(struct step *s, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY;
    step_end(s, &told);
}

// ---- range

static void
has_range(struct step *s, const char *range)
{
    struct member *m = s->item;

    m->node->ipv6_range = range ? arena_strdup(m->world->arena, range) : NULL;
    member_save(m);
    step_end(s, NULL);
}

static void
made(void *user, const struct lct_err *err, const char *range)
{
    if (err->code == LCT_OK)
        has_range(user, range);
    else
        end(user, err);
}

static void
make(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    if (m->np->ipv6_range)
        c->ops->addresses->range_add(c, m->node->cloud_id, m->np->ipv6_range, made, s);
    else
        has_range(s, NULL);
}

static void
removed(void *user, const struct lct_err *err)
{
    if (err->code == LCT_OK || err->code == LCT_ENOTFOUND)
        make(user);
    else
        end(user, err);
}

static void
looked(void *user, const struct lct_err *err, const char *range)
{
    struct step *s = user;
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    if (err->code != LCT_OK)
        step_end(s, err);
    else if (!range)
        make(s);
    else if (range_bits(range) == m->np->ipv6_range)
        has_range(s, range);
    else
        c->ops->addresses->range_remove(c, range, removed, s);
}

// A machine that was just made has none, unless an earlier try was not heard of.
static void
start_range(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    if (s->uncertain || s->attempts > 1 || m->node->ipv6_range)
        c->ops->addresses->range(c, m->node->cloud_id, looked, s);
    else
        make(s);
}

const struct step_kind machine_range = {
    .name = "machine.range",
    .verb = "giving an IPv6 range",
    .past = "given its IPv6 range",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "range.create",
    .start = start_range,
    .failed = member_failed,
};

// ---- name

static void
named(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct member *m = s->item;
    struct lct_err told = *err;

    if (err->code == LCT_OK) {
        m->node->rdns = m->rdns;
        member_save(m);
    } else if (err->code == LCT_EFAILED && m->rdns) {
        lct_hint(&told, "let %s lead to %s first, then try again", m->rdns, m->node->public_ipv4);
    }
    end(s, &told);
}

static void
start_name(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    c->ops->addresses->name(c, m->node->public_ipv4, m->rdns, named, s);
}

const struct step_kind machine_name = {
    .name = "machine.name",
    .verb = "naming its address",
    .past = "named",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "address.name",
    .start = start_name,
    .failed = member_failed,
};
