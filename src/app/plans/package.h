// SPDX-License-Identifier: MIT
// The plans that come with the program (share/plans), carried inside it.
#ifndef APP_PLANS_PACKAGE_H
#define APP_PLANS_PACKAGE_H

#include "base/embed.h"
#include "lct/err.h"

extern const struct embedded plan_packages[]; // "etcd.yaml", "etcd/setup.sh" ...

// The text of a packaged plan by its name; LCT_ENOTFOUND knows similar names.
int package_find(const char *name, const struct embedded **ret, struct lct_err *err);

#endif
