// SPDX-License-Identifier: MIT
// What a plan wants beside its nodes, and what of it there is: the same for every noun.
#ifndef PLAN_WANT_RESOURCE_H
#define PLAN_WANT_RESOURCE_H

#include "base/map.h"
#include "model/resource.h"
#include "model/vpc.h"
#include "plan/plan.h"

struct wanted {
    enum noun noun;
    const char *name, *region, *traits;
    const char *label;                      // NULL: its name
    int64_t size_gb;                        // 0: it has none
    const char *const *parts;               // of a VPC: its subnets; NULL: it has none
    bool existing;                          // others made it, under that very label
    const struct wanted_balancer *balancer; // of one; NULL: it is none
};

struct wanted_list {
    struct wanted *items;
    size_t n, cap;
};

// A resolved plan, and the nodes that are to be by it.
struct wanting {
    const struct plan *plan;
    const struct desired *desired;
    size_t n_desired;
    const char *slug; // of the cluster
};

struct resource_args;
struct resource_change;

// How a noun reads a resolved plan: a row for each, the functions in NOUN.c.
struct noun_want {
    // Adds those that the plan wants, each once.
    void (*wanted)(struct arena *a, const struct wanting *w, struct wanted_list *ret);
    // What of them the catalogue says cannot be, in one region.
    void (*limits)(const struct region_plan *rp, struct diags *diags);
    // Can what there is be what is wanted? NULL: its traits and size tell.
    int (*fits)(const struct wanted *w, const struct thing *seen, struct lct_err *err);
    // What it lacks, or has too much, which can be changed in place; NULL: nothing, or never.
    const char *(*differs)(struct arena *a, const struct wanted *w, const struct thing *seen);
    // Its traits are the record's alone: no list of the cloud's tells them. Is what it is what is
    // wanted, of which less may be said? NULL: they are the cloud's, and the same.
    bool (*meets)(const char *is, const char *wanted);
    // Of one that is to be made: what of its traits the plan leaves open. so_far: what was decided
    // of others. NULL: the plan says all of them.
    int (*settle)(struct arena *a, const struct wanted *w, const struct resource_args *args,
        const struct resource_change *so_far, size_t n, struct resource *r, struct lct_err *err);
    bool outlives;      // it stays when nothing wants it any more
    const char *leaves; // the reason that is told of one that goes; NULL: none
    bool one_label;     // a label that others have is no reason for another one: it is refused
    // The label that it gets where those before it (number 0 is the first) are taken; NULL: there
    // is no other. The function NULL: its own, then CLUSTER-REGION-NAME.
    const char *(*label)(
        struct arena *a, const struct wanted *w, const char *cluster_slug, unsigned number);
};

extern const struct noun_want placement_want, volume_want, vpc_want, firewall_want, balancer_want,
    address_want;
extern const struct noun_want *const noun_wants[N_NOUNS];

// All that is wanted, of every noun; w->plan NULL: nothing.
void resources_wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret);

extern const char resource_kept[]; // the reason of what stays though nothing wants it

// placement.c: the name of the group that the nodes of a node plan are in; NULL: none.
const char *placement_of(const struct node_plan *np);

// vpc.c: is that subnet among those?
bool vpc_has(struct arena *a, const char *const *parts, const struct subnet *s);

// volume.c: another label, by a number.
const char *volume_relabel(struct arena *a, const char *label, int number);

struct resource_change {
    // CREATE, KEEP, UPDATE (it grows, or is changed in place), FINISH (it is there, or may be) or
    // DELETE
    enum change_kind kind;
    struct resource *resource;
    const struct thing *seen; // NULL: the cloud shows none
    const char *reason;       // NULL: nothing to say
    int64_t size_gb;          // that it is to have; 0: it has none, or nothing wants it any more
    const char *const *parts; // likewise, of a VPC: its subnets; NULL: nothing wants it any more
    const struct wanted_balancer *balancer; // likewise; NULL
    bool destroys;                          // of DELETE: what is on it is lost, as was asked for
    bool may_go;                            // of KEEP: it would be, if that were asked for
    // Of one that is to be made: labels for it, where another takes its own meanwhile; NULL: none.
    const char *const *spares;
    // The record of an earlier cluster's that it takes over, with what is on it; NULL: none
    const struct resource *kept;
};

struct resource_args {
    const char *cluster_uuid, *cluster_slug;
    const struct wanted_list *wanted;
    struct resource *const *existing;
    size_t n_existing;
    const struct things *seen;    // all of the account, a list for each noun
    struct resource *const *kept; // of earlier clusters of its name, the oldest first
    size_t n_kept;
    // What outlives, and nothing wants any more, goes, too (destroys): that of these nodes, by
    // "REGION NAME"; NULL: whatever there is. What was kept before is of no node.
    const struct map *nodes;
    bool destroys;
    void (*new_uuid)(void *user, char out[static UUID_TEXT]);
    void *user;
};

// LCT_EPLAN: one would have to become what it cannot; LCT_EEXISTS: others have the labels.
int resources_diff(struct arena *a, const struct resource_args *args, struct resource_change **ret,
    size_t *n, struct lct_err *err);

#endif
