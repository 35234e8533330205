// SPDX-License-Identifier: MIT
// From where a node is to how one logs in there.
#ifndef PORT_WAY_H
#define PORT_WAY_H

#include "model/reach.h"
#include "port/shell.h"

struct way {
    struct shell_target
        target; // what to connect to; points into this struct: leave it in its place
    struct shell_target bastion;
};

// The way from here to a node, straight or through one of `among`. `as` says what does not depend
// on the node: as whom, by which key, through which dialer the first hop goes. On a bastion one is
// root, by the same key. Points into the nodes and into `as`; target.host is NULL where there is no
// way yet.
void way_to(struct way *w, const struct node *to, struct node *const *among, size_t n,
    const struct shell_target *as);

#endif
