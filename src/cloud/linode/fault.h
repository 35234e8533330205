// SPDX-License-Identifier: MIT
// What an answer that is no success means for the caller.
#ifndef CLOUD_LINODE_FAULT_H
#define CLOUD_LINODE_FAULT_H

#include "base/buf.h"
#include "io/http.h"
#include "text/doc.h"

// Fills err from a transport failure (transport->code != 0), else from the status and the answer's
// body (NULL: it is no JSON). method and path name the request. Returns err->code; 0 when the
// answer is a success.
int fault_read(const char *method, const char *path, const struct lct_err *transport,
    const struct http_answer *a, const struct doc *body, int64_t wall_ms, struct lct_err *err);

// What may not be shown becomes a space: texts of errors end on terminals and in logs.
void text_clean(struct buf *text);

// A success whose body cannot be used.
int fault_garbage(const char *method, const char *path, const char *why, struct lct_err *err);

#endif
