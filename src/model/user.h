// SPDX-License-Identifier: MIT
// What useradd and groupadd take, and which accounts a system has by itself.
#ifndef MODEL_USER_H
#define MODEL_USER_H

#include <stdbool.h>

#define ACCOUNT_WHY 160

// What keeps the text from being the name of a user or group, or NULL.
const char *account_fault(const char *name, char why[static ACCOUNT_WHY]);
// The same of the path of a shell.
const char *shell_fault(const char *path, char why[static ACCOUNT_WHY]);
// Is it an account of a plain Debian, or of its like, that is there before any plan?
bool user_is_of_system(const char *name);
bool unix_group_is_of_system(const char *name);

#endif
