// SPDX-License-Identifier: MIT
// Files of text cases: "=== TITLE" begins one, "--- KIND ARGUMENT" a section of it.
#ifndef TEST_PLAN_CASEFILE_H
#define TEST_PLAN_CASEFILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

struct section {
    const char *kind, *argument; // "file", "setup.sh"; what follows the title is "plan"
    struct buf text;
};

struct text_case {
    const char *title;
    VEC(struct section) sections;
};

// argument NULL: any. NULL: there is none.
const struct section *case_section(
    const struct text_case *c, const char *kind, const char *argument);

// Is this the text of the section (NULL: no text)? Tells both when not.
bool case_same(const char *what, const struct section *expected, const struct buf *found);

// A test program, "PROGRAM FILE.case...": runs every case of the files with the
// recorded catalogue (a struct catalogue) and prints TAP; yields its exit status.
typedef bool case_fn(struct text_case *c, void *catalogue);
int cases_main(int argc, char **argv, case_fn *fn);

#endif
