// SPDX-License-Identifier: MIT
// What became of clusters is brought to those whose plans name them: each by its kept plan, under
// its own lease, as an operation of its own.
#ifndef APP_OPERATION_AFTER_H
#define APP_OPERATION_AFTER_H

#include "app/operation/changes.h"

// Is there anything in it that others hear of: nodes that come, go or are readdressed, or whom of
// them the plan tells others of?
bool after_moves(const struct lct_changes *c, const struct want *w);
// Those that will hear of what was worked out; NULL: it failed.
const char *const *after_names(const struct lct_changes *c, struct arena *a, struct lct_err *err);

// Takes their leases, before anything is done. One that somebody else has is passed over: at the
// end it is asked for again.
int after_hold(struct lct_changes *c, const struct lct_watch *watch, struct lct_err *err);
// Each that has not heard of all does. One that is busy is told of, and hears by its next
// operation. What the command itself came to stays what it is: *err.
int after_tell(struct lct_changes *c, const struct lct_watch *watch, struct lct_err *err);
void after_done(struct lct_changes *c);

// Of one cluster that an operation changed, which came to *err.
int after_tell_of(struct run *r, struct lct_err *err);

#endif
