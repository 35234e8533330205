// SPDX-License-Identifier: MIT
// Selectors: everything that names node plans or tags.
#include <string.h>

#include "base/str.h"
#include "plan/check/check.h"

static void
add_candidate(struct checking *c, struct map *to, const char *name)
{
    if (!map_has(&c->tags, name) && !map_has(&c->plans, name))
        vec_push(&c->candidates, name);
    map_put(to, name, c);
}

void
check_collect(struct checking *c)
{
    const struct plan *p = c->l->plan;

    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++) {
            const struct node_plan *np = &p->regions[r].nodes[i];
            add_candidate(c, &c->plans, np->name);
            for (const char *const *tag = np->tags; *tag; tag++)
                add_candidate(c, &c->tags, *tag);
        }
}

static bool
is_selector(struct checking *c, const char *name)
{
    return map_has(&c->tags, name) || map_has(&c->plans, name);
}

void
check_networks(struct checking *c)
{
    const struct plan_networks *networks = &c->l->plan->networks;

    vec_each (name, &c->candidates)
        vec_push(&c->peers, *name);
    for (size_t i = 0; i < networks->n; i++) {
        const struct plan_network *one = &networks->items[i];
        vec_push(&c->peers, one->name);
        if (is_selector(c, one->name))
            diag_hint(c->l->diags,
                check_error(
                    c, one->pos, "a node plan or a tag has the name of the network", one->name),
                "rules could not tell them apart: give the network another name");
    }
}

// What is no network by name was left for a selector.
void
check_peer(struct checking *c, const struct plan_peer *peer)
{
    if (!is_selector(c, peer->text))
        load_suggest(c->l,
            check_error(c, peer->pos, "no node plan and no tag is named", peer->text), peer->text,
            c->peers.items, c->peers.n,
            "a network by name is one of networks: at the top: networks: {NAME: [CIDR]}");
}

bool
check_selector(struct checking *c, const char *name, struct doc_pos pos)
{
    if (is_selector(c, name))
        return true;
    load_suggest(c->l, check_error(c, pos, "no node plan and no tag is named", name), name,
        c->candidates.items, c->candidates.n, NULL);
    return false;
}

static void
check_condition(struct checking *c, const struct plan_step *s, const struct plan_condition *when)
{
    if (!when->value || str_eq(when->kind, "region"))
        return;
    check_selector(c, when->value, s->pos);
}

void
check_steps(struct checking *c, const struct plan_step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct plan_step *s = &steps[i];
        if (s->where == STEP_TAG)
            check_selector(c, s->on_tag, s->pos);
        for (size_t k = 0; k < s->n_when; k++)
            check_condition(c, s, &s->when[k]);
    }
}

// A group that starts after itself would wait for ever: each stands in one place.
static void
check_stages(struct checking *c, const struct plan_stage *stages, size_t n, const char *what)
{
    _own_(map) struct map seen = { 0 };

    for (size_t i = 0; i < n; i++)
        for (const char *const *name = stages[i].node_plans; *name; name++) {
            const struct plan_stage *before = map_get(&seen, *name);
            if (before)
                diag_note(c->l->diags,
                    diags_add(c->l->diags, DIAG_ERROR, stages[i].pos,
                        "%s: is a cycle: '%s' comes after itself", what, *name),
                    before->pos, "it is here already");
            else if (check_selector(c, *name, stages[i].pos))
                map_put(&seen, *name, (void *)(uintptr_t)&stages[i]);
        }
}

void
check_selectors(struct checking *c)
{
    const struct plan *p = c->l->plan;

    for (const char *const *s = p->hosts.scope; s && *s; s++)
        check_selector(c, *s, p->hosts.pos);
    for (size_t i = 0; i < p->n_dns; i++)
        if (p->dns[i].on)
            check_selector(c, p->dns[i].on, p->dns[i].pos);
    check_stages(c, p->start, p->n_start, "start");
    check_stages(c, p->stop, p->n_stop, "stop");
    check_steps(c, p->hooks, p->n_hooks);
}
