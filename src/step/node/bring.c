// SPDX-License-Identifier: MIT
// node.storage, node.addresses, node.membership, node.accounts, node.packages, node.content: what
// of their aspects is not what the node has is brought, in one bundle. Which go together their rows
// say.
#include "step/node/bring.h"

#include "base/str.h"
#include "step/aspect/trial.h"
#include "step/bundle/node_bundle.h"
#include "step/kinds.h"

int
bring_render(struct step *s, const struct step_kind *kind, char digest[static DIGEST_TEXT],
    struct lct_err *err)
{
    struct member *m = s->item;
    struct bring *b = ARENA_NEW(m->world->arena, struct bring);
    _own_(buf) struct buf all = { 0 };

    for (size_t i = 0; i < ASPECT_COUNT; i++) {
        struct rendered *part = &b->parts[b->n];
        if (aspects[i]->kind != kind)
            continue;
        if (aspect_render(aspects[i], m, part, err) < 0)
            return err->code;
        buf_addf(&all, "%s%s", b->n++ ? " " : "", part->digest ? part->digest : "");
        aspect_begin(part);
    }
    digest_text(buf_str(&all), all.len, digest);
    s->running = b;
    return LCT_OK;
}

int
bring_steps(const struct bring *b, struct bundle_step *steps, size_t *n, struct lct_err *err)
{
    *n = 0;
    for (const struct rendered *r = b->parts; r < b->parts + b->n; r++)
        if (aspect_due(r) && r->aspect->step(r, &steps[(*n)++], err) < 0)
            return err->code;
    return LCT_OK;
}

const struct bundle_result *
bring_tried(const struct bring *b, const struct bundle_result *results)
{
    for (const struct rendered *r = b->parts; r < b->parts + b->n; r++) {
        if (!aspect_due(r))
            continue;
        if (r->aspect->on_trial)
            return results;
        results++;
    }
    return NULL;
}

void
bring_keep(const struct bring *b)
{
    for (const struct rendered *r = b->parts; r < b->parts + b->n; r++)
        aspect_keep(r);
}

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    return bring_render(s, s->kind, digest, err);
}

static int64_t
limit_of(const struct bring *b)
{
    int64_t limit = 0;

    for (const struct rendered *r = b->parts; r < b->parts + b->n; r++)
        if (r->aspect->limit_ms > limit)
            limit = r->aspect->limit_ms;
    return limit;
}

// Is what is told of the node only a trial that was undone? Then what is on trial mends it.
static bool
is_mended(const struct bring *b)
{
    bool mends = false;

    for (const struct rendered *r = b->parts; r < b->parts + b->n; r++)
        mends |= r->aspect->on_trial && r->member->node->error;
    return mends && b->parts->member->node->state == STATE_STARTED;
}

static bool
is_news(const struct bring *b)
{
    for (const struct rendered *r = b->parts; r < b->parts + b->n; r++)
        if (aspect_is_news(r))
            return true;
    return false;
}

static void
settled(struct step *s, const struct lct_err *err)
{
    struct member *m = s->item;

    if (err->code == LCT_OK && (is_news(s->running) || is_mended(s->running))) {
        if (is_mended(s->running))
            m->node->error = NULL;
        bring_keep(s->running);
        member_save(m);
    }
    step_end(s, err);
}

// What of them has something to say.
static const char *
told_of(const struct bring *b, const struct bundle_result *results)
{
    const char *told = NULL;

    for (const struct rendered *r = b->parts; r < b->parts + b->n && !told; r++)
        if (aspect_due(r))
            told = bundle_told(r->member->world->arena, results++);
    return told;
}

static void
brought(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct member *m = s->item;

    m->told = err->code == LCT_OK ? told_of(s->running, results) : NULL;
    if (err->code == LCT_OK)
        trial_run(s, m, bring_tried(s->running, results), settled);
    else
        settled(s, err);
}

void
bring_start(struct step *s)
{
    struct bundle_step steps[ASPECT_COUNT];
    const struct lct_err none = { 0 };
    struct lct_err err = { 0 };
    size_t n;

    if (bring_steps(s->running, steps, &n, &err) < 0)
        step_end(s, &err);
    else if (!n)
        settled(s, &none);
    else
        node_bundle_run(s, s->item, steps, n, limit_of(s->running), brought);
}

const struct step_kind node_membership = {
    .name = "node.membership",
    .verb = "telling it of the others",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 1000,
    .render = render,
    .start = bring_start,
    .failed = member_failed,
};

const struct step_kind node_accounts = {
    .name = "node.accounts",
    .verb = "changing its users",
    .past = "users changed",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 2000,
    .render = render,
    .start = bring_start,
    .failed = member_failed,
};

const struct step_kind node_storage = {
    .name = "node.storage",
    .verb = "setting up its storage",
    .past = "storage set up",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 4000,
    .render = render,
    .start = bring_start,
    .failed = member_failed,
};

const struct step_kind node_extended = {
    .name = "node.addresses",
    .verb = "setting up its addresses",
    .past = "addresses set up",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 1000,
    .render = render,
    .start = bring_start,
    .failed = member_failed,
};

const struct step_kind node_packages = {
    .name = "node.packages",
    .verb = "installing its packages",
    .past = "packages installed",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 20000,
    .render = render,
    .start = bring_start,
    .failed = member_failed,
};

const struct step_kind node_content = {
    .name = "node.content",
    .verb = "bringing its files",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 1000,
    .render = render,
    .start = bring_start,
    .failed = member_failed,
};
