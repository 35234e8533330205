// SPDX-License-Identifier: MIT
// cloudinit: and stackscript:, which the machine was made with and runs by itself: here their end
// is awaited, on the node.
#include "step/bundle/node_bundle.h"
#include "step/bundle/node_files.h"
#include "step/hook/hook.h"

#define GRACE_MS 30000 // for the node to end it and tell

static void
await(struct step *s, const struct hook *h, const char *script)
{
    const int64_t limit = hook_limit_ms(h);
    const struct bundle_step step = {
        .id = hook_id(h),
        .digest = hook_mark(h->member->world->arena, h->step, h->member->node),
        .script = embed_find(node_files, script)->data,
        .timeout_ms = limit,
        .chatty = true,
        .mode = h->member->failed_before && s->attempts <= 1 ? BUNDLE_RETRY : BUNDLE_REPEATABLE,
    };

    node_bundle_run(s, h->member, &step, 1, limit + GRACE_MS, hook_ran);
}

static void
start_cloudinit(struct step *s, const struct hook *h)
{
    await(s, h, "cloudinit.sh");
}

static void
start_stackscript(struct step *s, const struct hook *h)
{
    await(s, h, "stackscript.sh");
}

const struct hook_scheme hook_cloudinit = { .name = "cloudinit", .start = start_cloudinit };
const struct hook_scheme hook_stackscript = { .name = "stackscript", .start = start_stackscript };
