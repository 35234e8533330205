// SPDX-License-Identifier: MIT
// Volumes: one a node for each block store in the storage of its plan. They belong to the node's
// name, and stay when nothing wants them any more.
#include "model/volume.h"

#include <string.h>

#include "base/vec.h"
#include "plan/want/resource.h"

const char *
volume_relabel(struct arena *a, const char *label, int number)
{
    const char *tail = arena_printf(a, "-%d", number);
    const size_t room = VOLUME_LABEL_MAX - strlen(tail);
    size_t n = strlen(label) < room ? strlen(label) : room;

    while (n && strchr("-_", label[n - 1])) // no two of them in a row
        n--;
    return arena_printf(a, "%.*s%s", (int)n, label, tail);
}

static void
wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret)
{
    struct wanted_volume *volumes;
    const size_t n = plan_volumes(a, w->desired, w->n_desired, &volumes);

    for (size_t i = 0; i < n; i++) {
        const struct wanted_volume *v = &volumes[i];
        vec_push(ret, ((struct wanted){ .noun = NOUN_VOLUME,
                          .name = arena_printf(a, "%s/%s", v->desired->node->name, v->disk->label),
                          .region = v->desired->rp->region->id,
                          .traits = volume_traits(v->disk->encrypted),
                          .label = v->label,
                          .size_gb = v->disk->size_mb / 1024 }));
    }
}

#define LABELS_MOST 1000

// CLUSTER-REGION-LABEL, as of other nouns, would be too long: numbers tell them apart.
static const char *
label(struct arena *a, const struct wanted *w, const char *cluster_slug, unsigned number)
{
    if (number >= LABELS_MOST)
        return NULL;
    return number ? volume_relabel(a, w->label, (int)number + 1) : w->label;
}

// Sizes are checked where they are read; how many there may be is the account's.
static void
limits(const struct region_plan *rp, struct diags *diags)
{
}

const struct noun_want volume_want = {
    .wanted = wanted, .limits = limits, .outlives = true, .label = label
};
