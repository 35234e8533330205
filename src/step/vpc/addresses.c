// SPDX-License-Identifier: MIT
// vpc.addresses: which address each machine has in its VPC. One list tells it of all.
#include "base/map.h"
#include "base/str.h"
#include "io/retry.h"
#include "step/kinds.h"

static void
give(struct member *m, const char *vpc, const char *address)
{
    struct world *w = m->world;
    struct node *n = m->node;

    if (str_eq(n->vpc, vpc) && str_eq(n->vpc_ipv4, address))
        return;
    n->vpc = vpc;
    n->vpc_ipv4 = arena_strdup(w->arena, address);
    member_save(m);
    if (w->known) // what was rendered for the others is no longer so
        w->generation++;
}

// Yields one that has none yet; NULL: all have.
static const struct member *
give_all(const struct holding *h, const struct map *by_machine)
{
    const struct world *w = h->world;
    const struct member *missing = NULL;

    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        if (m->vpc != h || !m->node->cloud_id)
            continue;
        const char *address = map_get(by_machine, m->node->cloud_id);
        if (address)
            give(m, h->resource->cloud_id, address);
        else
            missing = m;
    }
    return missing;
}

static void
told(void *user, const struct lct_err *err, const struct vpc_address *list, size_t n)
{
    struct step *s = user;
    struct lct_err wait = *err;
    _own_(map) struct map by_machine = { 0 };
    const struct member *missing;

    for (size_t i = 0; i < n; i++)
        map_put(&by_machine, list[i].machine, (void *)(uintptr_t)list[i].ipv4);
    missing = err->code == LCT_OK ? give_all(s->item, &by_machine) : NULL;
    if (missing)
        lct_fail(&wait, LCT_EWAIT, "Linode %s (%s) has no address in it yet",
            missing->node->cloud_id, missing->node->label);
    step_end(s, &wait);
}

static void
start(struct step *s)
{
    const struct holding *h = s->item;
    struct cloud *c = h->world->cloud;

    c->ops->vpcs->addresses(c, h->resource->cloud_id, told, s);
}

const struct step_kind vpc_addresses = {
    .name = "vpc.addresses",
    .verb = "asking for the addresses in",
    .past = "told its addresses",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 800,
    .request = "vpc.addresses",
    .start = start,
    .failed = holding_failed,
};
