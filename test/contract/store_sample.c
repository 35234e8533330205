// SPDX-License-Identifier: MIT
// Clusters and nodes to put into stores.
#include <stdio.h>

#include "store_contract.h"

struct cluster
sample_cluster(const char *uuid, const char *name)
{
    struct cluster c = {
        .name = name,
        .slug = "sample",
        .state = STATE_CREATING,
        .plan_name = "web",
        .plan_text = "name: web\n",
        .plan_digest = "d1",
        .plan_file = "web.yaml",
        .created_ms = 1000,
        .updated_ms = 2000,
    };

    snprintf(c.uuid, sizeof c.uuid, "%s", uuid);
    return c;
}

struct node
sample_node(unsigned number)
{
    static const char *const tags[] = { "web", "a \"quoted\" tag", NULL };
    static char names[16][32];
    char *name = names[number % 16];
    struct node n = {
        .cluster = CLUSTER_A,
        .generation = 1,
        .group = "web",
        .region = "us-east",
        .type = "g6-nanode-1",
        .index = number,
        .name = name,
        .label = name,
        .tags = tags,
        .draws = "{}",
        .state = STATE_CREATING,
        .created_ms = 1000,
        .updated_ms = 2000,
    };

    snprintf(n.uuid, sizeof n.uuid, "00000000-0000-4000-8000-%012u", number);
    snprintf(name, sizeof names[0], "web-%05u", number);
    return n;
}

struct operation
sample_operation(const char *kind)
{
    struct operation o = { .cluster_name = "My First Cluster",
        .kind = kind,
        .who = "me@here",
        .state = OPERATION_RUNNING,
        .plan_text = "name: web\n",
        .args = "{}",
        .started_ms = 5,
        .pid = 42 };

    snprintf(o.cluster, sizeof o.cluster, "%s", CLUSTER_A);
    return o;
}
