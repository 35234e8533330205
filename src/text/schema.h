// SPDX-License-Identifier: MIT
// Tables that say what a doc may hold; one table serves checking, messages, the manual and the
// JSON schema for editors.
#ifndef TEXT_SCHEMA_H
#define TEXT_SCHEMA_H

#include "text/doc.h"

enum schema_type {
    S_ANY,
    S_BOOL,        // yes/no/true/false/on/off
    S_INT,         // within min..max
    S_NUMBER,      // within min..max
    S_TEXT,        // any scalar, taken as its source text; min..max characters (0,0: any)
    S_NAME,        // text of [A-Za-z0-9._-], 1..64
    S_ENUM,        // one of `words`
    S_SIZE,        // "80%", "500GB", a number
    S_MAP,         // by `fields`
    S_DICT,        // any keys, each value by `item`
    S_LIST,        // each by `item`
    S_ONE_OR_LIST, // a value by `item`, or a list of such
    S_ONE_OF,      // the first of `choices` whose kind fits
};

#define SCHEMA_WHY 160 // bytes that say why

struct schema {
    enum schema_type type;
    double min, max;
    const char *const *words;          // S_ENUM: NULL-terminated
    const struct schema_field *fields; // S_MAP: ends with a NULL name
    const struct schema *item;
    const struct schema *const *choices; // S_ONE_OF: NULL-terminated
    const char *what;                    // "a region", for messages; NULL: by type
    // S_TEXT: what keeps the text from being `what`, or NULL; asked when its length is right.
    const char *(*fault)(const char *text, char why[static SCHEMA_WHY]);
    const char *pattern; // S_TEXT: the same for editors, as far as a pattern can say it; or NULL
    bool open;           // S_MAP: unknown keys are allowed
};

struct schema_field {
    const char *name;
    const char *alias; // another spelling with the same meaning, or NULL
    const struct schema *schema;
    bool required;
    const char *later; // what it comes with, when a later release carries it out: noted when used
    const char *help;  // one sentence
};

// DIAG_LATER is a note, too: what is asked is understood but not carried out yet.
enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE, DIAG_LATER };

// One thing wrong with a document.
struct diag {
    enum diag_level level;
    struct doc_pos pos;
    const char *text; // a sentence without full stop
    const char *hint; // or NULL
    const char *path; // "regions[0].nodes[1].type", or NULL
    const char *note; // what stands at the other end, at note_pos; or NULL
    struct doc_pos note_pos;
    const char *what; // DIAG_LATER: the name of it
    bool elsewhere;   // DIAG_LATER: other places have it, too
    size_t other;     // DIAG_LATER: the one before, its number + 1; 0: none
    bool secret;      // its line of the plan is not shown: somebody wrote a password there
};

// Where the value at a place comes from, when not from there: told as a note.
struct diag_source {
    const char *note;
    struct doc_pos pos;
};
struct diag_place {
    struct doc_pos pos;
    unsigned end;        // the column behind its value
    const char *written; // the value as it stood there
    const struct diag_source *source;
    bool muted; // what should stand there is not known: nothing more is told of it
};

// All that is wrong with one document.
struct diags {
    struct arena *arena;
    struct diag *items;
    size_t n, cap, n_errors;
    size_t last_later; // number + 1 of the last DIAG_LATER; 0: none
    uint16_t *told; // a hash table of items (their number + 1): nothing is told twice of one place
    struct diag lost;                // stands for all beyond the first 1000, which are only counted
    const struct diag_place *places; // sorted by position, of values that come from elsewhere
    size_t n_places;
};

void diags_init(struct diags *d, struct arena *a);
// Adds what is wrong; when the same was said of the same place before, yields that again.
struct diag *diags_add(struct diags *d, enum diag_level level, struct doc_pos pos, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
void diag_hint(struct diags *d, struct diag *item, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
// The place of values from elsewhere that covers this position, or NULL.
const struct diag_place *diags_place(const struct diags *d, struct doc_pos pos);
// Points at the other end: where the first of two was defined, for example.
void diag_note(struct diags *d, struct diag *item, struct doc_pos pos, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
// Notes that `what` is not carried out yet; once for each name, however many places use it.
void diags_later(struct diags *d, struct doc_pos pos, const char *what, const char *why);

// "plan.yaml:3:5: error: sentence", the source line with a caret under the column, the hint.
// Sorted by position; at most `most` are printed, then a line that says how many more (0: all).
void diags_print(struct buf *out, const struct diags *d, const struct doc_source *src, size_t most);

// The same as a doc: [{level, file, line, column, message, hint, path, note}].
struct doc *diags_doc(struct arena *a, const struct diags *d, const struct doc_source *src);

// Reports everything in doc that the schema does not allow: unknown keys (with did-you-mean),
// missing ones, wrong kinds, values out of range. Yields true when there was no error.
bool schema_check(const struct schema *s, const struct doc *doc, struct diags *d);

// Did the table allow it, this reads a value in its terms.
bool schema_bool(const struct doc *d, bool fallback); // knows yes/no/on/off

// The JSON Schema (2020-12) of a table. stand_in: a pattern of texts that may stand for any scalar,
// such as "^\\$\\{[a-z]+\\}$"; NULL: none.
struct doc *schema_json(
    struct arena *a, const struct schema *s, const char *title, const char *stand_in);

#endif
