// SPDX-License-Identifier: MIT
// What becomes of a machine when it switched itself off or its host is mended, whether backups of
// it are made, who may delete it, its tags and label: its steps.
#include "build/private.h"
#include "step/kinds.h"

static struct step *
add_next(struct build *b, const struct step_kind *kind, struct member *m, struct step *before)
{
    struct step *s = graph_add(b->graph, kind, m->node->label, NULL, "", m);

    step_needs(s, before);
    return s;
}

struct step *
build_guarded(struct build *b, struct member *m, struct step *before)
{
    if (!m->np->watchdog || m->np->backups.day || m->np->backups.window)
        before = add_next(b, &machine_care, m, before);
    return m->np->lock ? add_next(b, &machine_lock, m, before) : before;
}

static struct step *
add_care(struct build *b, const struct change *c, struct member *m, struct step *before)
{
    if (c->settles & SETTLE_NO_BACKUPS)
        before = add_next(b, &backup_cancelled, m, before);
    if (c->settles & SETTLE_BACKUPS)
        before = add_next(b, &backup_enabled, m, before);
    if (c->settles & SETTLE_CARE)
        before = add_next(b, &machine_care, m, before);
    if (!(c->settles & SETTLE_LOCK))
        return before;
    if (c->node->seen->locks && *c->node->seen->locks)
        before = add_next(b, &machine_unlock, m, before);
    return m->np->lock ? add_next(b, &machine_lock, m, before) : before;
}

struct step *
build_settled(struct build *b, const struct change *c, struct member *m)
{
    const bool puts = c->kind == CHANGE_REBUILD ? m->put_tags != NULL : c->put_tags || c->put_label;
    struct step *put = NULL;

    if (puts && c->kind != CHANGE_REPLACE)
        put = add_next(b, &machine_retag, m, NULL);
    if (c->readdressed)
        put = build_readdressed(b, c, m, put);
    return c->kind == CHANGE_REPLACE ? put : add_care(b, c, m, put);
}
