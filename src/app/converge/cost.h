// SPDX-License-Identifier: MIT
// What a cluster costs before its changes, and after.
#ifndef APP_CONVERGE_COST_H
#define APP_CONVERGE_COST_H

#include "app/converge/want.h"
#include "plan/want/price.h"

// In both, whose catalogue is set. plan NULL: all of it goes. What it costs now is by the plan that
// r->cluster keeps, if there is one.
void want_costs(const struct run *r, const struct plan *plan, const struct want *w,
    struct bill *before, struct bill *after);

// Its machine stays, with backups that its plan does not ask for.
bool want_stays_backed_up(const struct change *c);

// An error among w's problems where it would cost more than its plan allows and more than now.
void want_budget(struct run *r, const struct plan *plan, struct want *w);

#endif
