// What this machine must offer before nodes are started, and what may be raised for them.
#ifndef LAB_LIMITS_H
#define LAB_LIMITS_H

#include "lab/fleet.h"

// A failure names the limit and the remedy. saved: where a raised limit's old value is kept.
int limits_check(const struct fleet_conf *conf, const char *saved, struct lct_err *err);
// Puts back what limits_check has raised.
void limits_restore(const char *saved);

#endif
