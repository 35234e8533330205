// SPDX-License-Identifier: MIT
// The fields of a record, named once: what stores keep, answers show, queries ask for and copies
// carry is read off one table a record. A row more in it is all that a field more takes.
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/doc.h"

enum field_type {
    FIELD_END,   // of a table
    FIELD_TEXT,  // NULL: none
    FIELD_TEXTS, // NULL-terminated
    FIELD_UUID,
    FIELD_WORD, // an enum, told by name
    FIELD_BOOL,
    FIELD_REAL,
    FIELD_INT,
    FIELD_UNSIGNED,
    FIELD_INT64,
    FIELD_ID,    // 0: none
    FIELD_TIME,  // wall time in milliseconds; 0: not yet
    FIELD_OTHER, // no member: the place of what whoever answers works out
};

enum field_flag {
    FIELD_ASKED = 1,   // queries may test it
    FIELD_OR_NULL = 2, // a text that record_of_doc leaves NULL where there is none, not ""
};

// The names of an enum whose values are 0 .. n - 1.
struct words {
    const char *const *names;
    size_t n;
    unsigned otherwise; // what a word that nobody knows stands for
};

unsigned words_parse(const struct words *w, const char *name);

struct field {
    enum field_type type;
    size_t offset;
    const char *name;   // in answers; NULL: in none
    const char *column; // in stores; NULL: not kept
    unsigned flags;
    const struct words *words; // of a WORD
};

// A row: FIELD(TEXT, struct node, label, "label", "label"). A member of another type does not
// compile.
#define FIELD(kind, record, member, ...)                          \
    {                                                             \
        FIELD_##kind, FIELD_AT(kind, record, member), __VA_ARGS__ \
    }
#define FIELD_AT(kind, record, member) \
    _Generic(((record *)0)->member, FIELD_C_##kind : offsetof(record, member))
#define FIELD_OF_OTHERS(name, ...)              \
    {                                           \
        FIELD_OTHER, 0, name, NULL, __VA_ARGS__ \
    }
#define FIELD_C_TEXT const char *
#define FIELD_C_TEXTS const char *const *
#define FIELD_C_UUID char *
#define FIELD_C_WORD unsigned
#define FIELD_C_BOOL bool
#define FIELD_C_REAL double
#define FIELD_C_INT int
#define FIELD_C_UNSIGNED unsigned
#define FIELD_C_INT64 int64_t
#define FIELD_C_ID int64_t
#define FIELD_C_TIME int64_t

#define fields_each(f, fields) for (const struct field *f = (fields); f->type != FIELD_END; f++)

// The member itself, of the type that goes with the field's.
#define FIELD_VALUE(type, f, record) (*(type *)(void *)((char *)(uintptr_t)(record) + (f)->offset))

// The value of a TEXT, UUID or WORD (what is set is borrowed), and of what is counted or true.
bool field_is_text(const struct field *f);
const char *field_text(const struct field *f, const void *record);
void field_set_text(const struct field *f, void *record, const char *text);
int64_t field_int(const struct field *f, const void *record);
void field_set_int(const struct field *f, void *record, int64_t value);

// The record as an answer: a map in the order of the table, with null where it has an OTHER.
struct doc *record_doc(struct arena *a, const struct field *fields, const void *record);
// Reads what record_doc made, but not times; what is missing becomes empty. Texts are copied.
void record_of_doc(struct arena *a, const struct field *fields, const struct doc *d, void *record);
// Makes the texts of a record that was copied its own.
void record_own(struct arena *a, const struct field *fields, void *record);

#endif
