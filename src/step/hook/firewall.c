// SPDX-License-Identifier: MIT
// firewall: rules that hold from this event on. Nothing runs: the node is brought its firewall with
// them; that this was done is noted as of any hook, and from then on they are among its rules.
#include "base/texts.h"
#include "step/aspect/membership.h"
#include "step/aspect/rules/beside.h"
#include "step/aspect/trial.h"
#include "step/bundle/node_bundle.h"
#include "step/hook/hook.h"

static void
settled(struct step *s, const struct lct_err *err)
{
    const struct hook *h = s->item;

    if (err->code == LCT_OK) {
        aspect_keep(s->running);
        member_save(h->member);
    }
    hook_ran(s, err, NULL);
}

static void
brought(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    const struct hook *h = s->item;

    if (err->code == LCT_OK)
        trial_run(s, h->member, results, settled);
    else
        settled(s, err);
}

static void
start(struct step *s, const struct hook *h)
{
    struct member *m = h->member;
    const char *const one[] = { rules_step(m->world->arena, h->step), NULL };
    struct rendered *now = ARENA_NEW(m->world->arena, struct rendered);
    struct bundle_step step;
    struct lct_err err = { 0 };

    if (!rules_held(m, h->step))
        m->held = texts_both(m->world->arena, m->held, one);
    s->running = now;
    if (aspect_render(&aspect_firewall, m, now, &err) < 0 ||
        (aspect_due(now) && aspect_firewall.step(now, &step, &err) < 0))
        hook_ran(s, &err, NULL);
    else if (!aspect_due(now))
        settled(s, &err);
    else
        node_bundle_run(s, m, &step, 1, aspect_firewall.limit_ms, brought);
}

const struct hook_scheme hook_firewall = { .name = "firewall", .start = start };
