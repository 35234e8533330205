// A plan as the public API holds it: text, problems, the loaded and resolved tree.
#ifndef APP_PLAN_H
#define APP_PLAN_H

#include "app/toolkit.h"
#include "model/plan.h"
#include "plan/plan.h"

struct lct_plan {
    struct arena *arena;
    struct doc_source source;
    struct diags diags;
    struct buf problems; // printed diags
    struct plan *plan;   // NULL when there were errors
    const struct catalogue *catalogue;
    struct doc *parts; // files that it names: name -> content
    struct doc *args;  // {"set": {NAME: VALUE}, "accept_substitutes"}: what it was read with
};

// The plan as the cluster keeps it, with the files it named and the counts that scale set. With
// LCT_EPLAN the problems are in err. *ret: lct_plan_free it.
int plan_of_cluster(
    struct lct *t, const struct cluster *c, struct lct_plan **ret, struct lct_err *err);
// Writes it into the cluster; texts live in the arena.
void plan_keep(struct arena *a, struct cluster *c, const struct lct_plan *p);

// plan.c: parses, checks and resolves p->source; files that it names come from read.
int plan_finish(struct lct *t, struct lct_plan *p, const struct lct_plan_args *args,
    plan_reader *read, struct lct_plan **ret, struct lct_err *err);
struct lct_plan *plan_new(void);

// The nodes of a cluster that would be made of it now; names are provisional.
int plan_sample(struct arena *a, const struct lct_plan *p, struct desired **ret, size_t *n,
    struct lct_err *err);

#endif
