// SPDX-License-Identifier: MIT
// Commands and files on many nodes of a cluster at once, by SSH from this process. Sessions are
// kept: a further command costs a small part of a log-in. No API token is needed, and no lease of
// the cluster: an operation may run beside it.
#ifndef LCT_RUN_H
#define LCT_RUN_H

#include <stddef.h>

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// Sessions to the started nodes of one cluster. It belongs to its toolkit's thread and is to be
// closed before the toolkit.
struct lct_runner;

// Which nodes, and how they are logged in to.
struct lct_runner_args {
    // Which nodes: words joined by commas, each a node plan, a tag, a node (its name, label, id,
    // UUID), a name with ranges ("web-[01-20,25]") or a glob ("web-*", "db-0?"); a word behind "!"
    // leaves its nodes out, of all where no other word is ("!web-03"). Or an expression as of
    // lct_query ("tag=master and region=us-east"). NULL: all.
    const char *on;
    const char *user; // who logs in; NULL: the admin user
    unsigned fanout;  // at most so many nodes at a time; 0: all, 64 log-ins at a time
};

// Chooses the nodes; logs in nowhere yet. args may be NULL; *ret is yours (lct_runner_close).
// LCT_ENOTFOUND: no such cluster, or a word fits nothing in it; LCT_EWAIT: none of the nodes is
// started.
int lct_runner_open(struct lct *t, const char *cluster, const struct lct_runner_args *args,
    struct lct_runner **ret, struct lct_err *err);
void lct_runner_close(struct lct_runner *r); // logs out; NULL is fine

// {"nodes": [{node, label}], "skipped": [{node, label, state}]}: skipped are those chosen that are
// not started. `node` is the host name, or the label where two nodes share a name.
int lct_runner_nodes(const struct lct_runner *r, struct lct_answer **ret, struct lct_err *err);

// What is run.
struct lct_run_args {
    const char *command; // for the login shell
    const void *input;   // standard input of each; borrowed during the call; NULL: empty
    size_t input_n;      // in bytes
    int64_t timeout_ms;  // of the command on each node; 0: none
    size_t max_output;   // kept of each stream of each node, in bytes; 0: 1 MiB
};

// How it went on one node; all is borrowed during the callback.
struct lct_run_result {
    const char *node, *label; // as of lct_runner_nodes
    int code;   // LCT_OK: it ran to its end, status says how. LCT_ERETRY: not reached, it did not
                // run. LCT_EAUTH: not the host we know, or our key is refused. LCT_EAMBIGUOUS: the
                // connection broke, it may have run. LCT_EWAIT: stopped by the time-out.
                // LCT_ECANCELLED: interrupted.
    int status; // exit status; 128 + n when killed by signal n; -1 when code is not LCT_OK
    const char *error;         // why, when code is not LCT_OK; else NULL
    const char *hint;          // what to do about it; NULL: nothing to say
    const char *out, *err_out; // standard output and error: any bytes, and a NUL behind them
    size_t out_n, err_n;       // of these, in bytes
    bool cut;                  // there was more output than is kept
    int64_t files, bytes;      // how much was copied; 0 of commands
};

// What is told while it goes on; each may be NULL.
struct lct_run_watch {
    // Output as it arrives; stream is 1 or 2.
    void (*output)(void *user, const char *node, int stream, const char *data, size_t n);
    // One node is done.
    void (*ended)(void *user, const struct lct_run_result *result);
    void *user; // handed to both
};

// Runs a command on all nodes of the runner. The trouble of one does not stop the others. Answers
// {"command", "nodes": [{node, label, status, stdout, stderr, cut, code, error, hint}], "failed":
// N}; bytes that are no text come out as U+FFFD there. LCT_EPARTIAL: some failed (a status other
// than 0 counts); LCT_EFAILED: all did; LCT_ECANCELLED: interrupted. In these cases there is an
// answer, too.
int lct_runner_run(struct lct_runner *r, const struct lct_run_args *args,
    const struct lct_run_watch *watch, struct lct_answer **ret, struct lct_err *err);

// What is copied.
struct lct_copy_args {
    const char *const *from; // files and folders, NULL-terminated
    const char *to;          // where to
    bool back;               // from the nodes to here; else from here to the nodes
    int64_t timeout_ms;      // on each node; 0: none
};

// Copies files and folders with their modes. To the nodes: `to` is a folder there, or the new name
// of the only source; all of it is written beside its place, and then each file replaces the old
// one at once. Back: each node's are put in the folder to/NODE, which holds them only when all of
// them arrived; there a folder must not exist yet. Relative paths on nodes begin in the home folder
// of who logs in. Answers {"nodes": [{node, label, files, bytes, stderr, code, error, hint}],
// "failed": N}; codes as of lct_runner_run, and LCT_EUSAGE for sources that cannot be copied.
int lct_runner_copy(struct lct_runner *r, const struct lct_copy_args *args,
    const struct lct_run_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Both in one call: opens a runner, and closes it. args and watch may be NULL, run and copy not.
int lct_cluster_run(struct lct *t, const char *cluster, const struct lct_runner_args *args,
    const struct lct_run_args *run, const struct lct_run_watch *watch, struct lct_answer **ret,
    struct lct_err *err);
int lct_cluster_copy(struct lct *t, const char *cluster, const struct lct_runner_args *args,
    const struct lct_copy_args *copy, const struct lct_run_watch *watch, struct lct_answer **ret,
    struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
