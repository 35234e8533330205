// SPDX-License-Identifier: MIT
// A folder with an inventory in it, for tests of what is SQLite's own.
#ifndef TEST_SQLITE_PLACE_H
#define TEST_SQLITE_PLACE_H

#include "../../contract/store_use.h"

struct place {
    char folder[64];
    char *path;
    struct loop *loop;
    struct arena *arena;
    struct use use; // its store, where it is open, for shop and acme
    struct lct_err err;
};

int place_begin(void **state); // no file yet
int place_end(void **state);
#define PLACE_TEST(fn) cmocka_unit_test_setup_teardown(fn, place_begin, place_end)

int open_it(struct place *p, enum store_mode mode);
void close_it(struct place *p);
void make_it(struct place *p); // and closes it

// By SQLite itself, past the driver.
void sql(const char *path, const char *text);
char *sql_text(const char *path, const char *text); // the first value; free() it
unsigned mode_of(const char *path);

#endif
