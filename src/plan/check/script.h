// SPDX-License-Identifier: MIT
// What a script does, as far as its text shows.
#ifndef PLAN_CHECK_SCRIPT_H
#define PLAN_CHECK_SCRIPT_H

#include <stdbool.h>

// Does it run the command ("apt-get", "apt-get install")? Lines of comment do not count.
bool script_runs(const char *text, const char *command);

// The first command in it that only another package manager than `packages` ("apt-get", "dnf" ...)
// has. NULL: there is none, or it asks what there is and knows several.
const char *script_foreign_packages(const char *text, const char *packages);

#endif
