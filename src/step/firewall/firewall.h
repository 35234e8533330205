// SPDX-License-Identifier: MIT
// The Cloud Firewall of a node plan in a region.
#ifndef STEP_FIREWALL_FIREWALL_H
#define STEP_FIREWALL_FIREWALL_H

#include "step/firewall/outer.h"
#include "step/world.h"

// What it is to let through by the addresses that are known now, and what of that is coarser than
// the nodes' own firewall. It has a member.
int firewall_outer(struct holding *h, struct outer *ret, struct lct_err *err);
// Is it in force with other rules than these, as far as the cloud told?
bool firewall_differs(const struct holding *h, const char *digest);

#endif
