// node.content: the plan's files and units, brought when they are not what the node has.
#include "step/aspect/content.h"
#include "base/str.h"
#include "step/bundle/node_bundle.h"
#include "step/kinds.h"

#define LIMIT_MS 180000

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    struct member *m = s->item;
    struct bundle_step *step = ARENA_NEW(m->world->arena, struct bundle_step);

    if (content_step(m, step, err) < 0)
        return err->code;
    content_digest(step, digest);
    s->running = step;
    return LCT_OK;
}

static void
brought(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct member *m = s->item;
    struct store *store = m->world->store;
    struct lct_err saved = *err;
    const struct fact fact = {
        .node = m->node->uuid,
        .key = FACT_CONTENT,
        .value = s->content_digest,
        .at_ms = loop_wall_ms(m->world->loop),
    };

    (void)results;
    if (saved.code == LCT_OK && store->ops->fact_put(store, &fact, &saved) == LCT_OK)
        m->content_digest = arena_strdup(m->world->arena, s->content_digest);
    step_end(s, &saved);
}

static void
start(struct step *s)
{
    struct member *m = s->item;

    if (str_eq(m->content_digest, s->content_digest))
        step_end(s, NULL);
    else
        node_bundle_run(s, m, s->running, 1, LIMIT_MS, brought);
}

const struct step_kind node_content = {
    .name = "node.content",
    .verb = "bringing its files",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 1000,
    .render = render,
    .start = start,
    .failed = member_failed,
};
