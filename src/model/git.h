// SPDX-License-Identifier: MIT
// What a plan names out of a git repository: a file or a folder of one commit. Pure; git is asked
// elsewhere.
#ifndef MODEL_GIT_H
#define MODEL_GIT_H

#include <stdbool.h>

#include "base/arena.h"
#include "lct/err.h"

#define GIT_COMMIT 40 // hexadecimal digits of a whole commit

// "git+URL@COMMIT//PATH"; without //PATH, or with nothing behind it, all of the commit.
struct git_name {
    const char *url;    // https://, ssh:// or file://, without user and password (ssh: with a user)
    const char *commit; // all of its digits, lower case
    const char *path;   // as of a file in a tree; "": the folder at the top
    const char *last;   // the last part of the path, or of the URL, without ".git"
};

// Is it meant to be one? Then it is no path, however it is written.
bool git_named(const char *name);
// LCT_EPLAN says in a hint how to write it; neither has a user or password in it.
int git_name_read(struct arena *a, const char *name, struct git_name *ret, struct lct_err *err);
// The text as it may be shown: without what may be secret in its addresses - users, passwords,
// queries. The same pointer where there is nothing of it.
const char *git_shown(struct arena *a, const char *text);

#endif
