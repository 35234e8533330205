// SPDX-License-Identifier: MIT
// Programs on this machine, as app/ has them run: a seam of the steps.
#ifndef STEP_LOCAL_H
#define STEP_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#include "lct/err.h"

struct bundle_env;

struct local_program {
    const char *text;             // a command for sh, or what is in a file
    bool is_file;                 // the latter: run by its #! line
    const char *const *args;      // NULL-terminated; NULL: none
    const struct bundle_env *env; // beside the caller's environment; a NULL name ends it
    int64_t limit_ms;             // then it is asked to end
    const char *input;            // its standard input; NULL: the cluster as JSON
    size_t input_len;
    const char *answers; // a file that it writes, which is read when it has ended; NULL: none
};

struct local_result {
    int status;          // 128 + n: killed by signal n
    bool late;           // it was asked to end
    const char *said;    // the end of its output
    const char *answers; // what is in that file; "": nothing
    bool cut;            // it said more
};

// err code 0: it ran, whatever it ended with; else r is NULL.
typedef void local_fn(void *user, const struct lct_err *err, const struct local_result *r);

struct local {
    // Calls back later, or at once when it cannot begin.
    void (*run)(struct local *l, const struct local_program *p, local_fn *fn, void *user);
    void *user;
    const char *place; // a folder for what is kept of runs for this cluster; may not exist yet
    const struct bundle_env *tool; // how linodetool is called: LCT_TOOL and its like
};

#endif
