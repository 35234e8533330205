// SPDX-License-Identifier: MIT
// node.hook: one script of one event, once on each node, even when we are killed while it runs.
#include <stdio.h>

#include "base/str.h"
#include "step/bundle/node_bundle.h"
#include "step/hook/hook.h"

#define USUAL_MS (15 * 60 * 1000)
#define GRACE_MS 30000 // for the node to end it and tell

static void
keep_output(const struct step *s, const struct bundle_result *r)
{
    const struct hook *h = s->item;
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

    ledger_put(h->member->world->ledger, RECORD_OUTPUT, &output);
}

static void
keep_fact(const struct hook *h)
{
    struct world *w = h->member->world;
    const struct fact fact = {
        .cluster = h->member->node->cluster,
        .node = h->member->node->uuid,
        .key = hook_id(h),
        .value = h->step->digest,
        .at_ms = loop_wall_ms(w->loop),
    };

    ledger_put(w->ledger, RECORD_FACT, &fact);
}

// What helps, by the command that does.
static void
advise(const struct hook *h, const struct bundle_result *r, struct lct_err *err)
{
    const struct world *w = h->member->world;
    const char *name = w->cluster->name;

    lct_wrap(err, "%s: %s", event_name(h->step->event), h->step->name);
    if (!r || !r->id)
        return;
    if (h->anew)
        lct_hint(
            err, "what it said: linodetool operation show %lld --log", (long long)w->operation);
    else
        lct_hint(err,
            "what it said: linodetool operation show %lld --log; when the %s mended: linodetool "
            "cluster apply '%s' PLAN; to try it again as it is: linodetool cluster retry '%s'",
            (long long)w->operation, r->late ? "script or its timeout: is" : "script is", name,
            name);
}

static void
ran(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct hook *h = s->item;
    const struct bundle_result *result = results;
    struct lct_err saved = *err;

    if (saved.code != LCT_OK)
        advise(h, result, &saved);
    else
        keep_fact(h);
    if (result && result->id)
        keep_output(s, result);
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
