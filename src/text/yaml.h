// SPDX-License-Identifier: MIT
// YAML in and out of docs, by libyaml's events: one document, no tags, no duplicate keys, no
// alias bombs (an alias may be used, the expanded tree is bounded).
#ifndef TEXT_YAML_H
#define TEXT_YAML_H

#include "text/doc.h"

// The limits of any plan.
#define YAML_MAX_BYTES (16u << 20)
#define YAML_MAX_DEPTH 64
#define YAML_MAX_NODES 2000000

// Parses YAML (JSON is YAML too). Text must be UTF-8 without NUL. Errors carry line and column in
// *pos (may be NULL). Implicit kinds by the YAML 1.2 core schema (true/false, null, ~, numbers);
// "yes" and "no" stay text: the schema turns them into booleans where it wants one.
int yaml_parse(struct arena *a, const char *text, size_t n, struct doc **ret, struct doc_pos *pos,
    struct lct_err *err);

// Appends d as YAML block style, quoting what would otherwise change its kind.
void yaml_print(struct buf *out, const struct doc *d);

#endif
