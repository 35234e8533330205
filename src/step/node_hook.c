// node.hook: one script of one event, once on each node, even when we are killed while it runs.
#include <stdio.h>

#include "base/str.h"
#include "step/hook.h"
#include "step/node_bundle.h"

#define USUAL_MS (15 * 60 * 1000)
#define GRACE_MS 30000 // for the node to end it and tell

static void
ran(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct hook *h = s->item;
    struct world *w = h->member->world;
    struct lct_err saved = *err;

    (void)results;
    if (saved.code == LCT_OK) {
        const struct fact fact = {
            .node = h->member->node->uuid,
            .key = arena_printf(w->arena, "hook:%s/%s", event_name(h->step->event), h->step->name),
            .value = h->step->digest,
            .at_ms = clock_real.wall_ms(&clock_real),
        };
        w->store->ops->fact_put(w->store, &fact, &saved);
    } else {
        lct_wrap(&saved, "%s: %s", event_name(h->step->event), h->step->name);
    }
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
    struct arena *a = h->member->world->arena;
    const char *id = arena_printf(a, "hook:%s/%s", event_name(h->step->event), h->step->name);
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
        // Failed in an earlier run: this one is the retry that was asked for. Within a run it
        // stands.
        .mode = h->step->repeatable                            ? BUNDLE_REPEATABLE
                : s->attempts <= 1 && h->member->failed_before ? BUNDLE_RETRY
                                                               : BUNDLE_ONCE,
    };

    node_bundle_run(s, h->member, &step, 1, limit + GRACE_MS, ran);
}

const struct step_kind node_hook = {
    .name = "node.hook",
    .verb = "running its script",
    .past = "script run",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .start = start,
};
