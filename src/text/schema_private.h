// SPDX-License-Identifier: MIT
// Between the files of the checker: how a fault is told, and the check of what holds nothing else.
#ifndef TEXT_SCHEMA_PRIVATE_H
#define TEXT_SCHEMA_PRIVATE_H

#include "text/schema.h"

// schema.c: fmt takes both texts.
struct diag *schema_report(struct diags *out, const struct doc *d, const char *path,
    const char *fmt, const char *a, const char *b);
const char *schema_what(const struct schema *s); // "a whole number"
void schema_wrong_kind(
    const struct schema *s, const struct doc *d, const char *path, struct diags *out);

// schema_scalar.c
bool schema_is_scalar(const struct doc *d);
void schema_check_scalar(
    const struct schema *s, const struct doc *d, const char *path, struct diags *out);

#endif
