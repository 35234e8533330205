// SPDX-License-Identifier: MIT
// machine.share: the machine may announce those addresses of others that the plan says. What
// another hand shared with it stays. It is looked at first, and then said as a whole: so it may be
// begun anew.
#include "base/err.h"
#include "base/texts.h"
#include "step/kinds.h"

static const char *const *
wanted_of(const struct member *m)
{
    return node_shares(m->world->arena, m->node, m->np->shared);
}

static void
note(struct member *m)
{
    m->node->shared = wanted_of(m);
    member_save(m);
}

static void
told(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct lct_err told = *err;

    if (told.code == LCT_OK)
        note(s->item);
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    if (told.code == LCT_EFAILED)
        lct_hint(&told, "shared: names addresses and IPv6 ranges of Linodes in its region; "
                        "correct the plan, then try again");
    step_end(s, &told);
}

// Those that are wanted, and those that are there and were never ours.
static const char *const *
all_of(const struct member *m, const char *const *there)
{
    const char *const *wanted = wanted_of(m);
    const char **others = arena_array(m->world->arena, texts_count(there) + 1, sizeof *others);
    size_t n = 0;

    for (; *there; there++)
        if (!texts_have(m->node->shared, *there) && !texts_have(wanted, *there))
            others[n++] = *there;
    return texts_both(m->world->arena, wanted, others);
}

static void
looked(void *user, const struct lct_err *err, const char *const *there)
{
    struct step *s = user;
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    if (err->code != LCT_OK)
        step_end(s, err);
    else
        c->ops->addresses->share(c, m->node->cloud_id, all_of(m, there), told, s);
}

static void
start(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    c->ops->addresses->shared(c, m->node->cloud_id, looked, s);
}

const struct step_kind machine_share = {
    .name = "machine.share",
    .verb = "sharing addresses",
    .past = "shares its addresses",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "address.share",
    .start = start,
    .failed = member_failed,
};
