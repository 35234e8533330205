// SPDX-License-Identifier: MIT
// The trial of rules that could shut us out: they stay only when a new session gets in by them.
#ifndef STEP_ASPECT_TRIAL_H
#define STEP_ASPECT_TRIAL_H

#include "step/bundle/bundle.h"
#include "step/world.h"

// Called once: the rules are there to stay (err code 0), or the old ones are back.
typedef void trial_fn(struct step *s, const struct lct_err *err);

// put: what the bundle's step "firewall" answered; where that took the rules into force for good
// already, or put is NULL, nothing is tried. Ends within a quarter of a minute.
void trial_run(struct step *s, struct member *m, const struct bundle_result *put, trial_fn *fn);

#endif
