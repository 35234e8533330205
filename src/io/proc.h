// SPDX-License-Identifier: MIT
// Child processes with pipes, on the loop: of the lab and of tests, for SIGPIPE and SIGCHLD are
// taken from whoever links it. The library starts programs by io/program.h.
#ifndef IO_PROC_H
#define IO_PROC_H

#include "base/buf.h"
#include "io/op.h"

struct proc_spec {
    char *const *argv; // argv[0] is looked up in PATH
    char *const *env;  // NULL: inherited
    const char *dir;   // NULL: here
    const void *input; // stdin; NULL: /dev/null
    size_t input_len;
    int64_t deadline_ms; // then SIGTERM, 2 s later SIGKILL
    size_t max_output; // of each of stdout and stderr kept (0: 1 MiB); the rest is read and dropped
    // When set: called with every piece of output as it comes (1 stdout, 2 stderr).
    void (*on_output)(void *user, int stream, const char *data, size_t n);
};

struct proc_result {
    int status;                // exit status; 128 + signal when killed
    const char *out, *err_out; // borrowed for the callback
    size_t out_len, err_len;
};

// err: it could not be started, was cancelled or timed out; an exit status is a success here.
typedef void proc_fn(void *user, const struct lct_err *err, const struct proc_result *r);
struct op *proc_run(struct loop *l, const struct proc_spec *spec, proc_fn *fn, void *user);

// Runs to the end on a loop of its own (programs and tests; not within callbacks).
int proc_run_sync(const struct proc_spec *spec, struct buf *out, int *status, struct lct_err *err);

#endif
