// SPDX-License-Identifier: MIT
// A copy between here and many nodes, as both its directions see it.
#ifndef APP_FANOUT_COPYING_H
#define APP_FANOUT_COPYING_H

#include "app/fanout/runner.h"

struct pack;

struct copying {
    struct lct_runner *runner;
    const struct lct_copy_args *args;
    const struct lct_run_watch *watch;
    struct copied *nodes; // beside the runner's targets
};

// How it went on one node.
struct copied {
    struct lct_err err;
    int64_t files, bytes;
    char *said; // by the node on its standard error; NULL: nothing
};

// Each runs to the end and fills nodes. LCT_EUSAGE: nothing was begun; LCT_ECANCELLED.
int copy_to_nodes(struct copying *c, struct lct_err *err);
int copy_from_nodes(struct copying *c, struct lct_err *err);

struct copied *copied_of(struct copying *c, const struct target *t);
// Notes what a node's command said, and why it failed: err, or its exit status if that is more than
// `most`.
void copied_note(
    struct copied *d, const struct lct_err *err, const struct shell_result *r, int most);
// A path on a node, such that no tool takes it for an option; free() it.
char *remote_path(const char *path);

#endif
