// SPDX-License-Identifier: MIT
// Files and folders of this machine that a plan names.
#ifndef APP_PLANS_PART_H
#define APP_PLANS_PART_H

#include "model/parts.h"

// Reads the file or the folder at a path. A path that is a link is followed; links within a folder
// stay links and must not lead out of it. What is neither file, folder nor link, and what changes
// while it is read, is refused by its name.
int part_read(
    const char *path, const char *name, struct arena *a, struct part *ret, struct lct_err *err);

#endif
