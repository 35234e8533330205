// SPDX-License-Identifier: MIT
// The files of sql/, carried inside the program, in the order of their numbers.
#ifndef STORE_SQLITE_SCHEMA_H
#define STORE_SQLITE_SCHEMA_H

#include "base/embed.h"
#include "store/sqlite/sqlite.h"

extern const struct embedded store_migrations[];

#endif
