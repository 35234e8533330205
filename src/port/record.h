// SPDX-License-Identifier: MIT
// The kinds of records that a store keeps, and what there is to know of each to keep it: its
// fields, what tells one from another, their order, whose they are. A driver names no field: it
// reads them off these tables, as it does whatever is added to them.
#ifndef PORT_RECORD_H
#define PORT_RECORD_H

#include "model/node.h"
#include "model/opening.h"
#include "model/rate.h"
#include "model/resource.h"

enum record_kind {
    RECORD_CLUSTER,
    RECORD_PLAN,
    RECORD_BLOB,
    RECORD_NODE,
    RECORD_FACT,
    RECORD_RESOURCE,
    RECORD_OPENING,
    RECORD_COUNTER,
    RECORD_LEASE,
    RECORD_OPERATION,
    RECORD_STEP,
    RECORD_OUTPUT,
    RECORD_LESSON,
    RECORD_RATE,
    RECORD_SEEN,
    RECORD_KINDS
};

enum operation_state {
    OPERATION_RUNNING,
    OPERATION_DONE,
    OPERATION_PARTIAL,
    OPERATION_FAILED,
    OPERATION_CANCELLED,
    OPERATION_INTERRUPTED
};
extern const struct words operation_state_words;
const char *operation_state_name(enum operation_state s);

// One command carried out: create, apply, delete ... kept for good.
struct operation {
    int64_t id; // given by the store, rising
    char cluster[UUID_TEXT];
    const char *cluster_name;
    const char *kind; // "create", "delete" ...
    const char *who;  // user@host
    enum operation_state state;
    const char *plan_digest, *plan_text, *plan_file;
    const char *args;                  // JSON: what else a resume needs
    const char *summary;               // one sentence at the end; NULL while it runs
    int64_t started_ms, ended_ms;      // wall time; 0: not ended
    int64_t pid;                       // of the process that runs it
    int64_t n_steps, n_done, n_failed; // of its journal; kept when it ends
};

// One step of an operation in the journal. state: "waiting ready running done failed blocked
// cancelled uncertain".
struct journal_step {
    int64_t operation;
    int64_t number;  // in the order in which they were first heard of
    const char *key; // "machine.create web-01": unique in its operation
    const char *kind, *subject, *digest;
    const char *state;
    unsigned attempts;
    const char *content_digest; // of what was rendered when it became ready; NULL: nothing
    const char *result;         // JSON; NULL: none
    int error;                  // enum lct_code
    const char *error_text, *error_hint;
    int64_t first_ms;              // its first start of all tries; 0: it was not started
    int64_t intent_ms, outcome_ms; // of the last start, and of its end; 0: none yet
};

// What the script of a step said on its node.
struct step_output {
    int64_t operation;
    const char *step;  // its key
    const char *place; // the file on the node that has the whole; "": it ran here
    int status;        // of the script; -1: none
    int64_t late_ms;   // the time limit that ended it; 0: none did
    const char *text;
    bool cut; // text is only the end of it
};

// How long the newest steps took that had the digest, or all of a kind that have none.
struct lesson_kept {
    const char *kind, *digest; // digest "": it does not matter
    const char *times;         // JSON: [[began_ms, ms, waits_ms] ...], the newest first
    int64_t at_ms;             // of the newest
};

// The next of a running number: those drawn never come again.
struct counter {
    char cluster[UUID_TEXT];
    const char *name;
    int64_t next; // from 1
};

// Who operates a cluster. It stays when it is given up: the fence only ever rises.
struct lease {
    char cluster[UUID_TEXT];
    const char *holder; // "who, where, since when [marks]": people are told what is before " ["
    int64_t fence;      // rises with every take-over
    int64_t expires_ms; // wall time
};

// A limit of a cloud, as it was last seen.
struct rate_kept {
    const char *cloud; // its address
    struct rate rate;
};

// Our own address as nodes saw it last.
struct seen_from {
    const char *address;
    int64_t at_ms;
};

// What files of plans hold, each content once.
struct blob {
    const char *digest;
    const char *content; // JSON, model/parts.h
};

extern const struct field plan_record[]; // of a struct cluster: one with that plan
extern const struct field blob_record[], operation_record[], step_record[], output_record[],
    lesson_record[], counter_record[], lease_record[], rate_record[], seen_record[];

#define KEY_MAX 3

struct record_shape {
    const char *name; // of all of them together: "nodes"
    const char *one;  // "node"
    const struct field *fields;
    size_t size;
    // Columns by which one is told from others of its context, most general first. Their values
    // never change.
    const char *key[KEY_MAX + 1];
    const char *order[5]; // columns; where it ends alike, the key goes on
    // It is there only with the record whose key its own begins with, and goes with it;
    // RECORD_KINDS: with its context.
    enum record_kind owner;
    // Of those whose `over` is not the word `over_is`, no two have the same in one of these
    // columns; a NULL is like no other.
    const char *unique[3];
    const char *over, *over_is;
    // A put of one whose key is 0 gets the next number, which no other ever had.
    bool numbered;
};

extern const struct record_shape record_shapes[RECORD_KINDS];

// The field of a column; NULL: there is none such.
const struct field *shape_field(const struct record_shape *s, const char *column);
size_t shape_keys(const struct record_shape *s); // columns in its key
bool shape_is_key(const struct record_shape *s, const struct field *f);
// Is it one of those whose unique columns count?
bool shape_claims(const struct record_shape *s, const void *record);
// By order and key: < 0, 0, > 0.
int shape_compare(const struct record_shape *s, const void *a, const void *b);
void *shape_copy(struct arena *a, const struct record_shape *s, const void *record);

// The words for a record that cannot be put as another has the same in a unique column (NULL: it is
// not known which): LCT_EEXISTS.
int record_taken(
    const struct record_shape *s, const void *record, const char *column, struct lct_err *err);
// And for one whose owner there is not: LCT_ENOTFOUND.
int record_ownerless(const struct record_shape *s, struct lct_err *err);

#endif
