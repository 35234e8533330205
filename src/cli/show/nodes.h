// SPDX-License-Identifier: MIT
// What many nodes said at once, as a person wants to read it.
#ifndef CLI_SHOW_NODES_H
#define CLI_SHOW_NODES_H

#include "cli/show/group.h"
#include "cli/show/tell.h"

struct nodes_told {
    const struct invocation *v;
    size_t n;           // nodes asked
    bool lines;         // as it comes, a line at a time
    struct map partial; // the unfinished line of a node's stream -> struct buf
    struct groups out, err, troubles, hints, cuts, copied;
};

struct lct_run_watch nodes_watch(struct nodes_told *t);
// Prints what is left to print: output by group, what was cut. Then nodes_tell_troubles.
void nodes_print(struct nodes_told *t);
// "  web-[02-03]: exit status 3" for those that failed.
void nodes_tell_troubles(struct nodes_told *t);
void nodes_done(struct nodes_told *t);

// The options that run and cp share. 0, or an exit status. *args borrows from v.
int nodes_options(const struct invocation *v, struct lct_runner_args *args, int64_t *timeout_ms);
// Opens the runner, tells which nodes are left out; NULL: *status says.
struct lct_runner *nodes_open(
    struct invocation *v, const struct lct_runner_args *args, size_t *n, int *status);

#endif
