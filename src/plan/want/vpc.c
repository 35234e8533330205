// SPDX-License-Identifier: MIT
// VPCs: those that a region of the plan names, with their subnets.
#include "model/vpc.h"
#include "base/cidr.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/want/resource.h"

// ---- which

// Of one that is there the plan may say no more than what its nodes use.
static void
add_used(struct arena *a, const struct region_plan *rp, const struct plan_vpc *v,
    const char **parts, size_t n)
{
    _own_(map) struct map known = { 0 };

    for (size_t i = 0; i < rp->n_nodes; i++) {
        const struct plan_vpc_use *use = rp->nodes[i].vpc;
        const char *name = use && use->subnet ? use->subnet : "";
        if (!use || !str_eq(use->vpc, v->name) || map_has(&known, name))
            continue;
        map_put(&known, name, a);
        parts[n++] = subnet_text(a, &(struct subnet){ name, "", "" });
    }
}

static const char *const *
parts_of(struct arena *a, const struct region_plan *rp, const struct plan_vpc *v)
{
    const char **parts = arena_array(a, v->n_subnets + rp->n_nodes + 1, sizeof *parts);

    for (size_t i = 0; i < v->n_subnets; i++)
        parts[i] = subnet_text(a, &(struct subnet){ v->subnets[i].name, v->subnets[i].ipv4, "" });
    if (!v->n_subnets)
        add_used(a, rp, v, parts, 0);
    return parts;
}

static void
wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret)
{
    for (size_t r = 0; r < w->plan->n_regions; r++) {
        const struct region_plan *rp = &w->plan->regions[r];
        for (size_t i = 0; i < rp->n_vpcs; i++)
            vec_push(ret, ((struct wanted){ .noun = NOUN_VPC,
                              .name = rp->vpcs[i].name,
                              .region = rp->region->id,
                              .traits = "",
                              .parts = parts_of(a, rp, &rp->vpcs[i]),
                              .existing = rp->vpcs[i].existing }));
    }
}

// ---- beside what there is

bool
vpc_has(struct arena *a, const char *const *parts, const struct subnet *s)
{
    for (; parts && *parts; parts++)
        if (str_eq(subnet_read(a, *parts).name, s->name))
            return true;
    return false;
}

static int
check_new(struct arena *a, const struct wanted *w, const struct thing *seen, const struct subnet *s,
    struct lct_err *err)
{
    if (w->existing) {
        lct_fail(err, LCT_EPLAN, "the VPC '%s' in %s has no subnet '%s'", w->name, w->region,
            str_empty(s->name) ? "that would be its only one" : s->name);
        return lct_hint(err, "others made it, it is never changed: name one of its subnets");
    }
    for (const char *const *p = seen->parts; *p; p++) {
        const struct subnet other = subnet_read(a, *p);
        if (!subnets_overlap(&other, s))
            continue;
        lct_fail(err, LCT_EPLAN, "the subnets %s (%s) and %s (%s) of the VPC '%s' in %s overlap",
            other.name, other.ipv4, s->name, s->ipv4, w->name, w->region);
        return lct_hint(err, "it has the first: choose another network for the second");
    }
    return LCT_OK;
}

static int
check_subnet(struct arena *a, const struct wanted *w, const struct thing *seen,
    const struct subnet *s, struct lct_err *err)
{
    struct subnet is;

    if (!subnet_find(a, seen->parts, s->name, &is))
        return check_new(a, w, seen, s, err);
    if (str_empty(s->ipv4) || str_eq(is.ipv4, s->ipv4))
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "the subnet '%s' of the VPC '%s' in %s is %s and cannot become %s",
        s->name, w->name, w->region, is.ipv4, s->ipv4);
    return lct_hint(err, "give it another name in the plan: then there will be another");
}

static int
fits(const struct wanted *w, const struct thing *seen, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();

    for (const char *const *p = w->parts; seen && *p && err->code == LCT_OK; p++) {
        const struct subnet s = subnet_read(a, *p);
        check_subnet(a, w, seen, &s, err);
    }
    return err->code;
}

static const char *
differs(struct arena *a, const struct wanted *w, const struct thing *seen)
{
    const char *reason = NULL;

    if (w->existing)
        return NULL;
    for (const char *const *p = w->parts; *p; p++) {
        const struct subnet s = subnet_read(a, *p);
        if (!vpc_has(a, seen->parts, &s))
            reason = arena_printf(a, "%s%sits subnet %s (%s) comes", reason ? reason : "",
                reason ? ", " : "", s.name, s.ipv4);
    }
    for (const char *const *p = seen->parts; *p; p++) {
        const struct subnet s = subnet_read(a, *p);
        if (!vpc_has(a, w->parts, &s))
            reason = arena_printf(a, "%s%sits subnet %s (%s) goes", reason ? reason : "",
                reason ? ", " : "", s.name, s.ipv4);
    }
    return reason;
}

// ---- limits

static size_t
count_in(const struct region_plan *rp, const struct plan_vpc *v, const struct plan_subnet *s)
{
    size_t n = 0;

    for (size_t i = 0; i < rp->n_nodes; i++) {
        const struct plan_vpc_use *use = rp->nodes[i].vpc;
        if (use && str_eq(use->vpc, v->name) &&
            str_eq(plan_vpc_subnet_name(v, use->subnet), s->name))
            n += rp->nodes[i].count;
    }
    return n;
}

// How many addresses NodeBalancers have for themselves.
static size_t
count_ranges(const struct region_plan *rp, const struct plan_vpc *v, const struct plan_subnet *s)
{
    size_t n = 0;

    for (size_t i = 0; i < rp->n_balancers; i++) {
        const struct plan_balancer_vpc *w = rp->balancers[i].within;
        struct cidr range = { .prefix = BALANCER_RANGE_PREFIX };
        if (!w || !str_eq(w->vpc, v->name) ||
            !str_eq(plan_vpc_subnet_name(v, w->subnet), s->name) ||
            (w->range && !cidr_parse(w->range, false, &range)))
            continue;
        n += (size_t)1 << (32 - range.prefix);
    }
    return n;
}

static void
check_room(const struct region_plan *rp, const struct plan_vpc *v, const struct plan_subnet *s,
    struct diags *diags)
{
    const size_t n = count_in(rp, v, s), ranges = count_ranges(rp, v, s);
    const int64_t room = subnet_room(s->ipv4);
    struct diag *d;

    if (room <= 0 || n + ranges <= (size_t)room)
        return;
    if (ranges)
        d = diags_add(diags, DIAG_ERROR, s->pos,
            "the subnet %s would have %zu nodes, and NodeBalancers with %zu addresses; %s has "
            "addresses for %lld",
            s->name, n, ranges, s->ipv4, (long long)room);
    else
        d = diags_add(diags, DIAG_ERROR, s->pos,
            "the subnet %s would have %zu nodes, %s has addresses for %lld", s->name, n, s->ipv4,
            (long long)room);
    diag_hint(diags, d, "a network has two at each end that no node gets: choose a larger one");
}

static void
limits(const struct region_plan *rp, struct diags *diags)
{
    for (size_t i = 0; i < rp->n_vpcs; i++)
        for (size_t k = 0; k < rp->vpcs[i].n_subnets; k++)
            check_room(rp, &rp->vpcs[i], &rp->vpcs[i].subnets[k], diags);
}

const struct noun_want vpc_want = {
    .wanted = wanted, .limits = limits, .fits = fits, .differs = differs
};
