// Files of text cases: "=== TITLE" begins one, "--- KIND ARGUMENT" a section of it; what stands
// before the first section is the section "plan".
#ifndef TEST_CASE_FILE_H
#define TEST_CASE_FILE_H

#include "base/buf.h"
#include "base/vec.h"
#include "catalogue.h"

struct case_section {
    const char *kind, *argument; // "file", "setup.sh"
    struct buf text;
};

struct plan_case {
    const char *title;
    VEC(struct case_section) sections;
};

// The first of a kind, with this argument unless it is NULL; NULL: none.
const struct case_section *case_find(
    const struct plan_case *c, const char *kind, const char *argument);

// Was it as expected? Else both are told. Nothing is expected where there is no section.
bool case_same(const char *what, const struct case_section *expected, const struct buf *found);

typedef bool case_run(struct plan_case *c, const struct catalogue *catalogue);
// Runs all cases of the files in argv (FOLDER of the catalogue, FILE.case...) as TAP.
int case_main(int argc, char **argv, case_run *run);

#endif
