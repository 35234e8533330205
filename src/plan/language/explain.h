// SPDX-License-Identifier: MIT
// The plan language told key by key, out of its tables.
#ifndef PLAN_LANGUAGE_EXPLAIN_H
#define PLAN_LANGUAGE_EXPLAIN_H

#include "text/schema.h"

#define KEY_DEPTH 10

// One place of a key. The language has most of its maps in several places.
struct language_key {
    const struct schema_field *fields[KEY_DEPTH]; // from the top; NULL: any name
    size_t n;
    const struct schema_field *field; // the last of them
    const char *path;                 // "nodes.storage.fs", without what holds node plans
};

// What there is to tell beyond the tables, by path.
struct language_more {
    const char *path;
    const char *fallback; // its default; NULL: none
    const char *example;  // YAML, of the value alone; NULL: made from the table
    const char *names;    // what its words name: "region", "type", "image", "kernel"; NULL: nothing
    const char *text;     // what else there is to say; NULL: nothing
};
extern const struct language_more language_more[]; // explain_more.c; ends with a NULL path

// Every key of the language, in every place, the plan's own first. Yields their number; the array
// is the arena's.
size_t language_keys(struct arena *a, struct language_key **ret);

// Explains a key by its path, or the end of it: "fs", "storage.fs", "nodes[0].storage[1].fs", other
// spellings too; "" is the plan itself. Of several the one nearest to the top. *ret: {key, aliases,
// type, words, required, default, later, help, more, names, example, also, keys: [{key, required,
// help}]}; absent: nothing. LCT_ENOTFOUND with a did-you-mean.
int plan_explain(struct arena *a, const char *key, struct doc **ret, struct lct_err *err);

// Would the value, read as YAML, do for the key? What is wrong goes to diags, the value's source to
// src.
int plan_explain_value(struct arena *a, const char *key, const char *value, struct diags *diags,
    struct doc_source *src, struct lct_err *err);

#endif
