// SPDX-License-Identifier: MIT
// Trouble on demand: what a data centre does on a bad day, repeatable by its seed.
#ifndef LAB_CALL_FAULT_H
#define LAB_CALL_FAULT_H

#include "base/vec.h"
#include "text/doc.h"

enum fault_kind {
    FAULT_STATUS,        // this status instead of the effect
    FAULT_AFTER_SUCCESS, // this status, but the effect has happened
    FAULT_RESET,         // the connection is cut instead of the effect
    FAULT_LOST,          // the effect happens, then the connection is cut
    FAULT_GARBAGE,       // the effect happens, the answer is not what the API documents
    FAULT_DELAY,         // all is well, but late
    FAULT_RANDOM,        // any of the above but a delay, by the seed
};

struct fault {
    const char *name; // as in the request that asked for it
    enum fault_kind kind;
    char *method, *path; // patterns as of file names; "*": any
    unsigned status;
    double rate;  // of the requests that match
    int64_t left; // how many more times; -1: always
    int64_t delay_ms;
    int64_t struck;   // how many times it has
    bool retry_after; // the refusal says when to come again
    const char *body; // what is answered in place of JSON; NULL: JSON
};

struct faults {
    VEC(struct fault) errors;
    VEC(char *) unbootable; // patterns of labels
    uint64_t seed;
    struct fault drawn; // what a FAULT_RANDOM became
};

void faults_clear(struct faults *f);
// Takes over {"seed", "unbootable": [...], "errors": [...]} (adds to what is there); a wrong one
// changes nothing and yields the reason.
const char *faults_add(struct faults *f, struct arena *a, const struct doc *d);
// The faults as they are now.
struct doc *faults_doc(const struct faults *f, struct arena *a);

// The fault that befalls this request, or NULL; valid until the next draw. The same seed and the
// same sequence of requests (method, path: with /v4) yield the same faults.
const struct fault *fault_draw(struct faults *f, const char *method, const char *path);
bool faults_unbootable(const struct faults *f, const char *label);

#endif
