// SPDX-License-Identifier: MIT
// machine.rebuild: a machine with the cloud's own disks gets another system, and keeps its
// addresses. That it is being rebuilt, and by which key its next system is known, is written down
// before it is asked for. Which rebuild was ours its event tells, so that one that nobody heard of
// is not asked for again, and no other hand's is taken for it.
#include "base/str.h"
#include "io/retry.h"
#include "step/kinds.h"
#include "step/script.h"
#include "step/machine/userdata.h"
#include "step/machine/wish.h"

#define UNKNOWN (-1) // the token may not read events

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    (void)err;
    digest[0] = '\0';
    member_rebuilding(s->item);
    return LCT_OK;
}

// ---- which rebuild was the last

// False: that could not be told.
static bool
take_newest(struct step *s, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct member *m = s->item;

    if (err->code != LCT_OK && err->code != LCT_EAUTH) {
        step_end(s, err);
        return false;
    }
    m->newest_rebuild = err->code ? UNKNOWN : 0;
    for (size_t i = 0; i < n; i++)
        if (str_eq(events[i].entity_type, "linode") && !str_eq(events[i].status, "failed") &&
            str_eq(events[i].entity_id, m->node->cloud_id))
            m->newest_rebuild = events[i].id;
    return true;
}

static void
ask_newest(struct step *s, cloud_events_fn *fn)
{
    const struct member *m = s->item;

    m->world->cloud->ops->events->rebuilds(m->world->cloud, fn, s);
}

// ---- asking for it

static bool
is_rebuilt(const struct member *m, const struct machine *found)
{
    return str_eq(found->image, m->np->image->id) &&
           (m->asked || m->newest_rebuild > m->node->rebuilt);
}

static void
told_after(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    const struct lct_err none = { 0 };

    if (take_newest(user, err, events, n))
        machine_asked(user, &none);
}

static void
answered(void *user, const struct lct_err *err, const struct machine *machine)
{
    struct step *s = user;
    struct member *m = s->item;

    (void)machine;
    m->asked = err->code == LCT_OK;
    if (m->asked)
        ask_newest(s, told_after);
    else
        machine_asked(s, err);
}

static void
ask(struct member *m, cloud_done_fn *fn, void *user)
{
    struct world *w = m->world;
    struct lct_err err = { 0 };
    _own_(secret) struct secret *user_data = NULL, *answers = NULL;
    const char *script;

    if (userdata_of_member(m, &user_data, &err) < 0 ||
        member_script(m, &script, &answers, &err) < 0) {
        fn(user, &err);
        return;
    }
    const struct machine_spec spec = {
        .image = m->np->image->id,
        .authorized_keys = w->authorized_keys,
        .user_data = user_data,
        .script = script,
        .answers = answers,
        .swap_mb = -1,
    };
    w->cloud->ops->machines->rebuild(w->cloud, m->node->cloud_id, &spec, answered, user);
}

static const struct machine_wish rebuilt = { is_rebuilt, ask, "being rebuilt", NULL };

static void
told_before(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    if (take_newest(user, err, events, n))
        machine_wish(user, &rebuilt);
}

static void
start(struct step *s)
{
    const struct member *m = s->item;

    if (m->asked)
        machine_wish(s, &rebuilt);
    else
        ask_newest(s, told_before);
}

const struct step_kind machine_rebuilt = {
    .name = "machine.rebuild",
    .verb = "rebuilding",
    .past = "rebuilt",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_copy,
    .usual_ms = 45000,
    .request = "machine.rebuild",
    .render = render,
    .start = start,
    .failed = member_failed,
};
