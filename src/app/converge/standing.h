// SPDX-License-Identifier: MIT
// A cluster as it stands: by the plan that it keeps and the inventory, nothing is asked.
#ifndef APP_CONVERGE_STANDING_H
#define APP_CONVERGE_STANDING_H

#include "app/run/run.h"

// Of a run that has found its cluster: r->world has all nodes as members, by that plan, and what
// there is beside them. Those of a group that the plan does not have, or that are being deleted,
// are leaving.
int standing_set(struct run *r, struct lct_err *err);

#endif
