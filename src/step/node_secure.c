// node.secure: the first log-in. Verified by the host key we made, it makes the node ours: users,
// keys, name, sshd's settings, and the closed firewall with the members known so far.
#include "base/str.h"
#include "step/kinds.h"
#include "step/node_bundle.h"
#include "step/ruleset.h"
#include "step/secure.h"

#define SECURE_MS (5 * 60 * 1000)

// Between "running" and an sshd that answers lie seconds; after minutes something is wrong.
static const struct retry_policy until_reached = { 200, 3000, 200, 4 * 60 * 1000 };

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    return member_ruleset_digest(s->item, digest, err);
}

static void
secured(struct step *s, const struct lct_err *err)
{
    struct member *m = s->item;
    struct lct_err saved = *err;

    if (saved.code == LCT_OK) {
        m->node->secured = true;
        m->node->firewall_digest = arena_strdup(m->world->arena, s->content_digest);
        member_state(m, STATE_STARTING, &saved);
    } else if (saved.code == LCT_ERETRY && m->status == MACHINE_OFFLINE) {
        lct_fail(&saved, LCT_EFAILED, "it powered off while it booted");
        lct_hint(&saved, "look at its console (Lish); when it boots, give the same command again");
    }
    step_end(s, &saved);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct world *w = m->world;
    const struct secure secure = {
        .admin = w->admin,
        .hostname = m->node->name,
        .keys = w->authorized_keys,
        .users = m->np->users,
        .n_users = m->np->n_users,
    };
    struct bundle_step steps[2];
    struct lct_err err = { 0 };
    struct ruleset rules;

    member_ruleset(m, &rules);
    if (secure_step(w->arena, &secure, &steps[0], &err) < 0 ||
        ruleset_step(w->arena, &rules, false, &steps[1], &err) < 0)
        step_end(s, &err);
    else
        node_bundle_run(s, m, steps, 2, SECURE_MS, secured);
}

const struct step_kind node_secure = {
    .name = "node.secure",
    .verb = "securing",
    .past = "secured",
    .lane = LANE_SSH,
    .retry = &until_reached,
    .render = render,
    .start = start,
};
