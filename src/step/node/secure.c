// SPDX-License-Identifier: MIT
// node.secure: the first log-in. Verified by the host key we made, it makes the node ours: users,
// keys, name, sshd's settings, the closed firewall, what is known of the others, and a host key of
// its own to change to.
#include "base/str.h"
#include "step/aspect/accounts.h"
#include "step/aspect/hostkey.h"
#include "step/aspect/trial.h"
#include "step/bundle/node_bundle.h"
#include "step/kinds.h"
#include "step/node/bring.h"

#define SECURE_MS (5 * 60 * 1000)

// Between "running" and an sshd that answers lie seconds; after minutes something is wrong.
static const struct retry_policy until_reached = { 200, 3000, 200, 4 * 60 * 1000 };

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    return bring_render(s, &node_membership, digest, err);
}

// Both keys are trusted from the commit of this step's outcome on: only then it is switched.
static int
take_hostkey(struct member *m, const char *output, struct lct_err *err)
{
    const char *key;

    if (hostkey_read(m->world->arena, output, &key, err) < 0)
        return err->code;
    m->node->host_key = arena_printf(m->world->arena, "%s\n%s", m->node->host_key, key);
    return LCT_OK;
}

// Its users came with the hardening, whatever it had.
static int
keep(struct member *m, const struct bring *others, struct lct_err *err)
{
    struct rendered users;

    if (aspect_render(&aspect_users, m, &users, err) < 0)
        return err->code;
    m->node->secured = true;
    member_state(m, STATE_STARTING);
    aspect_keep(&users);
    bring_keep(others);
    return LCT_OK;
}

static void
settled(struct step *s, const struct lct_err *err)
{
    struct lct_err saved = *err;

    if (saved.code == LCT_OK)
        keep(s->item, s->running, &saved);
    step_end(s, &saved);
}

// It may have become what it was told to be at its birth: closed to us.
static void
explain(const struct member *m, struct lct_err *err)
{
    const struct plan *p = m->world->plan;

    if (m->status == MACHINE_OFFLINE) {
        lct_fail(err, LCT_EFAILED, "it powered off while it booted");
        lct_hint(err, "look at its console (Lish); when it boots, give the same command again");
    } else if (p->access && *p->access) {
        lct_hint(err,
            "does 'access' of the plan hold the address that you come from? Its firewall lets "
            "nobody else in; a machine that was made so is to be deleted and made anew");
    }
}

static void
secured(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct member *m = s->item;
    struct lct_err saved = *err;

    if (saved.code == LCT_OK && take_hostkey(m, results[1].output, &saved) == LCT_OK) {
        trial_run(s, m, bring_tried(s->running, results + 2), settled);
        return;
    }
    if (saved.code == LCT_ERETRY)
        explain(m, &saved);
    step_end(s, &saved);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct bundle_step steps[2 + ASPECT_COUNT];
    struct lct_err err = { 0 };
    size_t n;

    steps[1] = hostkey_new_step(m->world->arena, m->node->name);
    if (accounts_step(m, &steps[0], &err) < 0 || bring_steps(s->running, steps + 2, &n, &err) < 0)
        step_end(s, &err);
    else
        node_bundle_run(s, m, steps, 2 + n, SECURE_MS, secured);
}

const struct step_kind node_secure = {
    .name = "node.secure",
    .verb = "securing",
    .past = "secured",
    .lane = LANE_SSH,
    .retry = &until_reached,
    .usual_ms = 4000,
    .render = render,
    .start = start,
    .failed = member_failed,
};
