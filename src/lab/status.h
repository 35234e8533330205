// SPDX-License-Identifier: MIT
// What the lab tells of itself: state_dir/status.json, by which others find it.
#ifndef LAB_STATUS_H
#define LAB_STATUS_H

#include "lab/lab.h"

// state: "starting" or "running". {"state", "url", "token_file", "control", "dial", "pid", "nodes",
// "linodes", "balancers", "images"}
struct doc *status_doc(struct lab *lab, struct arena *a, const char *state);
// The same with the control token, for this machine's owner of the lab only.
int status_write(struct lab *lab, const char *state, struct lct_err *err);
void status_remove(const struct lab *lab);
// Something that it tells has changed: written anew soon.
void status_changed(struct lab *lab);

#endif
