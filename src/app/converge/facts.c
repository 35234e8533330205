// SPDX-License-Identifier: MIT
// What the inventory has noted of nodes: what they were brought, what ran on them.
#include "app/converge/converge.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "step/aspect/aspect.h"
#include "step/aspect/rules/beside.h"

// Steps that opened rules which hold since.
static void
note_held(struct member *m, const char *name)
{
    const char *const one[] = { arena_strdup(m->world->arena, name), NULL };

    for (size_t i = 0; m->np && i < m->np->n_steps; i++)
        if (m->np->steps[i].n_rules && str_eq(name, rules_step(m->world->arena, &m->np->steps[i])))
            m->held = texts_both(m->world->arena, m->held, one);
}

// What the nodes had already: hooks that ran, what was brought.
int
converge_facts(struct run *r, struct map *done, struct lct_err *err)
{
    _own_(map) struct map members = { 0 };
    size_t n;
    struct fact **facts = kept_facts(r->t, r->arena, r->cluster->uuid, &n, err);

    if (!facts)
        return err->code;
    for (size_t i = 0; i < r->world.n_members; i++)
        map_put(&members, r->world.members[i].node->uuid, &r->world.members[i]);
    for (size_t i = 0; i < n; i++) {
        struct member *m = map_get(&members, facts[i]->node);
        const struct aspect *of = m ? aspect_of_fact(facts[i]) : NULL;
        if (str_starts(facts[i]->key, "hook:")) {
            _own_(free) char *key = mem_printf("%s %s", facts[i]->node, facts[i]->key + 5);
            map_put(done, key, (void *)(uintptr_t)facts[i]->value);
            if (m)
                note_held(m, facts[i]->key + 5);
        } else if (of) {
            m->has[of->id] = facts[i]->value;
        }
    }
    return LCT_OK;
}
