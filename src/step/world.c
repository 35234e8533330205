// SPDX-License-Identifier: MIT
// What the steps of one operation share.
#include "step/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"

static void
select_add(struct world *w, const char *selector, struct member *m)
{
    struct selection *s = map_get(&w->by_selector, selector);

    if (!s) {
        s = NEW(struct selection);
        map_put(&w->by_selector, selector, s);
    }
    if (!s->n || s->items[s->n - 1] != m) // a tag that is also the group's name
        vec_push(s, m);
}

bool
member_known(const struct member *m)
{
    return !m->leaving || m->stays;
}

const struct node_plan *
member_hooks(const struct member *m)
{
    return m->np ? m->np : m->was;
}

bool
member_held(const struct member *m)
{
    return m->leaving && m->farewell && m->farewell->state != STEP_DONE;
}

static void
select_all(struct world *w)
{
    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        if (!member_known(m))
            continue;
        select_add(w, m->node->group, m);
        for (const char *const *tag = m->node->tags; tag && *tag; tag++)
            select_add(w, *tag, m);
    }
}

// Who leaves carries only what nobody else can.
static void
set_nodes(struct world *w)
{
    w->nodes = arena_array(w->arena, w->n_members + w->n_others, sizeof(struct node *));
    for (size_t i = 0; i < w->n_members; i++)
        if (!w->members[i].leaving)
            w->nodes[w->n_nodes++] = w->members[i].node;
    for (size_t i = 0; i < w->n_others; i++)
        w->nodes[w->n_nodes++] = w->others[i];
    w->n_carriers = w->n_nodes;
    for (size_t i = 0; i < w->n_members; i++)
        if (w->members[i].leaving)
            w->nodes[w->n_carriers++] = w->members[i].node;
}

void
world_init(struct world *w)
{
    for (size_t i = 0; i < w->n_members; i++) {
        w->members[i].world = w;
        if (!w->members[i].status_name)
            w->members[i].status_name = "";
    }
    set_nodes(w);
    select_all(w);
}

static void
select_done(struct world *w)
{
    map_each (it, &w->by_selector) {
        struct selection *s = it->value;
        vec_done(s);
        free(s);
    }
    map_done(&w->by_selector);
}

void
world_settle(struct world *w)
{
    bool any = false;

    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        m->stays = member_held(m);
        any |= m->stays;
    }
    if (!any)
        return;
    select_done(w);
    w->by_selector = (struct map){ 0 };
    select_all(w);
    w->generation++;
}

void
world_done(struct world *w)
{
    select_done(w);
    map_done(&w->memberships);
    map_done(&w->hosts);
    map_done(&w->texts);
    map_done(&w->rosters);
    for (size_t i = 0; i < w->n_members; i++)
        secret_free(w->members[i].host_key);
}

const struct selection *
world_select(const struct world *w, const char *selector)
{
    return map_get(&w->by_selector, selector);
}

const struct neighbour *
world_neighbour(const struct world *w, const char *alias)
{
    for (size_t i = 0; i < w->n_neighbours; i++)
        if (str_eq(w->neighbours[i].alias, alias))
            return &w->neighbours[i];
    return NULL;
}

void
member_save(struct member *m)
{
    m->node->updated_ms = loop_wall_ms(m->world->loop);
    struct node kept = *m->node;
    if (kept.granted)
        kept.tags = kept.granted;
    ledger_put(m->world->ledger, RECORD_NODE, &kept);
}

void
member_state(struct member *m, enum state state)
{
    m->node->state = state;
    if (state != STATE_FAILED)
        m->node->error = NULL;
    member_save(m);
}

void
member_fail(struct member *m, const struct lct_err *why)
{
    if (!m->leaving && !m->restored) // one that is to go stays one that is to go
        m->node->state = STATE_FAILED;
    m->node->error = arena_strdup(m->world->arena, why->text);
    member_save(m);
}

void
member_failed(struct step *s)
{
    member_fail(s->item, s->err);
}

void
member_anew(struct member *m)
{
    struct node *n = m->node;
    const struct fact any = { .cluster = n->cluster, .node = n->uuid };

    n->image = m->np->image->id;
    n->host_key = NULL;
    n->booted = n->secured = false;
    n->born = ++n->starts;
    n->demand = DEMAND_NONE;
    memset(m->has, 0, sizeof m->has);
    m->held = NULL;
    batch_clear(ledger_batch(m->world->ledger), RECORD_FACT, &any, 2);
}

// One with the cloud's own disks gets other user-data. Where there are others beside the one that
// it boots, its user-data stays, and the host key in it.
static void
begin_rebuild(struct member *m)
{
    struct node *n = m->node;

    member_anew(m);
    n->generation += !n->disks;
    n->host_key = m->host_public;
    n->rebuilding = true;
    if (n->seen && n->seen->rebuilt > n->rebuilt)
        n->rebuilt = n->seen->rebuilt;
    m->anew = false;
}

void
member_rebuilding(struct member *m)
{
    if (m->anew)
        begin_rebuild(m);
    member_state(m, STATE_STARTING);
}

static void
holding_save(struct holding *h)
{
    h->resource->updated_ms = loop_wall_ms(h->world->loop);
    if (!h->resource->created_ms)
        h->resource->created_ms = h->resource->updated_ms;
    ledger_put(h->world->ledger, RECORD_RESOURCE, h->resource);
}

void
holding_state(struct holding *h, enum state state)
{
    h->resource->state = state;
    if (state != STATE_FAILED)
        h->resource->error = NULL;
    holding_save(h);
}

// One that was never asked for, or is to go, stays that.
void
holding_failed(struct step *s)
{
    struct holding *h = s->item;

    if (h->resource->state != STATE_NOTEXIST && h->resource->state != STATE_DESTROYING)
        h->resource->state = STATE_FAILED;
    h->resource->error = arena_strdup(h->world->arena, s->err->text);
    holding_save(h);
}

void
holding_measure(struct holding *h, const struct thing *t)
{
    struct resource *r = h->resource;
    struct arena *a = h->world->arena;

    if (r->size_gb == t->size_gb && texts_same(r->parts, t->parts) &&
        str_eq(r->address, t->address) && str_eq(r->hostname, t->hostname))
        return;
    r->size_gb = t->size_gb;
    r->parts = t->parts ? texts_copy(a, t->parts) : NULL;
    r->address = t->address ? arena_strdup(a, t->address) : NULL;
    r->hostname = t->hostname ? arena_strdup(a, t->hostname) : NULL;
    holding_save(h);
}

const char *const *
member_tags(struct member *m)
{
    struct arena *a = m->world->arena;
    const char *const *plan_tags = m->node->tags;
    char ours[LCT_TAG_MAX];
    const size_t n = texts_count(plan_tags);
    const char **tags = arena_array(a, n + 3, sizeof *tags);
    tags[0] = arena_strdup(a, cluster_tag(m->node->cluster, ours));
    tags[1] = arena_strdup(a, node_tag(m->node, ours));
    for (size_t i = 0; i < n; i++)
        tags[i + 2] = plan_tags[i];
    return tags;
}

bool
member_owns(const struct member *m, const struct machine *found)
{
    char ours[LCT_TAG_MAX];

    return machine_tagged(found, cluster_tag(m->node->cluster, ours)) && node_has(m->node, found);
}

bool
member_owned(const struct member *m, const struct machine *found)
{
    char ours[LCT_TAG_MAX];
    struct node before = *m->node;

    if (!machine_tagged(found, cluster_tag(m->node->cluster, ours)))
        return false;
    for (before.generation = 1; before.generation < m->node->generation; before.generation++)
        if (machine_tagged(found, node_tag(&before, ours)))
            return true;
    return false;
}

enum generation
member_generation(const struct member *m)
{
    return m->np->generation             ? m->np->generation
           : m->world->linode_interfaces ? GENERATION_LINODE
                                         : GENERATION_NONE;
}

static const char *
subnet_of(const struct member *m)
{
    struct subnet s = { "", "", "" };

    subnet_find(m->world->arena, m->vpc->resource->parts, m->np->vpc->subnet, &s);
    return s.id;
}

size_t
member_interfaces(const struct member *m, struct interface ret[static INTERFACES_MAX])
{
    const struct node_plan *np = m->np;
    size_t n = 0;

    if (!np->vpc && !np->vlan)
        return 0;
    if (np->is_public)
        ret[n++] = (struct interface){ .kind = INTERFACE_PUBLIC };
    if (m->vpc)
        ret[n++] = (struct interface){
            .kind = INTERFACE_VPC, .subnet = subnet_of(m), .nat = np->vpc->nat && !np->is_public
        };
    if (np->vlan)
        ret[n++] = (struct interface){
            .kind = INTERFACE_VLAN, .vlan = np->vlan->label, .ipv4 = m->node->vlan_ipv4
        };
    return n;
}

void
member_adopt(struct member *m, const struct machine *found)
{
    struct arena *a = m->world->arena;
    struct node *n = m->node;

    n->cloud_id = arena_strdup(a, found->id);
    n->label = arena_strdup(a, found->label);
    node_addresses(n, found);
    n->public_ipv4 = n->public_ipv4 ? arena_strdup(a, n->public_ipv4) : NULL;
    n->private_ipv4 = n->private_ipv4 ? arena_strdup(a, n->private_ipv4) : NULL;
    n->ipv6 = n->ipv6 ? arena_strdup(a, n->ipv6) : NULL;
    if (m->world->known && !m->leaving) // what was rendered for the others is no longer so
        m->world->generation++;
}
