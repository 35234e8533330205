// Words and tags of nodes and clusters.
#include "model/node.h"

#include <stdio.h>

#include "base/str.h"

static const char *const state_names[] = {
    [STATE_NOTEXIST] = "notexist",
    [STATE_CREATING] = "creating",
    [STATE_CREATED] = "created",
    [STATE_STARTING] = "starting",
    [STATE_STARTED] = "started",
    [STATE_STOPPING] = "stopping",
    [STATE_STOPPED] = "stopped",
    [STATE_DESTROYING] = "destroying",
    [STATE_DESTROYED] = "destroyed",
    [STATE_FAILED] = "failed",
};

const char *
state_name(enum state s)
{
    return state_names[s];
}

enum state
state_parse(const char *name)
{
    for (size_t i = 0; i < sizeof state_names / sizeof state_names[0]; i++)
        if (str_eq(state_names[i], name))
            return (enum state)i;
    return STATE_NOTEXIST;
}

const char *
cluster_tag(const char *cluster_uuid, char out[static LCT_TAG_MAX])
{
    snprintf(out, LCT_TAG_MAX, "lct:%s", cluster_uuid);
    return out;
}

const char *
node_tag(const struct node *n, char out[static LCT_TAG_MAX])
{
    snprintf(out, LCT_TAG_MAX, "lct:%s.%u", n->uuid, n->generation);
    return out;
}
