// SPDX-License-Identifier: MIT
// What became of a cluster is brought to those that name it.
#ifndef APP_OPERATION_AFTER_H
#define APP_OPERATION_AFTER_H

#include "app/toolkit.h"
#include "lct/run.h"

// To each that has not heard of it, as an operation of its own. One that is held by somebody else
// is told of, and hears of it by its next operation; so does one that is not started.
int after_push(
    struct lct *t, const char *cluster, const struct lct_watch *watch, struct lct_err *err);

#endif
