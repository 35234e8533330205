// SPDX-License-Identifier: MIT
// script: a script of the plan and the files that it carries, run on the node.
#include <string.h>

#include "step/aspect/boot.h"
#include "step/bundle/node_bundle.h"
#include "step/bundle/node_files.h"
#include "step/hook/hook.h"

#define GRACE_MS 30000 // for the node to end it and tell

// Failed in an earlier run: this one is the retry that was asked for. Within a run it stands,
// unless the plan has it tried again.
static enum bundle_mode
mode_of(const struct step *s, const struct hook *h)
{
    if (h->kept) // which runs nothing: it may be gone from there since it was put in place
        return BUNDLE_ALWAYS;
    const bool again = h->failures || (s->attempts <= 1 && h->member->failed_before);

    return again ? BUNDLE_RETRY : h->step->repeatable ? BUNDLE_REPEATABLE : BUNDLE_ONCE;
}

// ---- at every boot: a unit of the node's

static int
boot_step(const struct hook *h, struct bundle_step *ret, struct lct_err *err)
{
    struct arena *a = h->member->world->arena;
    _own_(buf) struct buf variables = { 0 }, words = { 0 };
    struct bundle_file *files = arena_array(a, 3, sizeof *files);
    struct bundle_env *env = arena_array(a, 4, sizeof *env);

    if (bundle_env_text(&variables, hook_env_alone(h), err) < 0)
        return err->code;
    bundle_words_text(&words, h->step->args);
    files[0] = (struct bundle_file){ "program", h->step->content, 0600 };
    files[1] = (struct bundle_file){ "variables", arena_strdup(a, buf_str(&variables)), 0600 };
    files[2] = (struct bundle_file){ "words", arena_strdup(a, buf_str(&words)), 0600 };
    env[0] = (struct bundle_env){ "LCT_UNIT", boot_unit(a, h->step->name) };
    env[1] = (struct bundle_env){ "LCT_DO", h->kept ? "keep" : "start" };
    env[2] = (struct bundle_env){ "LCT_LIMIT_S",
        arena_printf(a, "%lld", (long long)hook_limit_ms(h) / 1000) };
    *ret = (struct bundle_step){
        .script = embed_find(node_files, "boot.sh")->data, .files = files, .n_files = 3, .env = env
    };
    return LCT_OK;
}

// ---- as it is

static int
plain_step(const struct hook *h, struct hook_kit *kit, struct bundle_step *ret)
{
    hook_kit_make(h, hook_id(h), kit);
    *ret = (struct bundle_step){
        .script = h->step->content,
        .files = kit->files,
        .n_files = kit->n_files,
        .tree = h->step->files,
        .env = kit->env,
        .args = h->step->args,
    };
    return LCT_OK;
}

static void
start(struct step *s, const struct hook *h)
{
    const int64_t limit = hook_limit_ms(h);
    _own_(hook_kit) struct hook_kit kit = { 0 };
    struct bundle_step step;
    struct lct_err err = { 0 };

    if ((h->step->event == EVENT_BOOT ? boot_step(h, &step, &err) : plain_step(h, &kit, &step)) <
        0) {
        step_end(s, &err);
        return;
    }
    step.id = hook_id(h);
    step.digest = hook_digest(h);
    step.timeout_ms = limit;
    step.chatty = true;
    step.mode = mode_of(s, h);
    node_bundle_run(s, h->member, &step, 1, limit + GRACE_MS, hook_ran);
}

const struct hook_scheme hook_script = { .name = "script", .start = start };
