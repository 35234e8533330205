// SPDX-License-Identifier: MIT
// The nodes' way to packages: a caching proxy that listens in the lab's network and connects from
// this machine's, to the hosts of its own apt sources only.
#ifndef LAB_PACKAGES_APTPROXY_H
#define LAB_PACKAGES_APTPROXY_H

#include "lab/fleet/fleet.h"

struct aptproxy;

// Takes the listening socket over.
int aptproxy_start(struct loop *l, const struct fleet_conf *conf, int listener,
    struct aptproxy **ret, struct lct_err *err);
void aptproxy_stop(struct aptproxy *p); // NULL is fine

#endif
