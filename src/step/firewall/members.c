// SPDX-License-Identifier: MIT
// firewall.join, firewall.leave: machines that were there before it, or that are to be without it.
// One request each.
#include <stdlib.h>

#include "base/mem.h"
#include "step/kinds.h"

struct move {
    struct step *step;
    const char *const *next; // of the machines that are left
    bool in;
};

static void go(struct move *v);

static void
moved(void *user, const struct lct_err *err)
{
    struct move *v = user;
    struct step *s = v->step;
    struct lct_err told = *err;

    if (told.code == LCT_OK) {
        v->next++;
        go(v);
        return;
    }
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    if (told.code == LCT_EFAILED && v->in)
        lct_hint(&told, "a Linode is behind one enabled Cloud Firewall: take the other one away");
    free(v);
    step_end(s, &told);
}

static void
go(struct move *v)
{
    struct step *s = v->step;
    const struct holding *h = s->item;
    struct cloud *c = h->world->cloud;

    if (!*v->next) {
        free(v);
        step_end(s, NULL);
    } else if (v->in) {
        c->ops->firewalls->attach(c, h->resource->cloud_id, *v->next, moved, v);
    } else {
        c->ops->firewalls->detach(c, h->resource->cloud_id, *v->next, moved, v);
    }
}

static void
start_move(struct step *s, const char *const *machines, bool in)
{
    struct move *v = NEW(struct move);

    *v = (struct move){ s, machines, in };
    go(v);
}

static void
join(struct step *s)
{
    const struct holding *h = s->item;

    start_move(s, h->joins, true);
}

static void
leave(struct step *s)
{
    const struct holding *h = s->item;

    start_move(s, h->leaves, false);
}

const struct step_kind firewall_join = {
    .name = "firewall.join",
    .verb = "putting nodes behind it",
    .past = "put before nodes",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "firewall.attach",
    .start = join,
    .failed = holding_failed,
};

const struct step_kind firewall_leave = {
    .name = "firewall.leave",
    .verb = "taking nodes out",
    .past = "left by nodes",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "firewall.detach",
    .start = leave,
    .failed = holding_failed,
};
