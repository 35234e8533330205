// SPDX-License-Identifier: MIT
// What can be known to be refused before anything is asked for.
#ifndef PLAN_WANT_PREFLIGHT_H
#define PLAN_WANT_PREFLIGHT_H

#include "model/account.h"
#include "model/stackscript.h"
#include "plan/plan.h"

// What the API limits in a region: needs the catalogue only.
void preflight_limits(const struct plan *p, struct diags *diags);

// Whether the machines that the changes make can be had now; and the limits again, for the counts
// may have changed since the plan was read.
void plan_preflight(const struct plan *p, const struct change *changes, size_t n,
    const struct availability *a, struct diags *diags);

// Does any machine that the changes make want a reserved address?
bool preflight_reserves(const struct change *changes, size_t n);
// Are these there to be had, those that the account has?
void preflight_reserved(const struct change *changes, size_t n, const struct reserved_address *list,
    size_t n_list, struct diags *diags);

// The StackScript that the change makes a machine with; NULL: none.
struct plan_step *preflight_script(const struct change *c);
// Those that the account has by its name: keeps the id of the one, or tells what is wrong with it.
void preflight_found(const struct change *c, struct plan_step *s, const struct stackscript *found,
    size_t n, struct diags *diags);

// Would nodes of the plan shut out whoever comes from this address? A warning, for nobody knows
// whether he still does.
void preflight_access(const struct plan *p, const char *here, struct diags *diags);

// Does this change make a machine?
bool change_makes(const struct change *c);

#endif
