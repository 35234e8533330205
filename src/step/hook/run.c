// SPDX-License-Identifier: MIT
// node.hook: one hook of one event, once on each node, even when we are killed while it runs. How,
// its scheme says.
#include "base/advice.h"
#include "base/str.h"
#include "step/hook/hook.h"

// How the schemes run that plan/load/scheme.c has as carried out.
static const struct hook_scheme *const hook_schemes[] = { &hook_script, &hook_local, &hook_ansible,
    &hook_localansible, &hook_puppet, &hook_chef, &hook_cloudinit, &hook_stackscript,
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
    return hook_scheme_find(h->step->scheme)->here;
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

void
hook_fact(const struct hook *h, const struct node *n, const char *mark)
{
    struct world *w = h->member->world;
    const struct fact fact = {
        .cluster = n->cluster,
        .node = n->uuid,
        .key = hook_id(h),
        .value = mark,
        .at_ms = loop_wall_ms(w->loop),
    };

    ledger_put(w->ledger, RECORD_FACT, &fact);
}

static bool
is_of_change(const struct hook *h)
{
    return h->step->event == EVENT_MEMBERSHIP;
}

static void
keep_ran(const struct hook *h)
{
    if (is_of_change(h))
        hook_change_keep(h);
    else
        hook_fact(h, h->member->node, hook_note(h));
}

// ---- before a node goes

#define UNHEARD_MS 30000 // since the first try: then it holds nothing up any more

// It went wrong without having been begun, and will not go better.
static bool
is_unheard(const struct step *s, const struct bundle_result *r, const struct lct_err *err)
{
    const struct hook *h = s->item;
    const bool passing = err->code == LCT_ERETRY || err->code == LCT_EWAIT;

    if (h->step->event != EVENT_DESTROY || is_here(h) || (r && r->id))
        return false;
    return err->code == LCT_EAUTH ||
           (passing && loop_now_ms(h->member->world->loop) - s->first_ms >= UNHEARD_MS);
}

static void
skip(struct step *s, const char *why)
{
    struct hook *h = s->item;

    h->member->unheard = true;
    h->skipped = arena_strdup(h->member->world->arena, why);
    step_end(s, NULL);
}

// ---- how it ended

// One that goes or stops whatever its hooks do.
static bool
is_forced(const struct hook *h)
{
    const enum event e = h->step->event;

    return h->member->world->forced && (e == EVENT_CLUSTERSTOPPING || e == EVENT_DESTROY);
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
    if (h->step->handed)
        lct_hint(err, "what it said: %s; it runs once, when a machine is new: %s",
            ADVICE(OPERATION_LOG, operation), ADVICE(CLUSTER_REPLACE, name, h->member->node->name));
    else if (h->anew)
        lct_hint(err, "what it said: %s", ADVICE(OPERATION_LOG, operation));
    else if (h->step->event == EVENT_DESTROY)
        lct_hint(err,
            "what it said: %s; to try it again: %s; to let the node go all the same: by force",
            ADVICE(OPERATION_LOG, operation), ADVICE(CLUSTER_RETRY, name));
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

    if (is_unheard(s, result, err)) {
        skip(s, err->text);
        return;
    }
    if (is_failure(result, err) && h->failures++ < h->step->retries)
        saved.code = LCT_ERETRY;
    if (saved.code != LCT_OK)
        advise(h, result, &saved);
    else
        keep_ran(h);
    if (result && result->id)
        keep_output(s, result);
    if (is_forced(h))
        saved.code = LCT_OK;
    step_end(s, &saved);
}

// Committed with the intent.
static int
note_begun(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    struct hook *h = s->item;
    const struct hook_scheme *scheme = hook_scheme_find(h->step->scheme);
    const struct node *n = h->member->node;

    (void)err;
    digest[0] = '\0';
    if (is_of_change(h)) {
        if (hook_change(h))
            hook_change_begin(h);
    } else if (scheme && scheme->begun) {
        hook_fact(h, n, hook_begun_mark(h->member->world->arena, h->step, n));
    }
    return LCT_OK;
}

static void
start(struct step *s)
{
    const struct hook *h = s->item;
    const struct hook_scheme *scheme = hook_scheme_find(h->step->scheme);
    struct lct_err err = { 0 };

    if (is_of_change(h) && h->told && !*h->joined.names && !*h->left.names) {
        step_end(s, NULL); // whoever was to join did not
        return;
    }
    if (h->step->event == EVENT_DESTROY && h->member->unheard && !is_here(h)) {
        skip(s, "nor was it reached for the one before");
        return;
    }
    if (scheme) {
        scheme->start(s, h);
        return;
    }
    lct_fail(&err, LCT_EPLAN, "'%s:' is not carried out yet", h->step->scheme);
    step_end(s, &err);
}

// One that was asked for anew made no node ready and makes none unready; nor does one before a
// stop, or before a machine goes, which runs on: that it stays is told, and that the next is
// another try.
void
hook_fail(const struct hook *h, const struct lct_err *why)
{
    struct member *m = h->member;

    if (h->anew)
        return;
    if (h->step->event != EVENT_CLUSTERSTOPPING && h->step->event != EVENT_DESTROY) {
        member_fail(m, why);
        return;
    }
    m->node->error = arena_strdup(m->world->arena, why->text);
    member_save(m);
}

static void
failed(struct step *s)
{
    hook_fail(s->item, s->err);
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
