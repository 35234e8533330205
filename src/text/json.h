// SPDX-License-Identifier: MIT
// JSON in and out of docs, by jansson (strict, duplicate keys refused), positions kept.
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "text/doc.h"

// Parses one JSON value. Limits: `max` bytes of input (LCT_EUSAGE beyond), depth 64. The error says
// line and column. API answers need no positions: pass positions = false, which is faster.
int json_parse(struct arena *a, const char *text, size_t n, size_t max, bool positions,
    struct doc **ret, struct lct_err *err);

enum json_style { JSON_COMPACT, JSON_PRETTY };

// Appends d. Keys in the doc's order; strings escaped to pure valid UTF-8 JSON.
void json_print(struct buf *out, const struct doc *d, enum json_style style);

// Appends s as a JSON string with its quotes.
void json_quote(struct buf *out, const char *s);

#endif
