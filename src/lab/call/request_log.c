// SPDX-License-Identifier: MIT
// A ring of the last requests.
#include "lab/call/request_log.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"

struct request_entry *
request_log_add(struct request_log *log)
{
    struct request_entry *e;

    if (!log->ring)
        log->ring = mem_array(REQUEST_LOG_MAX, sizeof *log->ring);
    e = &log->ring[log->n++ % REQUEST_LOG_MAX];
    *e = (struct request_entry){ .n = log->n };
    return e;
}

static struct doc *
entry_doc(struct arena *a, const struct request_entry *e)
{
    struct doc *d = doc_map(a);
    char time[CLOCK_TEXT];

    doc_put_int(a, d, "n", e->n);
    doc_put_string(a, d, "time", arena_strdup(a, clock_text(e->wall_ms, time)));
    doc_put_string(a, d, "method", e->method);
    doc_put_string(a, d, "target", e->target);
    doc_put_string(a, d, "filter", e->filter[0] ? e->filter : NULL);
    doc_put_int(a, d, "status", e->status);
    return d;
}

struct doc *
request_log_doc(const struct request_log *log, struct arena *a, int64_t since)
{
    struct doc *list = doc_list(a);
    int64_t first = log->n > REQUEST_LOG_MAX ? log->n - REQUEST_LOG_MAX : 0;

    for (int64_t i = since > first ? since : first; i < log->n; i++)
        doc_add(a, list, entry_doc(a, &log->ring[i % REQUEST_LOG_MAX]));
    return list;
}

void
request_log_done(struct request_log *log)
{
    free(log->ring);
}
