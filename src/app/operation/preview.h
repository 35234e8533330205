// What create, apply and scale would do: the same way as theirs (converge.h), but nothing is made,
// stored or leased, and the cloud is opened for reading.
#ifndef APP_OPERATION_PREVIEW_H
#define APP_OPERATION_PREVIEW_H

#include "app/operation/converge.h"
#include "plan/want/price.h"

// Before it: finds the cluster, connects for reading, and preview_known.
int preview_open(struct run *r, const char *name, struct lct_err *err);
// Reads the plan that r->cluster keeps into r->plan, and its keys; NULL: they cannot be read.
void preview_known(struct run *r);

// r->cluster is as it would be remembered, in the store already or not; *ret is yours.
int preview(struct run *r, const struct lct_plan *plan, const struct converge *how,
    struct lct_answer **ret, struct lct_err *err);

// The same of changes that are worked out already; plan NULL: nothing is to be left.
int preview_want(struct run *r, const struct lct_plan *plan, const char *kind, const struct want *w,
    struct lct_answer **ret, struct lct_err *err);

#endif
