// SPDX-License-Identifier: MIT
// What others did to the machine of a node, as far as the cloud shows it. All of it is about a node
// whose machine was looked at (n->seen); of others nothing is known.
#ifndef PLAN_WANT_DRIFT_H
#define PLAN_WANT_DRIFT_H

#include "base/arena.h"
#include "model/node.h"
#include "model/resource.h"

// All tags that its machine is to have: ours, those of the plan, and what strangers set; tags that
// an earlier plan gave and this one does not are not among them. NULL: it has just these.
const char *const *drift_tags(struct arena *a, const struct node *n, const char *const *wanted);

// "lct:..., lct:...": those of ours that it lost; NULL: none.
const char *drift_lost_tags(struct arena *a, const struct node *n);

bool drift_renamed(const struct node *n);
bool drift_rebuilt(const struct node *n);

// What is told and let be: another region than the inventory knows, another type than this one;
// NULL: neither.
const char *drift_note(struct arena *a, const struct node *n, const char *type);

// What became of its address in its VPC, told as above; NULL: it is the inventory's, or it is none
// in this VPC, whose addresses were asked for.
const char *drift_inner(struct arena *a, const struct node *n, const struct thing *vpc);

// Why it cannot be worked on: "Linode 5 is offline"; NULL: it runs.
const char *drift_status(struct arena *a, const struct node *n);

#endif
