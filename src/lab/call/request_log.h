// SPDX-License-Identifier: MIT
// The last requests, for tests that ask what a client did. Without bodies: they hold secrets.
#ifndef LAB_CALL_REQUEST_LOG_H
#define LAB_CALL_REQUEST_LOG_H

#include "text/doc.h"

#define REQUEST_LOG_MAX 2000

struct request_entry {
    int64_t n, wall_ms;
    unsigned status; // 0: cut off without an answer
    char method[8], target[160], filter[160];
};

struct request_log {
    struct request_entry *ring;
    int64_t n; // so far
};

// Entry of a new request; valid until REQUEST_LOG_MAX more came.
struct request_entry *request_log_add(struct request_log *log);
// Those after number `since`, oldest first.
struct doc *request_log_doc(const struct request_log *log, struct arena *a, int64_t since);
void request_log_done(struct request_log *log);

#endif
