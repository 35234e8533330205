// SPDX-License-Identifier: MIT
// A lab of a world and a virtual clock, without nodes and HTTP.
#ifndef TEST_LAB_SMALL_LAB_H
#define TEST_LAB_SMALL_LAB_H

#include "../testing.h"

#include "lab/lab.h"
#include "lab/world/noun.h"

struct small_lab {
    struct arena *arena;
    struct loop *loop;
    struct lab lab;
    char folder[32];
    const char *file; // of its world
};

// cmocka's setup and teardown: a folder, no world yet.
int small_lab_new(void **state);
int small_lab_free(void **state);
// Opens its world; the test ends if that fails.
void small_lab_open(struct small_lab *x, const struct noun *const *nouns);
// Lets go of it, as a lab that ends.
void small_lab_close(struct small_lab *x);

struct doc *small_lab_parse(struct small_lab *x, const char *text);
// A call of the API; what is wrong with it is in its errors.
struct call small_lab_call(
    struct small_lab *x, const char *method, const char *path, const char *body);
// Until nothing is left to wait for.
void small_lab_run(struct small_lab *x);

#define SMALL_LAB_TEST(name) cmocka_unit_test_setup_teardown(name, small_lab_new, small_lab_free)

#endif
