// SPDX-License-Identifier: MIT
// What the toolkit knows of a lab that runs on this machine.
#ifndef APP_LAB_LAB_H
#define APP_LAB_LAB_H

#include "app/toolkit.h"

// process.c
char *lab_state_dir(const struct lct *t); // free() it
// Ends the lab that wrote the status, and waits for that.
int lab_process_end(const struct doc *status, struct lct_err *err);
// What the running lab says of itself, in the arena; NULL: none runs.
const struct doc *lab_status_read(const struct lct *t, struct arena *a);
// The same, and why not. LCT_ENOTFOUND: none runs.
const struct doc *lab_status_need(const struct lct *t, struct arena *a, struct lct_err *err);
// status: of lab_status_read, may be NULL. False while the lab still starts.
bool lab_is_ready(const struct doc *status);

#endif
