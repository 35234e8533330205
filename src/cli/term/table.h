// SPDX-License-Identifier: MIT
// Tables: aligned columns, numbers to the right.
#ifndef CLI_TERM_TABLE_H
#define CLI_TERM_TABLE_H

#include "base/buf.h"
#include "base/vec.h"
#include "lct/value.h"

struct column {
    const char *title, *field;
    unsigned drops; // where lines are too narrow the highest of these go first; 0: it always stays
};

struct table {
    const char *const *titles;
    const unsigned *drops; // of each column, as above; NULL: all stay
    size_t n_columns;
    VEC(char *) cells; // row by row
};

void table_add(struct table *t, const char *cell); // NULL or "": "-"
// width: so that lines fit, columns are dropped, then the last is wrapped; 0: neither. Titles are
// bold when asked for.
void table_format(const struct table *t, struct buf *out, unsigned width, bool bold);
void table_done(struct table *t);

// A table on standard output, safe for a terminal; frees its cells.
void print_rows(struct table *t);
// Fields of a list of maps as a table on standard output.
void print_table(const struct lct_value *rows, const struct column *columns, size_t n);
// Fields of one map, one a line.
void print_fields(const struct lct_value *map);

#endif
