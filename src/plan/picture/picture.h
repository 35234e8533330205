// SPDX-License-Identifier: MIT
// A cluster as a picture: regions, groups of nodes, volumes, NodeBalancers, who may talk to whom,
// what depends on what. Pure: from a plan and nodes to DOT, the language of Graphviz.
#ifndef PLAN_PICTURE_PICTURE_H
#define PLAN_PICTURE_PICTURE_H

#include "base/buf.h"
#include "model/node.h"
#include "model/plan.h"

struct picture_args {
    const char *title;       // the cluster's or the plan's name
    const struct plan *plan; // resolved
    struct node *const *nodes;
    size_t n_nodes;
    bool states; // the nodes exist: colours tell how they are
    bool all;    // every node is drawn, however many there are
};

// Adds a whole DOT document. All texts of the plan are escaped.
void picture_dot(struct buf *out, const struct picture_args *args);

#endif
