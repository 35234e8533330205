// SPDX-License-Identifier: MIT
// Requests for work on disks' files.
#include "lab/fleet/worker.h"

void
worker_handle(struct supervisor *s, const struct wire *request)
{
    struct worker w = { .serial = request->serial, .node = request->node };
    struct lct_err err = { 0 };

    if (work_start(&w.work, request->text, &err))
        supervisor_answer(s, request, &err);
    else
        vec_push(&s->workers, w);
}

void
worker_reap(struct supervisor *s, pid_t pid, int status)
{
    struct lct_err err = { 0 };

    for (size_t i = 0; i < s->workers.n; i++) {
        struct worker w = s->workers.items[i];
        if (w.work.pid != pid)
            continue;
        vec_remove(&s->workers, i);
        work_end(&w.work, status, &err);
        supervisor_answer(s, &(struct wire){ .serial = w.serial, .node = w.node }, &err);
        return;
    }
}
