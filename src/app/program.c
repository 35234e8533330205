// SPDX-License-Identifier: MIT
// Programs, started as the caller wants it (lct_conf.processes).
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/toolkit.h"
#include "io/program.h"

#define LOOK_MS 20 // at one that was told to end
#define WAIT_MS 10 // between two looks at one that runs

const struct lct_processes *
lct_processes_none(void)
{
    static const struct lct_processes none;

    return &none;
}

int
program_start(struct lct *t, const struct lct_program *program, pid_t *pid, struct lct_err *err)
{
    const struct lct_processes *p = t->processes;
    const char *name = program->argv[0];

    if (!p->start) {
        lct_fail(err, LCT_EUSAGE, "this needs the program %s, and none may be started", name);
        return lct_hint(err, "whoever opened the toolkit forbade it: lct_conf.processes");
    }
    int failed = p->start(p->user, program, pid);
    if (failed == ENOENT)
        return lct_fail(err, LCT_ENOTFOUND, "the program %s was not found", name);
    if (failed)
        return lct_fail(err, LCT_EFAILED, "cannot start %s: %s", name, strerror(failed));
    return LCT_OK;
}

bool
program_ended(struct lct *t, pid_t pid, int *status)
{
    const struct lct_processes *p = t->processes;
    int failed = p->ended(p->user, pid, status);

    if (failed && failed != EAGAIN)
        *status = -1;
    return failed != EAGAIN;
}

void
program_stop(struct lct *t, pid_t pid)
{
    const struct lct_processes *p = t->processes;
    int status;

    p->stop(p->user, pid);
    while (!program_ended(t, pid, &status))
        poll(NULL, 0, LOOK_MS);
}

int
program_wait(struct lct *t, pid_t pid, int64_t patience_ms, int out, int64_t most, int *status,
    struct lct_err *err)
{
    struct stat written = { 0 };

    for (int64_t waited = 0; !program_ended(t, pid, status); waited += WAIT_MS) {
        if (program_pause(t, WAIT_MS))
            lct_fail(err, LCT_ECANCELLED, "interrupted");
        else if (waited > patience_ms || fstat(out, &written) < 0 || written.st_size > most)
            lct_fail(err, LCT_EFAILED, "it does not come to an end");
        if (!err->code)
            continue;
        program_stop(t, pid);
        return err->code;
    }
    return LCT_OK;
}

bool
program_pause(struct lct *t, int ms)
{
    struct pollfd wake = { .fd = t->wake, .events = POLLIN };
    uint64_t count;

    return poll(&wake, 1, ms) > 0 && read(t->wake, &count, sizeof count) > 0;
}
