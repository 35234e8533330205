// SPDX-License-Identifier: MIT
// What nodes that stay are brought, in a preview: against the plan whose words they have.
#ifndef APP_OPERATION_PREVIEW_CONTENTS_H
#define APP_OPERATION_PREVIEW_CONTENTS_H

#include "app/run/run.h"
#include "build/contents.h"
#include "text/doc.h"

#define EARLIER_MOST 8

struct brought {
    struct run *run;
    struct arena *arena; // of the answer
    const struct map *ran;
    struct earlier { // the kept plan first, then those before it, when they are needed
        struct world world;
        struct lct_plan *plan; // NULL: the run's
    } earlier[EARLIER_MOST];
    size_t n_earlier;
    bool all; // those before it were looked for
    struct contents contents;
    struct map diffs; // text -> its doc
};

// r->world is set. ran, arena: borrowed until it is done.
void brought_open(struct brought *b, struct run *r, const struct map *ran, struct arena *arena);
void brought_done(struct brought *b);
OWN_STRUCT(brought, struct brought, brought_done);

// Puts "pushes" and "contents" of the i-th change, which is of the i-th member; *n: of pushes.
int brought_put(struct brought *b, struct doc *change, const struct change *c, size_t i, size_t *n,
    struct lct_err *err);

#endif
