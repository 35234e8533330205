// SPDX-License-Identifier: MIT
// Sessions to many nodes of a cluster, kept open; one errand at a time on all of them.
#ifndef APP_FANOUT_RUNNER_H
#define APP_FANOUT_RUNNER_H

#include "app/run/keys.h"
#include "app/toolkit.h"

enum target_phase { TARGET_WAITING, TARGET_LOGGING_IN, TARGET_RUNNING, TARGET_ENDED };

// One node, as an errand sees it.
struct target {
    struct lct_runner *runner;
    const struct node *node;
    const char *name; // as told: unique in the cluster
    enum target_phase phase;
    struct shell_session *session; // NULL: not logged in
    bool kept;                     // it was there before this errand
    struct op *op;                 // log-in or command under way
    struct timer *deadline;
    bool late;    // the deadline passed
    void *errand; // the errand's own
};

// What every node is to do: one command.
struct errand {
    bool (*wanted)(void *user, const struct target *t); // NULL: all are
    // What to run on it; false: nothing. The user of its callbacks is the target. Called once more
    // where a kept session turns out to be dead.
    bool (*command)(void *user, struct target *t, struct shell_command *c);
    // How it went, once for each target that is wanted and has something to run. r is NULL where it
    // did not come to a command.
    void (*ended)(
        void *user, struct target *t, const struct lct_err *err, const struct shell_result *r);
    void *user;
    int64_t timeout_ms; // of the command; 0: none
    size_t at_once;     // where the runner has no limit: so many at a time; 0: all
};

struct lct_runner {
    struct lct *t;
    struct arena *arena;
    struct cluster *cluster;
    struct keys keys;
    struct shell *shell;
    const char *user;
    unsigned fanout; // 0: no limit but that of log-ins
    struct target *targets;
    size_t n;
    struct node **started; // all that are, chosen or not: who may carry something on
    size_t n_started;
    struct node **skipped; // chosen, but not started
    size_t n_skipped;

    const struct errand *errand; // the one under way
    size_t next, logging_in, active, ended;
    bool going_on, done, interrupted;
};

// Runs an errand to its end. LCT_ECANCELLED: interrupted.
int runner_each(struct lct_runner *r, const struct errand *e, struct lct_err *err);

// {"nodes": [...], "failed": N} with this put in, and what it means: LCT_OK, LCT_EPARTIAL or
// LCT_EFAILED - unless err says already that it was interrupted.
int runner_conclude(
    struct lct_answer *answer, size_t n, size_t failed, const char *what, struct lct_err *err);

// A word for the shell, in single quotes; free() it.
char *shell_quote(const char *word);

#endif
