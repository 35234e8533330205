// SPDX-License-Identifier: MIT
// Before anything is made: asks the account whether it can have what a plan wants.
#ifndef APP_CONVERGE_PREFLIGHT_H
#define APP_CONVERGE_PREFLIGHT_H

#include "app/converge/want.h"
#include "app/run/run.h"

// Fills want->diags; LCT_EPLAN: the plan cannot be carried out now, err tells why. Nothing is asked
// when no machine is to be made.
int preflight(struct run *r, const struct plan *p, struct want *want, struct lct_err *err);

#endif
