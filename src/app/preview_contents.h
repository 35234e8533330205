// What nodes that stay are brought, in a preview: against the plan that the cluster keeps where the
// node has what that says.
#ifndef APP_PREVIEW_CONTENTS_H
#define APP_PREVIEW_CONTENTS_H

#include "app/run.h"
#include "plan/contents.h"
#include "text/doc.h"

struct brought {
    struct run *run;
    struct arena *arena; // of the answer
    const struct map *ran;
    struct world was; // of the members as the kept plan has them
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
