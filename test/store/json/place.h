// SPDX-License-Identifier: MIT
// A folder with an inventory in it, for tests of what is the JSON driver's own.
#ifndef TEST_JSON_PLACE_H
#define TEST_JSON_PLACE_H

#include "../../contract/store_use.h"

struct place {
    char folder[64];
    char *path; // of the store
    struct loop *loop;
    struct arena *arena;
    struct use use; // its store, where it is open, for shop and acme
    struct lct_err err;
};

int place_begin(void **state); // no folder yet
int place_end(void **state);
#define PLACE_TEST(fn) cmocka_unit_test_setup_teardown(fn, place_begin, place_end)

int open_it(struct place *p, enum store_mode mode);
void close_it(struct place *p);

// Cluster A with two nodes, facts of the first, an operation with a step.
void fill_it(struct place *p);
// All that is in it, as text; free() it. The store is opened for that and closed; NULL: it cannot
// be read, and p->err tells why.
char *all_of_it(struct place *p);
char *must_be_readable(struct place *p); // the same; NULL fails the test
void begin_again(struct place *p);       // nothing is there any more

// Files below the store.
char *file_at(const struct place *p, const char *path); // free() it
char *text_at(const struct place *p, const char *path); // likewise; must be there
void write_at(const struct place *p, const char *path, const char *text, size_t n);
unsigned mode_at(const struct place *p, const char *path);
bool is_there(const struct place *p, const char *path);
#define AT "contexts/shop/acme/"

#endif
