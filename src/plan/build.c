// From changes to a graph of steps: what waits for what.
#include "plan/build.h"

#include "base/str.h"
#include "step/kinds.h"

// Usual lengths in milliseconds, for the critical path.
enum { CREATE_MS = 1500, BOOT_MS = 20000, SECURE_MS = 4000, PUSH_MS = 500, DELETE_MS = 1000 };

struct build {
    struct graph *graph;
    struct world *world;
    const struct map *done;
    struct step *known; // join of all creates
};

static struct step *
add_create(struct build *b, struct member *m)
{
    struct step *s =
        graph_add(b->graph, &machine_create, m->node->label, NULL, m->np->type->id, m, CREATE_MS);

    // A node that the inventory knows may have a machine whose birth nobody heard of.
    s->uncertain = m->node->state != STATE_NOTEXIST;
    step_after(b->known, s);
    return s;
}

static struct step *
add_hooks(struct build *b, struct member *m, struct step *before, struct step *end)
{
    for (size_t i = 0; i < m->np->n_steps; i++) {
        const struct plan_step *ps = &m->np->steps[i];
        struct arena *a = graph_arena(b->graph);
        const char *detail = arena_printf(a, "%s/%s", event_name(ps->event), ps->name);
        const char *key = arena_printf(a, "%s %s", m->node->uuid, detail);
        if (ps->event != EVENT_FIRSTBOOT || map_has(b->done, key))
            continue;
        struct hook *h = ARENA_NEW(a, struct hook);
        *h = (struct hook){ .member = m, .step = ps };
        struct step *s =
            graph_add(b->graph, &node_hook, m->node->label, detail, ps->digest, h, SECURE_MS);
        step_needs(s, before);
        step_needs(end, s);
        before = s;
    }
    return before;
}

static void
add_push(struct build *b, struct member *m, struct step *secured, struct step *end)
{
    struct step *s = graph_add(b->graph, &node_firewall, m->node->label, NULL, "", m, PUSH_MS);

    step_after(s, b->known);
    step_needs(s, secured);
    if (end)
        step_needs(end, s);
}

// A new or unfinished node: create, boot, secure, then hooks beside the membership push.
static void
add_node(struct build *b, struct member *m)
{
    struct step *before = NULL;
    struct step *end = graph_add(b->graph, &node_started, m->node->label, NULL, "", m, 1);

    if (!m->node->linode_id)
        before = add_create(b, m);
    if (m->np->boot_on_create) {
        struct step *ready =
            graph_add(b->graph, &machine_ready, m->node->label, NULL, "", m, BOOT_MS);
        step_needs(ready, before);
        before = ready;
        if (!m->node->secured) {
            struct step *secure =
                graph_add(b->graph, &node_secure, m->node->label, NULL, "", m, SECURE_MS);
            step_needs(secure, before);
            before = secure;
        }
        add_push(b, m, before, end);
        before = add_hooks(b, m, before, end);
    }
    step_needs(end, before);
}

static int
add_change(struct build *b, const struct change *c, struct member *m, struct lct_err *err)
{
    switch (c->kind) {
    case CHANGE_CREATE:
    case CHANGE_FINISH:
        add_node(b, m);
        return LCT_OK;
    case CHANGE_KEEP:
        if (m->np->boot_on_create)
            add_push(b, m, NULL, NULL);
        return LCT_OK;
    case CHANGE_DELETE:
        graph_add(b->graph, &machine_delete, m->node->label, NULL, "", m, DELETE_MS);
        return LCT_OK;
    case CHANGE_REPLACE:
        lct_fail(err, LCT_EPLAN, "%s would have to be replaced: %s", m->node->name, c->reason);
        return lct_hint(err, "replacing machines is not carried out yet; delete the node first");
    }
    return LCT_OK;
}

int
plan_build(struct graph *g, struct world *w, const struct change *changes, size_t n,
    const struct map *done, struct lct_err *err)
{
    struct build b = { .graph = g, .world = w, .done = done };

    b.known = graph_add(g, &members_known, w->cluster->slug, NULL, "", w, 1);
    for (size_t i = 0; i < n; i++)
        if (add_change(&b, &changes[i], &w->members[i], err) < 0)
            return err->code;
    return graph_check(g, err);
}
