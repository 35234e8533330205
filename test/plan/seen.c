// SPDX-License-Identifier: MIT
// What a node's machine looks like when nobody else was at it.
#include "seen.h"

struct machine *
seen_as_known(struct arena *a, struct node *n)
{
    struct machine *m = ARENA_NEW(a, struct machine);
    char cluster[LCT_TAG_MAX], node[LCT_TAG_MAX];
    size_t count = 0;
    const char **tags;

    while (n->tags && n->tags[count])
        count++;
    tags = arena_array(a, count + 3, sizeof *tags);
    tags[0] = arena_strdup(a, cluster_tag(n->cluster, cluster));
    tags[1] = arena_strdup(a, node_tag(n, node));
    for (size_t i = 0; i < count; i++)
        tags[i + 2] = n->tags[i];
    *m = (struct machine){ .id = n->cloud_id,
        .label = n->label,
        .region = n->region,
        .type = n->type,
        .image = n->image,
        .status = MACHINE_RUNNING,
        .status_name = "running",
        .tags = tags };
    n->seen = m;
    return m;
}
