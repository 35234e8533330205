// SPDX-License-Identifier: MIT
// node.hook: one script of one event, once on each node, even when we are killed while it runs.
#include <stdio.h>

#include "base/advice.h"
#include "base/str.h"
#include "step/bundle/node_bundle.h"
#include "step/hook/hook.h"

#define USUAL_MS (15 * 60 * 1000)
#define GRACE_MS 30000 // for the node to end it and tell

static int
keep_output(const struct step *s, const struct bundle_result *r, struct lct_err *err)
{
    const struct hook *h = s->item;
    struct store *store = h->member->world->store;
    _own_(buf) struct buf said = { 0 };

    buf_adds(&said, r->output);
    hook_hide(h, &said);
    const struct step_output output = {
        .operation = h->member->world->operation,
        .step = s->key,
        .place = hook_place(h),
        .status = r->status,
        .late_ms = r->late * 1000,
        .text = buf_str(&said),
        .cut = r->cut,
    };
    return store->ops->output_put(store, &output, err);
}

static int
keep_fact(const struct hook *h, struct lct_err *err)
{
    struct world *w = h->member->world;
    const struct fact fact = {
        .node = h->member->node->uuid,
        .key = hook_id(h),
        .value = h->step->digest,
        .at_ms = loop_wall_ms(w->loop),
    };

    return w->store->ops->fact_put(w->store, &fact, err);
}

// What helps, by the call that does.
static void
advise(const struct hook *h, const struct bundle_result *r, struct lct_err *err)
{
    const struct world *w = h->member->world;
    const char *name = w->cluster->name;
    char operation[24];

    snprintf(operation, sizeof operation, "%lld", (long long)w->operation);
    lct_wrap(err, "%s: %s", event_name(h->step->event), h->step->name);
    if (!r || !r->id)
        return;
    if (h->anew)
        lct_hint(err, "what it said: %s", ADVICE(OPERATION_LOG, operation));
    else
        lct_hint(err, "what it said: %s; when the %s mended: %s; to try it again as it is: %s",
            ADVICE(OPERATION_LOG, operation), r->late ? "script or its timeout: is" : "script is",
            ADVICE(CLUSTER_APPLY, name), ADVICE(CLUSTER_RETRY, name));
}

static void
ran(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct hook *h = s->item;
    const struct bundle_result *result = results;
    struct lct_err saved = *err, lost = { 0 };

    if (saved.code != LCT_OK)
        advise(h, result, &saved);
    else
        keep_fact(h, &saved);
    if (result && result->id && keep_output(s, result, &lost) < 0 && saved.code == LCT_OK)
        saved = lost;
    step_end(s, &saved);
}

// Of the plan's side only: that others joined is no reason to run it again. Nothing on the node has
// the digest of one that is asked for anew.
static const char *
digest_of(const struct hook *h)
{
    struct arena *a = h->member->world->arena;

    return h->anew ? arena_printf(a, "%s-%s", h->step->digest, h->anew) : h->step->digest;
}

static void
start(struct step *s)
{
    struct hook *h = s->item;
    const char *id = hook_id(h);
    int64_t limit = h->step->timeout_ms ? h->step->timeout_ms : USUAL_MS;
    _own_(hook_kit) struct hook_kit kit = { 0 };
    hook_kit_make(h, id, &kit);
    const struct bundle_step step = {
        .id = id,
        .digest = digest_of(h),
        .script = h->step->content,
        .files = kit.files,
        .n_files = HOOK_FILES,
        .env = kit.env,
        .timeout_ms = limit,
        .chatty = true,
        // Failed in an earlier run: this one is the retry that was asked for. Within a run it
        // stands.
        .mode = h->step->repeatable                            ? BUNDLE_REPEATABLE
                : s->attempts <= 1 && h->member->failed_before ? BUNDLE_RETRY
                                                               : BUNDLE_ONCE,
    };

    node_bundle_run(s, h->member, &step, 1, limit + GRACE_MS, ran);
}

// One that was asked for anew made no node ready and makes none unready.
static void
failed(struct step *s)
{
    const struct hook *h = s->item;

    if (!h->anew)
        member_fail(h->member, s->err);
}

const struct step_kind node_hook = {
    .name = "node.hook",
    .verb = "running its script",
    .past = "script run",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 5000,
    .start = start,
    .failed = failed,
};
