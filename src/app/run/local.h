// SPDX-License-Identifier: MIT
// Programs that a plan has run on this machine.
#ifndef APP_RUN_LOCAL_H
#define APP_RUN_LOCAL_H

#include "app/run/run.h"
#include "step/local.h"

// For r->world; lives in the run's arena.
struct local *local_of(struct run *r);
// Nothing of its runs on this machine is kept any more.
void local_forget(const struct lct *t, const struct cluster *c);
// Does this machine have what r->graph has to run here? Else LCT_ENOTFOUND.
int local_check(const struct run *r, struct lct_err *err);

#endif
