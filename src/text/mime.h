// SPDX-License-Identifier: MIT
// Messages of several parts (RFC 2045, 2046), as programs make them for cloud-init: read without
// trust, whatever lies within one another as one list.
#ifndef TEXT_MIME_H
#define TEXT_MIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "lct/err.h"

struct mime_part {
    const char *type;    // "text/cloud-config", in small letters; "text/plain" where none is said
    const char *headers; // all of them, each on one line
    const char *body;    // decoded; a NUL behind it that is not counted
    size_t size;
    bool encoded; // it was in base64
};

// LCT_EPLAN: it is no such message, has more than 64 parts or lies more than 4 levels deep, or one
// is encoded otherwise than in base64.
int mime_parse(
    struct arena *a, const char *text, struct mime_part **ret, size_t *n, struct lct_err *err);

// The value of a header, what stands behind ";" too; NULL: there is none.
const char *mime_header(struct arena *a, const struct mime_part *p, const char *name);
// Of a value such as "attachment; filename=a.sh" what stands behind "filename="; NULL: nothing.
const char *mime_parameter(struct arena *a, const char *value, const char *name);

#endif
