// SPDX-License-Identifier: MIT
// The tables of the world, by numbers: `PRAGMA user_version` says which of share/lab/world/ it has
// been through.
#ifndef LAB_DB_SCHEMA_H
#define LAB_DB_SCHEMA_H

#include <sqlite3.h>

#include "lct/err.h"

// Brings a world up to date, in one transaction: the file at path is what it was when that fails.
// One of a newer program is refused.
int schema_migrate(sqlite3 *db, const char *path, struct lct_err *err);

#endif
