// SPDX-License-Identifier: MIT
// The StackScript that a member's machine is made with.
#ifndef STEP_SCRIPT_H
#define STEP_SCRIPT_H

#include "base/secret.h"
#include "lct/err.h"

struct member;

// Its id, and the answers of the plan as JSON, which are the caller's; NULL: it is made with none.
int member_script(
    const struct member *m, const char **id, struct secret **answers, struct lct_err *err);

#endif
