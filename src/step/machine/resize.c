// SPDX-License-Identifier: MIT
// machine.resize: a machine becomes another type, and keeps its disks. While it does, its node is
// not ready, whoever dies.
#include "base/str.h"
#include "io/retry.h"
#include "step/bundle/session.h"
#include "step/kinds.h"
#include "step/machine/wish.h"

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    (void)err;
    digest[0] = '\0';
    member_state(s->item, STATE_STARTING);
    session_drop(s->item);
    return LCT_OK;
}

static bool
is_of_type(const struct member *m, const struct machine *found)
{
    return str_eq(found->type, m->np->type->id);
}

// One that runs, runs on while it is copied, and is rebooted.
static void
ask_resize(struct member *m, cloud_done_fn *fn, void *user)
{
    struct cloud *c = m->world->cloud;
    const struct machine_resize how = {
        .type = m->np->type->id,
        .warm = !m->n_disks && !m->anew && !m->node->rebuilding,
        .fit_disks = !m->np->disks,
    };

    c->ops->machines->resize(c, m->node->cloud_id, &how, fn, user);
}

static void
note_type(struct member *m)
{
    m->node->type = m->np->type->id;
    member_save(m);
}

static const struct machine_wish of_type = { is_of_type, ask_resize, "being resized", note_type };

static void
resize(struct step *s)
{
    machine_wish(s, &of_type);
}

const struct step_kind machine_resized = {
    .name = "machine.resize",
    .verb = "resizing",
    .past = "resized",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_copy,
    .usual_ms = 180000,
    .request = "machine.resize",
    .render = render,
    .start = resize,
    .failed = member_failed,
};
