// SPDX-License-Identifier: MIT
// A new log-in, and the word that makes the rules stay; where there is none to be had, the old
// rules are put back over the session that was there before.
#include "step/aspect/trial.h"

#include <stdlib.h>

#include "base/mem.h"
#include "step/aspect/rules/firewall.h"
#include "step/bundle/session.h"

#define TRIAL_MS 12000 // for a log-in: less than the node waits
#define WORD_MS 8000   // for what it is told then
#define PAUSE_MS 300

struct trial {
    struct step *step;
    struct member *member;
    trial_fn *fn;
    struct shell_session *fresh;
    struct timer *pause;
    struct buf input;
    const char *from;
    int64_t end_ms;
    struct lct_err err;
};

static void knock(struct trial *t);

static void
finish(struct trial *t)
{
    struct step *s = t->step;
    trial_fn *fn = t->fn;
    struct lct_err err = t->err;

    if (t->fresh)
        t->member->world->shell->ops->close_session(t->fresh);
    timer_stop(t->pause);
    buf_done(&t->input);
    free(t);
    fn(s, &err);
}

static struct shell_command
word_command(struct trial *t, const char *word)
{
    firewall_input(&t->input, word);
    return (struct shell_command){
        .command = BUNDLE_COMMAND,
        .input = t->input.data,
        .input_len = t->input.len,
        .deadline_ms = WORD_MS,
        .max_output = 4096,
    };
}

// ---- nobody got in

static void
fail_shut_out(struct trial *t, bool back)
{
    struct arena *a = t->member->world->arena;
    const char *here = t->from ? t->from : "here";

    t->member->restored = true;

    lct_fail(&t->err, LCT_EFAILED,
        "with the new firewall no new connection from %s gets in: the old rules %s", here,
        back ? "are back" : "come back within " FIREWALL_TRIAL " seconds");
    lct_hint(&t->err, "%s",
        t->from ? arena_printf(a,
                      "let 'access' of the plan hold %s, or add a rule to '%s': allow in ssh from "
                      "%s",
                      t->from, t->member->np->name, t->from)
                : "let 'access' of the plan hold the address that you come from");
}

static void
undone(void *user, const struct lct_err *err, const struct shell_result *r)
{
    struct trial *t = user;

    fail_shut_out(t, err->code == LCT_OK && r->status == 0);
    finish(t);
}

static void
undo(struct trial *t)
{
    if (!session_lives(t->member)) {
        fail_shut_out(t, false);
        finish(t);
        return;
    }
    const struct shell_command c = word_command(t, "undo");
    session_run(t->member, &c, undone, t);
}

// ---- somebody did

static void
confirmed(void *user, const struct lct_err *err, const struct shell_result *r)
{
    struct trial *t = user;

    t->err = *err;
    if (t->err.code == LCT_EAMBIGUOUS) // to bring the rules again is safe
        t->err.code = LCT_ERETRY;
    else if (t->err.code == LCT_OK && r->status)
        lct_fail(&t->err, LCT_ERETRY, "the new firewall was not confirmed in time");
    finish(t);
}

static void
paused(void *user)
{
    struct trial *t = user;

    timer_stop(t->pause);
    t->pause = NULL;
    knock(t);
}

static void
logged_in(void *user, const struct lct_err *err, struct shell_session *session)
{
    struct trial *t = user;
    struct world *w = t->member->world;

    t->fresh = session;
    if (session) {
        const struct shell_command c = word_command(t, "confirm");
        w->shell->ops->run(session, &c, confirmed, t);
    } else if (err->code == LCT_ERETRY && loop_now_ms(w->loop) + PAUSE_MS < t->end_ms) {
        t->pause = timer_start(w->loop, PAUSE_MS, paused, t);
    } else if (err->code == LCT_ECANCELLED) {
        t->err = *err;
        finish(t);
    } else {
        undo(t);
    }
}

static void
knock(struct trial *t)
{
    int64_t left = t->end_ms - loop_now_ms(t->member->world->loop);

    session_fresh(t->member, left > 1 ? left : 1, logged_in, t);
}

void
trial_run(struct step *s, struct member *m, const struct bundle_result *put, trial_fn *fn)
{
    struct world *w = m->world;
    const struct lct_err none = { 0 };
    const char *from = NULL;
    bool tried = put && firewall_tried(w->arena, put->output, &from);

    if (from)
        w->seen_from = from;
    if (!tried) {
        fn(s, &none);
        return;
    }
    struct trial *t = NEW(struct trial);
    *t = (struct trial){ .step = s, .member = m, .fn = fn, .from = from };
    t->end_ms = loop_now_ms(w->loop) + TRIAL_MS;
    knock(t);
}
