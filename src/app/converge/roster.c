// SPDX-License-Identifier: MIT
// Whom nodes were told of.
#include "app/converge/roster.h"

#include <string.h>

#include "app/converge/converge.h"
#include "base/str.h"
#include "model/hook.h"
#include "model/roster.h"
#include "step/hook/hook.h"

struct rosters {
    struct run *run;
    const char *text, *digest; // of those who are there
    struct map *done;
    bool kept;
};

// One that is not ready yet learns of the others as it is made.
static bool
was_ready(const struct node *n)
{
    return n->secured && n->starts &&
           (n->state == STATE_STARTED || n->state == STATE_STARTING || n->state == STATE_STOPPING ||
               n->state == STATE_STOPPED || n->state == STATE_DRAINED);
}

static void
keep(struct rosters *o)
{
    const struct blob blob = { o->digest, o->text };

    if (!o->kept)
        ledger_put(o->run->ledger, RECORD_BLOB, &blob);
    o->kept = true;
}

static void
note(struct rosters *o, const struct node *n, const struct plan_step *ps)
{
    struct arena *a = o->run->arena;
    const char *name = arena_printf(a, "%s/%s", event_name(ps->event), ps->name);
    const char *key = arena_printf(a, "%s %s", n->uuid, name);
    const struct fact fact = {
        .cluster = n->cluster,
        .node = n->uuid,
        .key = arena_printf(a, "hook:%s", name),
        .value = hook_knows_mark(a, o->digest),
        .at_ms = loop_wall_ms(o->run->t->loop),
    };

    if (map_has(o->done, key))
        return;
    keep(o);
    ledger_put(o->run->ledger, RECORD_FACT, &fact);
    map_put(o->done, key, (void *)(uintptr_t)fact.value);
}

static void
note_node(struct rosters *o, const struct plan *p, const struct node *n)
{
    const struct node_plan *np = was_ready(n) ? plan_node_plan(p, n->region, n->group) : NULL;

    for (size_t i = 0; np && i < np->n_steps; i++)
        if (np->steps[i].event == EVENT_MEMBERSHIP && !np->steps[i].alias)
            note(o, n, &np->steps[i]);
}

// ---- of clusters that this one needs

// One that is about to be made is noted at the end: it knows those who are there by then.
static bool
is_there(const struct member *m)
{
    return m->np && !m->leaving && m->node->state != STATE_NOTEXIST;
}

static void
note_needed(struct rosters *own, struct world *w, const struct plan_depend *d)
{
    struct rosters o = { .run = own->run,
        .text = hook_needed_roster(w, d->alias),
        .digest = hook_needed_digest(w, d->alias),
        .done = own->done };

    for (size_t i = 0; i < w->n_members; i++) {
        const struct member *m = &w->members[i];
        for (size_t k = 0; is_there(m) && k < m->np->n_steps; k++)
            if (m->np->steps[k].event == EVENT_MEMBERSHIP &&
                str_eq(m->np->steps[k].alias, d->alias))
                note(&o, m->node, &m->np->steps[k]);
    }
}

static bool
hears_of(const struct plan *p, const char *alias)
{
    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++)
            for (size_t k = 0; k < p->regions[r].nodes[i].n_steps; k++)
                if (str_eq(p->regions[r].nodes[i].steps[k].alias, alias))
                    return true;
    return false;
}

static bool
hears_of_any(const struct plan *p)
{
    for (size_t i = 0; i < p->n_depends; i++)
        if (hears_of(p, p->depends[i].alias))
            return true;
    return false;
}

static void
note_all_needed(struct rosters *o)
{
    struct world *w = &o->run->world;

    for (size_t i = 0; w->plan && i < w->plan->n_depends; i++)
        if (hears_of(w->plan, w->plan->depends[i].alias))
            note_needed(o, w, &w->plan->depends[i]);
}

// ---- read

static void
collect(struct arena *a, const struct map *done, struct map *digests)
{
    map_each (it, done) {
        const struct hook_told mark = hook_told(a, it->value);
        if (mark.told)
            map_put(digests, mark.told, digests);
        if (mark.telling)
            map_put(digests, mark.telling, digests);
    }
}

static int
read_all(struct rosters *o, struct lct_err *err)
{
    struct run *r = o->run;
    _own_(map) struct map digests = { 0 };
    size_t n = 0;

    collect(r->arena, o->done, &digests);
    if (!digests.n)
        return LCT_OK;
    struct ask *asks = arena_array(r->arena, digests.n, sizeof *asks);
    map_each (it, &digests)
        asks[n++] = ask_of(RECORD_BLOB, "digest", it->key);
    if (kept_answer(r->t, r->arena, asks, n, err) < 0)
        return err->code;
    map_put(&r->world.rosters, o->digest, (void *)(uintptr_t)o->text); // it may not be there yet
    for (size_t i = 0; i < n; i++) {
        struct blob **found = asks[i].found;
        if (asks[i].n)
            map_put(&r->world.rosters, found[0]->digest, (void *)(uintptr_t)found[0]->content);
    }
    return LCT_OK;
}

int
rosters_begin(struct run *r, const struct plan *p, struct node *const *nodes, size_t n,
    struct map *done, struct lct_err *err)
{
    const struct node **all = arena_array(r->arena, n, sizeof *all);
    char digest[DIGEST_TEXT];
    struct rosters o = { .run = r, .done = done };

    for (size_t i = 0; i < n; i++)
        all[i] = nodes[i];
    o.text = roster_text(r->arena, all, n);
    o.digest = arena_strdup(r->arena, roster_digest(o.text, digest));
    for (size_t i = 0; i < n; i++)
        note_node(&o, p, nodes[i]);
    note_all_needed(&o);
    return read_all(&o, err);
}

// Of who was made, and of who got another machine: what was noted of that went with it.
int
rosters_end(struct run *r, struct lct_err *err)
{
    _own_(map) struct map done = { 0 };
    struct rosters o = { .run = r, .done = &done };

    if (!hears_of_any(r->world.plan))
        return LCT_OK;
    if (converge_facts(r, &done, err) < 0)
        return err->code;
    note_all_needed(&o);
    return LCT_OK;
}
