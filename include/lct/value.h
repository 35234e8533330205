// SPDX-License-Identifier: MIT
// Answers of the library: trees of maps, lists and scalars with stable field names, the same that
// `linodetool --json` prints. docs/json.md lists them all.
#ifndef LCT_VALUE_H
#define LCT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

struct lct_value;  // one value, borrowed from its answer
struct lct_answer; // owns all values of one answer

// Who gets an answer frees it, with all values of it. NULL is fine.
void lct_answer_free(struct lct_answer *a);
// The value that all others are in; NULL of NULL.
const struct lct_value *lct_answer_root(const struct lct_answer *a);

// Every reader accepts NULL and values of another kind, and then yields its fallback, NULL or 0.
// What it yields is borrowed from the answer.
const struct lct_value *lct_get(const struct lct_value *map, const char *key); // NULL when absent
const struct lct_value *lct_at(const struct lct_value *list, size_t i);        // NULL when beyond
size_t lct_count(const struct lct_value *list_or_map);                         // how many are in it
const char *lct_key(const struct lct_value *map, size_t i);            // name of the i-th field
const char *lct_text(const struct lct_value *v, const char *fallback); // numbers as text, too
int64_t lct_int(const struct lct_value *v, int64_t fallback);
double lct_number(const struct lct_value *v, double fallback);
bool lct_bool(const struct lct_value *v, bool fallback);

// JSON text (free() it), "null" of NULL; pretty: indented, else on one line.
char *lct_json(const struct lct_value *v, bool pretty);

// Says a text that stands in a map, by its key, in other words, which whoever asks free()s; NULL:
// it stays.
typedef char *lct_wording(const char *key, const char *text);
// As lct_json, each text as instead words it; NULL: as it is.
char *lct_json_worded(const struct lct_value *v, bool pretty, lct_wording *instead);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
