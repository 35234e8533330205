// SPDX-License-Identifier: MIT
// What a machine that is there is to be beside what it runs: watched, mended, backed up, locked.
#ifndef PLAN_WANT_CARE_H
#define PLAN_WANT_CARE_H

#include "plan/plan.h"

// What of it its machine has otherwise than the plan says, of enum settle; and each as a field.
// What others locked stays so: *left, "Linode 5 was locked by another hand (cannot_delete)".
// deletes_backups: as of struct diff_args; what stays nevertheless is c->keeps_backups.
unsigned care_differs(struct arena *a, const struct desired *d, bool deletes_backups,
    struct change *c, const char **left);

// What of that is changed; NULL: nothing.
const char *care_reason(struct arena *a, const struct change *c);

// LCT_EPLAN where a change deletes or rebuilds a machine that is locked: all of them are named.
int lock_check(const struct change *changes, size_t n, struct lct_err *err);

#endif
