// SPDX-License-Identifier: MIT
// script: a script of the plan and the files that it carries, run on the node.
#include "step/bundle/node_bundle.h"
#include "step/hook/hook.h"

#define GRACE_MS 30000 // for the node to end it and tell

// Of the plan's side only: that others joined is no reason to run it again. Nothing on the node has
// the digest of one that is asked for anew.
static const char *
digest_of(const struct hook *h)
{
    struct arena *a = h->member->world->arena;
    const char *mark = hook_mark(a, h->step, h->member->node);

    return h->anew ? arena_printf(a, "%s-%s", mark, h->anew) : mark;
}

// Failed in an earlier run: this one is the retry that was asked for. Within a run it stands,
// unless the plan has it tried again.
static enum bundle_mode
mode_of(const struct step *s, const struct hook *h)
{
    const bool again = h->failures || (s->attempts <= 1 && h->member->failed_before);

    return again ? BUNDLE_RETRY : h->step->repeatable ? BUNDLE_REPEATABLE : BUNDLE_ONCE;
}

static void
start(struct step *s, const struct hook *h)
{
    const char *id = hook_id(h);
    const int64_t limit = hook_limit_ms(h);
    _own_(hook_kit) struct hook_kit kit = { 0 };
    hook_kit_make(h, id, &kit);
    const struct bundle_step step = {
        .id = id,
        .digest = digest_of(h),
        .script = h->step->content,
        .files = kit.files,
        .n_files = HOOK_FILES,
        .tree = h->step->files,
        .env = kit.env,
        .args = h->step->args,
        .timeout_ms = limit,
        .chatty = true,
        .mode = mode_of(s, h),
    };

    node_bundle_run(s, h->member, &step, 1, limit + GRACE_MS, hook_ran);
}

const struct hook_scheme hook_script = { .name = "script", .start = start };
