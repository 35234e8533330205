// SPDX-License-Identifier: MIT
// The data centre's state in one SQLite file, so that a restarted lab is the same lab.
#ifndef LAB_DB_WORLD_H
#define LAB_DB_WORLD_H

#include <sqlite3.h>

#include "base/clock.h"
#include "text/doc.h"

struct world {
    sqlite3 *db;
    const struct clock *clock;
    bool failed; // a statement of this transaction did; what and why is logged
};

int world_open(struct world *w, const char *path, const struct clock *clock, struct lct_err *err);
void world_close(struct world *w);

// One transaction a call of the API or a step of a job. world_end yields false, with nothing
// changed, when a statement has failed since.
void world_begin(struct world *w);
bool world_end(struct world *w);
void world_undo(struct world *w);

// The `?` of a statement are filled by the letters of `kinds`: i int64_t, t const char * (NULL:
// null).
void world_do(struct world *w, const char *sql, const char *kinds, ...);
int64_t world_insert(struct world *w, const char *sql, const char *kinds, ...); // the new row's id
// The first column of the first row.
int64_t world_int(struct world *w, int64_t fallback, const char *sql, const char *kinds, ...);
const char *world_text( // NULL: no row, or null
    struct world *w, struct arena *a, const char *sql, const char *kinds, ...);
// Rows as maps, by the names of their columns. A name may end in ":bool", or in ":json" for text
// that is a document.
struct doc *world_list(struct world *w, struct arena *a, const char *sql, const char *kinds, ...);
struct doc *world_one( // NULL: no row
    struct world *w, struct arena *a, const char *sql, const char *kinds, ...);

// The time as the API writes it: "2026-11-21T04:45:17", UTC.
#define WORLD_TIME 20
const char *world_time(const struct world *w, char out[static WORLD_TIME]);

#endif
