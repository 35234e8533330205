// SPDX-License-Identifier: MIT
// A document: a tree of maps, lists and scalars that remembers where in its source each value
// stood. YAML and JSON are read into it; plans, API answers and requests are all docs.
#ifndef TEXT_DOC_H
#define TEXT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "lct/err.h"

enum doc_kind { DOC_NULL, DOC_BOOL, DOC_INT, DOC_REAL, DOC_TEXT, DOC_LIST, DOC_MAP };

struct doc_pos {
    unsigned line, col; // from 1; 0 = made by code, not read
};

// A value. In YAML a scalar keeps its text and whether it was quoted; a plain one that looks like a
// number or truth value gets that kind, and doc_text() still yields its source text ("010", "yes").
struct doc {
    enum doc_kind kind;
    bool quoted;
    struct doc_pos pos;
    const char *text; // TEXT: the value; other scalars: as it stood in the source
    size_t text_len;
    union {
        bool boolean;
        int64_t integer;
        double real;
        struct {
            struct doc **items; // LIST: values; MAP: values beside `keys`
            struct doc **keys;  // MAP: TEXT docs, for their position
            size_t n, cap;
            struct doc_index *index; // MAP of many keys: finds them by hash (doc_index.c)
        };
    };
};

// The source a doc was read from, kept for diagnostics (the line to show).
struct doc_source {
    const char *name; // file name or URL
    const char *text;
    size_t len;
};

// A line of it, from 1, without its end; NULL when there is none.
const char *doc_source_line(const struct doc_source *src, unsigned number, size_t *len);

// Building. All live in the arena.
struct doc *doc_null(struct arena *a);
struct doc *doc_bool(struct arena *a, bool value);
struct doc *doc_int(struct arena *a, int64_t value);
struct doc *doc_real(struct arena *a, double value);
struct doc *doc_string(struct arena *a, const char *value); // NULL makes a DOC_NULL
struct doc *doc_list(struct arena *a);
struct doc *doc_map(struct arena *a);
struct doc *doc_add(struct arena *a, struct doc *list, struct doc *value); // yields value
struct doc *doc_put(struct arena *a, struct doc *map, const char *key,
    struct doc *value); // adds or replaces; yields value
void doc_put_string(
    struct arena *a, struct doc *map, const char *key, const char *value); // NULL: null
void doc_put_int(struct arena *a, struct doc *map, const char *key, int64_t value);
void doc_put_bool(struct arena *a, struct doc *map, const char *key, bool value);
struct doc *doc_texts(struct arena *a, const char *const *texts); // NULL-terminated, or NULL
struct doc *doc_copy(struct arena *a, const struct doc *d);

// Reading. All accept NULL and docs of another kind, and then yield the fallback.
const struct doc *doc_get(const struct doc *map, const char *key); // NULL when absent
const struct doc *doc_at(const struct doc *list, size_t i);        // NULL when out of range
size_t doc_count(const struct doc *list_or_map);
const char *doc_text(const struct doc *scalar, const char *fallback);
int64_t doc_integer(const struct doc *d, int64_t fallback); // INT, or REAL without fraction
double doc_number(const struct doc *d, double fallback);
bool doc_boolean(const struct doc *d, bool fallback);
bool doc_is_null(const struct doc *d); // NULL or DOC_NULL
// The same after doc_get.
const char *doc_get_text(const struct doc *map, const char *key, const char *fallback);
int64_t doc_get_int(const struct doc *map, const char *key, int64_t fallback);
bool doc_get_bool(const struct doc *map, const char *key, bool fallback);
// By dotted path: "network.interfaces.0.label".
const struct doc *doc_path(const struct doc *d, const char *path);

#define doc_each(item, d)                                             \
    for (size_t item##_i_ = 0; item##_i_ < doc_count(d); item##_i_++) \
        for (const struct doc *item = (d)->items[item##_i_]; item; item = NULL)

bool doc_equal(const struct doc *a, const struct doc *b); // order of map keys ignored
const char *doc_kind_name(enum doc_kind kind);            // "text", "number", "list" ...

#endif
