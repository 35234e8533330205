// SPDX-License-Identifier: MIT
// Copies of the inventory. One is made by itself before each change of its schema and before the
// first write of a day, in the folder "backups" beside it; the newest are kept.
#ifndef LCT_STORE_H
#define LCT_STORE_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// {"inventory", "backups": [{file, kind, bytes, time}]}: those beside the inventory, the newest
// first. kind: "daily", "schema" (before a migration), "manual", "replaced" (what a restore found).
int lct_store_list(struct lct *t, struct lct_answer **ret, struct lct_err *err);

// Copies the inventory to a new file; NULL: beside it. {"file"}: its path.
int lct_store_backup(struct lct *t, const char *file, struct lct_answer **ret, struct lct_err *err);

// Puts a copy in the place of the inventory, whatever is there, and keeps that beside it. {"file",
// "kept": its path, or null}. LCT_EEXISTS: an operation runs. LCT_EFAILED: file is no whole
// inventory, or of a newer program; nothing was changed. What was made since the copy is at the
// cloud, and not in it.
int lct_store_restore(
    struct lct *t, const char *file, struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
