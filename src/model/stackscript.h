// SPDX-License-Identifier: MIT
// A StackScript, which the cloud has and a machine's first boot runs; what it asks for.
#ifndef MODEL_STACKSCRIPT_H
#define MODEL_STACKSCRIPT_H

#include <stdbool.h>
#include <stddef.h>

struct stackscript_field {
    const char *name;
    const char *preset;           // what it is without an answer; NULL: it must have one
    const char *one_of, *many_of; // "a,b,c": what it may be, or some of; NULL: anything
};

struct stackscript {
    const char *id, *owner, *label;
    const char *const *images; // that it is for, NULL-terminated; or "any/all"
    const struct stackscript_field *fields;
    size_t n_fields;
};

bool stackscript_takes(const struct stackscript *s, const char *image);
const struct stackscript_field *stackscript_field(const struct stackscript *s, const char *name);
bool stackscript_allows(const struct stackscript_field *f, const char *value);

#endif
