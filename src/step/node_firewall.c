// node.firewall: the rule set with the members known now, pushed when it is not what the node has.
#include <stdio.h>

#include "base/str.h"
#include "step/kinds.h"
#include "step/node_bundle.h"
#include "step/ruleset.h"

#define PUSH_MS 60000

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    return member_ruleset_digest(s->item, digest, err);
}

static void
pushed(struct step *s, const struct lct_err *err)
{
    struct member *m = s->item;
    struct lct_err saved = *err;

    if (saved.code == LCT_OK) {
        m->node->firewall_digest = arena_strdup(m->world->arena, s->content_digest);
        member_save(m, &saved);
    }
    step_end(s, &saved);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct bundle_step step;
    struct lct_err err = { 0 };
    struct ruleset r;

    if (str_eq(m->node->firewall_digest, s->content_digest)) {
        step_end(s, NULL);
        return;
    }
    member_ruleset(m, &r);
    if (ruleset_step(m->world->arena, &r, false, &step, &err) < 0)
        step_end(s, &err);
    else
        node_bundle_run(s, m, &step, 1, PUSH_MS, pushed);
}

const struct step_kind node_firewall = {
    .name = "node.firewall",
    .verb = "setting the firewall",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .render = render,
    .start = start,
};
