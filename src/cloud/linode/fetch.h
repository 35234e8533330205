// SPDX-License-Identifier: MIT
// Lists fetched side by side: one op of several calls, which fails with the first that does.
#ifndef CLOUD_LINODE_FETCH_H
#define CLOUD_LINODE_FETCH_H

#include "cloud/linode/client.h"

#define FETCH_LISTS_MAX 6

struct fetch {
    struct op op;
    struct op *calls[FETCH_LISTS_MAX];
    unsigned open;
    struct lct_err err; // the first that failed, or why it was stopped
};

op_stop_fn fetch_stop; // for op_start

// Starts one of its calls, of which there are at most FETCH_LISTS_MAX and whose user it is.
void fetch_add(struct fetch *f, struct linode *l, const struct call_spec *spec);
// At the end of each: the last one ends the op.
void fetch_part_done(struct call *c, const struct lct_err *err);

#endif
