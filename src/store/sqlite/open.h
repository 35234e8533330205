// SPDX-License-Identifier: MIT
// The inventory in SQLite: how it is opened, and how a copy is put back.
#ifndef STORE_SQLITE_OPEN_H
#define STORE_SQLITE_OPEN_H

#include "port/store.h"

// SQLite in one file (WAL, synchronous=FULL, STRICT tables), made and migrated when needed, 0600. A
// copy is made in the folder "backups" beside it before each migration and before the first write
// of a day; the newest are kept. Where that folder is, an empty file is no new store: LCT_EFAILED.
int sqlite_open(struct loop *l, const char *path, enum store_mode mode, struct store **ret,
    struct lct_err *err);
// Puts a copy in the store's place, whatever is there; that is kept beside it (*kept: its path,
// free() it; NULL: nothing was). LCT_EEXISTS: somebody operates a cluster.
int sqlite_restore(struct loop *l, const char *path, const char *copy, lease_lives_fn *lives,
    char **kept, struct lct_err *err);

#endif
