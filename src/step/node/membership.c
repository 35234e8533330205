// node.membership: the others' addresses in the firewall's sets and their names in /etc/hosts,
// pushed in one bundle when they are not what the node has.
#include "step/aspect/membership.h"
#include "step/aspect/trial.h"
#include "step/bundle/node_bundle.h"
#include "step/kinds.h"

#define PUSH_MS 60000

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    struct membership *ms;
    _own_(buf) struct buf both = { 0 };

    if (membership_of(s->item, &ms, err) < 0)
        return err->code;
    buf_addf(&both, "%s %s", ms->firewall, ms->hosts);
    digest_text(buf_str(&both), both.len, digest);
    s->running = ms;
    return LCT_OK;
}

// Is what is told of it only a push that was undone?
static bool
is_mended(const struct node *n)
{
    return n->state == STATE_STARTED && n->error;
}

static void
settled(struct step *s, const struct lct_err *err)
{
    struct member *m = s->item;
    struct lct_err saved = *err;

    if (saved.code == LCT_OK && (membership_pushed(m, s->running) || is_mended(m->node))) {
        if (is_mended(m->node))
            m->node->error = NULL;
        member_save(m, &saved);
    }
    step_end(s, &saved);
}

static void
pushed(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    if (err->code == LCT_OK)
        trial_run(
            s, s->item, membership_firewall(s->item, s->running) ? &results[0] : NULL, settled);
    else
        settled(s, err);
}

static void
start(struct step *s)
{
    struct bundle_step steps[2];
    const struct lct_err none = { 0 };
    struct lct_err err = { 0 };
    size_t n;

    if (membership_steps(s->item, s->running, steps, &n, &err) < 0)
        step_end(s, &err);
    else if (!n)
        settled(s, &none);
    else
        node_bundle_run(s, s->item, steps, n, PUSH_MS, pushed);
}

const struct step_kind node_membership = {
    .name = "node.membership",
    .verb = "telling it of the others",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 1000,
    .render = render,
    .start = start,
    .failed = member_failed,
};
