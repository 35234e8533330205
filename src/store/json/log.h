// SPDX-License-Identifier: MIT
// The log of commits: what each does to files, written as one entry before it is done. Text, an
// entry a header with its length and digest, so that one whose end was never written is told from
// one that was spoilt.
//
//   linodetool inventory, commits after 41
//   commit 42 BYTES SHA256
//   put contexts/shop/acme/clusters/UUID.json BYTES
//   {...}
//   remove contexts/shop/acme/leases/UUID.json
//   clear contexts/shop/acme/nodes/UUID
#ifndef STORE_JSON_LOG_H
#define STORE_JSON_LOG_H

#include <stdint.h>

#include "base/buf.h"
#include "lct/err.h"

enum change_verb { CHANGE_PUT, CHANGE_REMOVE, CHANGE_CLEAR };

struct change {
    enum change_verb verb; // a file is to hold the text; is gone; a folder is, with all in it
    const char *path;
    const char *text; // of a PUT
    size_t n;
    size_t at; // its place among those of a commit
};

void log_begin(struct buf *out, int64_t after);
void log_add_change(struct buf *body, const struct change *c);
void log_add_commit(struct buf *out, int64_t number, const struct buf *body);

typedef int log_fn(void *user, const struct change *c, struct lct_err *err);

struct log_end {
    size_t bytes;   // of what is whole
    int64_t number; // of its last commit
};

// Hands over each change of each commit that is whole, in their order; what fn fails with ends it.
// Behind the last there may be the beginning of one that was not written to its end; LCT_EFAILED
// where something else is there, or in between.
int log_read(
    const char *data, size_t n, log_fn *fn, void *user, struct log_end *ret, struct lct_err *err);

#endif
