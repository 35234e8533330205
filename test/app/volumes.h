// SPDX-License-Identifier: MIT
// The cluster demo with a volume for each of its nodes, web.
#ifndef TEST_APP_VOLUMES_H
#define TEST_APP_VOLUMES_H

#include "process.h"

// What only another machine can have, as a type of the plans: smaller than its disks.
#define ANOTHER_MACHINE "g6-nanode-1"

// n nodes of a type with volumes of so many GB; more: of the node plan, ", key: value", or "".
// lct_plan_free it.
struct lct_plan *volumes_plan(struct process *p, const char *type, int n, int gb, const char *more);

// g6-standard-1 and 20 GB.
int volumes_create(struct process *p, int n, const struct lct_watch *watch, struct lct_err *err);
void volumes_create_well(struct process *p, int n);
int volumes_apply(struct process *p, const char *type, int n, int gb, struct lct_err *err);
void volumes_apply_well(struct process *p, const char *type, int n, int gb);

// Those of the account, deleted ones not counted.
const struct mem_volume *volume(struct process *p, size_t i);
size_t volumes(struct process *p);

// So many volumes, each in a machine of its own, which has its label but for "-data".
bool volumes_whole(struct process *p, size_t n);

#endif
