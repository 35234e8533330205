// SPDX-License-Identifier: MIT
// local: a program of the plan's, run on this machine. It reads the cluster as JSON, and finds in
// its environment which node it is about. No node knows that it ran: that it was begun is noted
// before.
#include "base/str.h"
#include "step/hook/hook.h"

static void
ended(void *user, const struct lct_err *err, const struct local_result *r)
{
    struct step *s = user;
    const struct hook *h = s->item;
    struct lct_err outcome = *err;

    if (outcome.code != LCT_OK) {
        hook_ran(s, &outcome, NULL);
        return;
    }
    const struct bundle_result result = {
        .id = hook_id(h),
        .outcome = BUNDLE_RAN,
        .status = r->status,
        .late = r->late ? hook_limit_ms(h) / 1000 : 0,
        .output = r->said,
        .cut = r->cut,
    };
    bundle_result_check(&result, &outcome);
    hook_ran(s, &outcome, &result);
}

static void
start(struct step *s, const struct hook *h)
{
    struct world *w = h->member->world;
    struct lct_err err = { 0 };

    if (h->interrupted && !h->step->repeatable && !h->member->failed_before) {
        lct_fail(
            &err, LCT_EFAILED, "interrupted: it was begun here, and nobody heard how it ended");
        hook_ran(s, &err, NULL);
        return;
    }
    const struct local_program program = {
        .text = h->step->content,
        .is_file = h->step->is_file,
        .args = h->step->args,
        .env = hook_env_alone(h),
        .limit_ms = hook_limit_ms(h),
    };
    w->local->run(w->local, &program, ended, s);
}

const struct hook_scheme hook_local = {
    .name = "local", .begun = true, .here = true, .start = start
};
