// SPDX-License-Identifier: MIT
// What nodes let through between two others: a part of cluster firewall test.
#ifndef APP_FIREWALL_THROUGH_H
#define APP_FIREWALL_THROUGH_H

#include "app/run/run.h"

// Who sends, or gets: a node, or a network of others.
struct end {
    struct member *member; // NULL: no node of the cluster
    const char *nets[2];   // then these, of both families or one; NULL: no more
};

// What is sent from any address of the one to any of the other.
struct passage {
    struct end from, to;
    const char *protocol;
    unsigned port;
};

// Adds to the answer, as "through", each node whose rules say what goes through it.
int through_put(
    struct run *r, const struct passage *p, struct lct_answer *answer, struct lct_err *err);

#endif
