// SPDX-License-Identifier: MIT
// Work on the files that are disks: share/lab/disk.sh, as a child of the supervisor's.
#ifndef LAB_BLOCK_WORK_H
#define LAB_BLOCK_WORK_H

#include <sys/types.h>

#include "lct/err.h"

struct work {
    pid_t pid;
    int said; // what it says when it fails
};

// words: the verb, the file, and what the verb wants more; NULL ends them.
int work_start(struct work *w, const char *const *words, struct lct_err *err);
// It has ended, with this status of waitpid's.
int work_end(struct work *w, int status, struct lct_err *err);

#endif
