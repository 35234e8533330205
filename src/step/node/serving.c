// SPDX-License-Identifier: MIT
// node.serving: one of a group that is changed a few at a time is back when it does what its plan
// calls ready, and some time has passed: then the next may go.
#include "base/str.h"
#include "io/loop.h"
#include "step/bundle/node_bundle.h"
#include "step/bundle/node_files.h"
#include "step/kinds.h"

#define LATE_MS 60000 // beyond what the script waits itself

static void
passed(void *user)
{
    struct step *s = user;

    timer_stop(s->running);
    s->running = NULL;
    step_end(s, NULL);
}

static void
pause_then_pass(struct step *s)
{
    const struct member *m = s->item;
    const int64_t pause_ms = m->np->update.pause_ms;

    if (pause_ms)
        s->running = timer_start(m->world->loop, pause_ms, passed, s);
    else
        step_end(s, NULL);
}

static void
told(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    (void)results;
    if (err->code == LCT_OK)
        pause_then_pass(s);
    else
        step_end(s, err);
}

static struct bundle_step
ready_step(const struct member *m)
{
    struct arena *a = m->world->arena;
    struct bundle_env *env = arena_array(a, 2, sizeof *env);
    struct bundle_file *file = ARENA_NEW(a, struct bundle_file);

    env[0] = (struct bundle_env){ "LCT_READY_S",
        arena_printf(a, "%lld", (long long)m->np->ready_ms / 1000) };
    *file = (struct bundle_file){ "ready", m->np->update.ready, 0600 };
    return (struct bundle_step){
        .id = "serving",
        .script = embed_find(node_files, "serving.sh")->data,
        .files = file,
        .n_files = 1,
        .env = env,
        .timeout_ms = m->np->ready_ms + LATE_MS,
        .mode = BUNDLE_ALWAYS,
    };
}

static void
start(struct step *s)
{
    struct member *m = s->item;

    if (!m->np->update.ready) {
        pause_then_pass(s);
        return;
    }
    const struct bundle_step step = ready_step(m);
    node_bundle_run(s, m, &step, 1, m->np->ready_ms + 2 * LATE_MS, told);
}

// Only the pause can be cut short.
static void
cancel(struct step *s)
{
    struct lct_err err;

    if (!s->running)
        return;
    timer_stop(s->running);
    s->running = NULL;
    lct_fail(&err, LCT_ECANCELLED, "cancelled");
    step_end(s, &err);
}

const struct step_kind node_serving = {
    .name = "node.serving",
    .verb = "waiting until it serves",
    .past = "serves",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 5000,
    .start = start,
    .cancel = cancel,
    .failed = member_failed,
};
