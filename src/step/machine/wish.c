// SPDX-License-Identifier: MIT
// Looking at a machine before and after it is changed.
#include "step/machine/wish.h"

#define LOOK_MS 3000 // between two looks

static void
wait_for(struct step *s, const char *what)
{
    const struct member *m = s->item;
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EWAIT, "Linode %s is %s", m->node->cloud_id, what);
    err.retry_after_ms = LOOK_MS;
    step_end(s, &err);
}

void
machine_asked(void *user, const struct lct_err *err)
{
    struct step *s = user;
    const struct machine_wish *w = s->running;
    struct lct_err told = *err;

    if (told.code == LCT_OK) {
        wait_for(s, w->doing);
        return;
    }
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    step_end(s, &told);
}

static int
check_owner(const struct member *m, const struct machine *found, struct lct_err *err)
{
    if (member_owns(m, found))
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS, "Linode %s (%s) was left alone: it does not carry this node's tags",
        found->id, found->label);
    return lct_hint(err, "put its label and tags back, then try again");
}

static void
became(struct step *s, const struct machine_wish *w)
{
    if (w->became)
        w->became(s->item);
    step_end(s, NULL);
}

static void
seen(void *user, const struct lct_err *err, const struct machine *found)
{
    struct step *s = user;
    struct member *m = s->item;
    const struct machine_wish *w = s->running;
    struct lct_err wrong = { 0 };

    if (err->code != LCT_OK)
        step_end(s, err);
    else if (check_owner(m, found, &wrong) < 0)
        step_end(s, &wrong);
    else if (found->status != MACHINE_RUNNING && found->status != MACHINE_OFFLINE)
        wait_for(s, found->status_name);
    else if (w->is_so(m, found))
        became(s, w);
    else
        w->ask(m, machine_asked, s);
}

void
machine_wish(struct step *s, const struct machine_wish *w)
{
    const struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    s->running = (void *)(uintptr_t)w;
    cloud->ops->machines->get(cloud, m->node->cloud_id, seen, s);
}
