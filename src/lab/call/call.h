// SPDX-License-Identifier: MIT
// One call of the API: who asks for what, and what he is told.
#ifndef LAB_CALL_CALL_H
#define LAB_CALL_CALL_H

#include "lab/lab.h"
#include "text/doc.h"

#define CALL_PARAMS 3

struct call {
    struct lab *lab;
    struct arena *arena;
    const char *params[CALL_PARAMS]; // what the route's {} stood for, decoded
    const char *page, *page_size;    // of the query; NULL: not given
    const char *filter;              // the header X-Filter; NULL: none
    const struct doc *body;          // a map; empty when there was none
    int64_t token;                   // the caller's; 0: none was given
    const char *scopes;              // of the token

    unsigned status;    // 200 until something is wrong
    struct doc *answer; // {} unless the handler sets it; NULL with status 204
    struct doc *errors; // of errors, in order of discovery
};

typedef void call_fn(struct call *c);

// Adds an error; the first one's status is the answer's. field may be NULL.
void call_refuse(struct call *c, unsigned status, const char *field, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
#define call_error(c, field, ...) call_refuse((c), 400, (field), __VA_ARGS__)
void call_not_found(struct call *c);
bool call_failed(const struct call *c);

// Parameter i as the id of something; -1 when it is none.
int64_t call_id(const struct call *c, size_t i);

// What a body may hold. Other members are let pass, as Linode does.
enum field_kind {
    FIELD_TEXT,
    FIELD_INT,
    FIELD_BOOL,
    FIELD_TEXTS,
    FIELD_INTS,
    FIELD_MAP,
    FIELD_MAPS
};

struct field {
    const char *name; // NULL ends a table
    enum field_kind kind;
    bool required;
    int64_t min, max;         // length of a text (of each text), or value; 0,0: any
    const char *const *words; // the only texts allowed; NULL-terminated
};

// Reports every member of the map that the table does not allow. prefix: of the names of fields
// ("metadata."), or "".
bool call_check(struct call *c, const struct doc *map, const char *prefix, const struct field *f);

#endif
