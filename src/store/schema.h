// The files of sql/, carried inside the program, in the order of their numbers.
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "base/embed.h"
#include "store/sqlite.h"

extern const struct embedded store_migrations[];

#endif
