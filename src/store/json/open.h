// SPDX-License-Identifier: MIT
// The inventory as a folder of JSON files: how it is opened, and how a copy is put back.
#ifndef STORE_JSON_OPEN_H
#define STORE_JSON_OPEN_H

#include "port/store.h"

// A folder (0700) with a file (0600) for each record, for people to read and compare; it is made
// when needed. For one user on one machine: a question looks at each file that may be an answer. A
// copy is made in the folder PATH-backups before the first write of a day; the newest are kept.
// Where that folder is, nothing at PATH is no new store: LCT_EFAILED.
int json_store_open(struct loop *l, const char *path, enum store_mode mode, struct store **ret,
    struct lct_err *err);
// Puts a copy in the store's place, whatever is there; that is kept beside it (*kept: its path,
// free() it; NULL: nothing was). LCT_EEXISTS: somebody operates a cluster.
int json_store_restore(struct loop *l, const char *path, const char *copy, lease_lives_fn *lives,
    char **kept, struct lct_err *err);

#endif
