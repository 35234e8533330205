// SPDX-License-Identifier: MIT
// The API from request to answer.
#ifndef LAB_API_API_H
#define LAB_API_API_H

#include "lab/lab.h"

// Serves /v4 and /v4beta, and hands /lab over to the control interface.
void api_handle(void *user, struct httpd_request *r);

// Lets go of the answers that are held back.
void api_release(struct lab *lab);

// Answers with a document (NULL: none); headers end with a NULL name, or NULL.
void api_answer(struct httpd_request *r, unsigned status, const struct http_header *headers,
    const struct doc *answer);
// {"errors": [{"reason"}]}
struct doc *api_errors(struct arena *a, const char *reason);

// The body as a map. A reason when it is none.
const char *api_body(struct httpd_request *r, const struct doc **ret);

#endif
