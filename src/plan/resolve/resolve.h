// SPDX-License-Identifier: MIT
// What the parts of resolving share.
#ifndef PLAN_RESOLVE_RESOLVE_H
#define PLAN_RESOLVE_RESOLVE_H

#include "base/map.h"
#include "plan/match/memo.h"
#include "plan/plan.h"

#define SLUG_MOST 24 // a cluster's part of labels

struct resolving {
    struct plan *plan;
    const struct catalogue *catalogue;
    struct match_memo memo;
    bool accept;
    struct diags *diags;
    struct map scripts; // what was looked for in them: image.c
};

// image.c: what its image cannot do for a node plan.
void resolve_image_abilities(struct resolving *r, const struct node_plan *np);
// names.c: names as they will about be, against the limits for them.
void resolve_names(struct resolving *r, const struct region_plan *rp, const struct node_plan *np);
// region.c: what the region must be able to do; node plans of one region in two entries.
void resolve_capabilities(struct resolving *r, const struct region_plan *rp);
void resolve_twins(struct resolving *r);
void resolve_conditions(struct resolving *r); // when: region NAME
// storage.c: sizes in megabytes of the type's disk, and file systems of the image.
void resolve_storage(struct resolving *r, struct node_plan *np);

// clash.c: nodes that would have one label or host name.
void resolve_clash(struct resolving *r);

#endif
