// SPDX-License-Identifier: MIT
// node.hook: one hook of one event, once on each node, even when we are killed while it runs. How,
// its scheme says.
#include "base/advice.h"
#include "base/str.h"
#include "step/hook/hook.h"

// How the schemes run that plan/load/scheme.c has as carried out.
static const struct hook_scheme *const hook_schemes[] = { &hook_script, &hook_local,
    &hook_firewall };

const struct hook_scheme *
hook_scheme_find(const char *name)
{
    for (size_t i = 0; i < sizeof hook_schemes / sizeof hook_schemes[0]; i++)
        if (str_eq(hook_schemes[i]->name, name))
            return hook_schemes[i];
    return NULL;
}

// It runs on this machine: no node has what it said.
static bool
is_here(const struct hook *h)
{
    return hook_scheme_find(h->step->scheme)->begun;
}

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
        .place = is_here(h) ? "" : hook_place(h),
        .status = r->status,
        .late_ms = r->late * 1000,
        .text = buf_str(&said),
        .cut = r->cut,
    };

    ledger_put(h->member->world->ledger, RECORD_OUTPUT, &output);
}

static void
keep_fact(const struct hook *h, const char *mark)
{
    struct world *w = h->member->world;
    const struct fact fact = {
        .cluster = h->member->node->cluster,
        .node = h->member->node->uuid,
        .key = hook_id(h),
        .value = mark,
        .at_ms = loop_wall_ms(w->loop),
    };

    ledger_put(w->ledger, RECORD_FACT, &fact);
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

// It ended badly itself: the plan may have it tried again.
static bool
is_failure(const struct bundle_result *r, const struct lct_err *err)
{
    return err->code == LCT_EFAILED && r && r->id &&
           (r->outcome == BUNDLE_RAN || r->outcome == BUNDLE_RECORDED);
}

void
hook_ran(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct hook *h = s->item;
    const struct bundle_result *result = results;
    struct lct_err saved = *err;

    if (is_failure(result, err) && h->failures++ < h->step->retries)
        saved.code = LCT_ERETRY;
    if (saved.code != LCT_OK)
        advise(h, result, &saved);
    else
        keep_fact(h, hook_mark(h->member->world->arena, h->step, h->member->node));
    if (result && result->id)
        keep_output(s, result);
    if (h->step->event == EVENT_CLUSTERSTOPPING && h->member->world->forced)
        saved.code = LCT_OK;
    step_end(s, &saved);
}

// Committed with the intent.
static int
note_begun(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    const struct hook *h = s->item;
    const struct hook_scheme *scheme = hook_scheme_find(h->step->scheme);

    (void)err;
    digest[0] = '\0';
    if (scheme && scheme->begun)
        keep_fact(h, hook_begun_mark(h->member->world->arena, h->step, h->member->node));
    return LCT_OK;
}

static void
start(struct step *s)
{
    const struct hook *h = s->item;
    const struct hook_scheme *scheme = hook_scheme_find(h->step->scheme);
    struct lct_err err = { 0 };

    if (scheme) {
        scheme->start(s, h);
        return;
    }
    lct_fail(&err, LCT_EPLAN, "'%s:' is not carried out yet", h->step->scheme);
    step_end(s, &err);
}

// One that was asked for anew made no node ready and makes none unready; nor does one before a
// stop.
static void
failed(struct step *s)
{
    const struct hook *h = s->item;

    if (!h->anew && h->step->event != EVENT_CLUSTERSTOPPING)
        member_fail(h->member, s->err);
}

const struct step_kind node_hook = {
    .name = "node.hook",
    .verb = "running its script",
    .past = "script run",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 5000,
    .render = note_begun,
    .start = start,
    .failed = failed,
};
