// SPDX-License-Identifier: MIT
// Files and folders that a plan names in git repositories: asked of the program git, kept in the
// cache by their commit.
#ifndef APP_PLANS_GIT_H
#define APP_PLANS_GIT_H

#include "app/plans/plan.h"
#include "model/git.h"
#include "model/parts.h"

// Reads what a name (git_named) stands for, fetching its commit unless that is at hand. What the
// web's plans name comes by https, without anything that identifies the user; so does what a plan
// from git names of another commit than its own. LCT_EPLAN, LCT_EFAILED.
int git_part_read(
    struct lct_plan *p, const char *name, struct arena *a, struct part *ret, struct lct_err *err);

// ---- between git.c and git_tree.c

struct git {
    struct lct *toolkit;
    struct arena *arena;
    struct git_name name;
    bool foreign;                   // a plan of others names it
    const char *dir;                // the repository
    const char *const *environment; // of the program
    int64_t patience_ms;
};

struct git_call {
    const char *const *args; // NULL-terminated
    int in, out;             // -1: none
    size_t most;             // bytes that it may write to out
    bool fetches;            // the repository grows by it, to no more than a commit may have
};

// Runs git on the repository, to its end. LCT_EFAILED: what it said.
int git_run(const struct git *g, const struct git_call *call, struct lct_err *err);

// git_tree.c: what the commit, which the repository has, holds at the path.
int git_tree_read(const struct git *g, const char *name, struct part *ret, struct lct_err *err);

#endif
