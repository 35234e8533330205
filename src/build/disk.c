// SPDX-License-Identifier: MIT
// Disks of machines by the plan: one after the other, as a machine has one job at a time, then what
// it boots them with.
#include "build/private.h"
#include "model/plan.h"
#include "step/kinds.h"

void
build_set_disks(struct member *m)
{
    const struct plan_storage *of = m->np->storage;

    m->disks = arena_array(m->world->arena, of->n_disks, sizeof *m->disks);
    for (size_t i = 0; i < of->n_disks; i++)
        if (!of->disks[i].blockstore)
            m->disks[m->n_disks++] = (struct member_disk){ .member = m, .plan = &of->disks[i] };
}

static struct step *
add(struct build *b, struct member *m, const struct step_kind *kind, const char *detail, void *item)
{
    struct step *s = graph_add(b->graph, kind, m->node->label, detail, "", item);

    // A machine that is known, or was found by its tags, may have what nobody heard of.
    s->uncertain = m->node->state != STATE_NOTEXIST || m->node->cloud_id;
    return s;
}

struct step *
build_disks(struct build *b, struct member *m, struct step *before)
{
    if (!m->np->disks)
        return before;
    build_set_disks(m);
    for (size_t i = 0; i < m->n_disks; i++) {
        struct step *s = add(b, m, &disk_create, m->disks[i].plan->label, &m->disks[i]);
        step_needs(s, before);
        before = s;
    }
    struct step *config = add(b, m, &config_create, NULL, m);
    step_needs(config, before);
    return config;
}
