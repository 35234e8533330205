// node.accounts: other users, groups and keys than the node had so far. It is hardened anew, which
// may be done at any time.
#include "step/aspect/accounts.h"
#include "step/bundle/node_bundle.h"
#include "step/kinds.h"

#define LIMIT_MS 120000

static void
done(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct lct_err saved = *err;

    (void)results;
    if (saved.code == LCT_OK)
        accounts_save(s->item, &saved);
    step_end(s, &saved);
}

static void
start(struct step *s)
{
    struct bundle_step step;
    struct lct_err err = { 0 };

    if (accounts_step(s->item, &step, &err) < 0) {
        step_end(s, &err);
        return;
    }
    step.mode = BUNDLE_ALWAYS;
    node_bundle_run(s, s->item, &step, 1, LIMIT_MS, done);
}

const struct step_kind node_accounts = {
    .name = "node.accounts",
    .verb = "changing its users",
    .past = "users changed",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 2000,
    .start = start,
    .failed = member_failed,
};
