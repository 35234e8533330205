// Cluster plans: reading and checking them.
#ifndef LCT_PLAN_H
#define LCT_PLAN_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

struct lct_plan;

struct lct_set {
    const char *name, *value; // NULL name ends a list
};

struct lct_plan_args {
    const struct lct_set *set; // parameters; NULL: none
    bool accept_substitutes;   // retired images and types become their successors
    bool offline;              // make no request: check against the newest catalogue at hand
    bool look; // it is only looked at: where the cloud cannot be asked, the same (see
               // lct_catalogue_note). A plan that something is made by wants neither.
};

// Reads and checks a plan file ("-": standard input). Always yields *ret when the file could be
// read; with LCT_EPLAN it has problems that lct_plan_problems tells. args may be NULL.
int lct_plan_read(struct lct *t, const char *where, const struct lct_plan_args *args,
    struct lct_plan **ret, struct lct_err *err);
// The same for text in memory; where names it in messages and is the folder its files are looked up
// in.
int lct_plan_text(struct lct *t, const char *text, size_t n, const char *where,
    const struct lct_plan_args *args, struct lct_plan **ret, struct lct_err *err);
void lct_plan_free(struct lct_plan *p); // NULL is fine

// Errors and warnings as a compiler prints them ("" when there are none); borrowed.
const char *lct_plan_problems(const struct lct_plan *p);
// {"problems": [{level, file, line, column, message, hint, path}]}
int lct_plan_problem_list(const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err);
// Is all that it asks for carried out? LCT_EPLAN names what is not yet, or says that the plan has
// errors: nothing is then created or changed by it.
int lct_plan_ready(const struct lct_plan *p, struct lct_err *err);
// {"name", "nodes": [...], "volumes": [], "balancers": [], "price": {hourly, monthly}}; names
// provisional.
int lct_plan_show(
    struct lct *t, const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
