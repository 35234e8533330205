// SPDX-License-Identifier: MIT
// share/node/, carried inside the program.
#ifndef STEP_BUNDLE_NODE_FILES_H
#define STEP_BUNDLE_NODE_FILES_H

#include "base/embed.h"

extern const struct embedded node_files[]; // "bundle.sh", "secure.sh" ...

#endif
