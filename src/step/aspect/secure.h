// SPDX-License-Identifier: MIT
// Hardening a node: what its first session does, as one step of a bundle. Pure.
#ifndef STEP_ASPECT_SECURE_H
#define STEP_ASPECT_SECURE_H

#include "model/plan.h"
#include "step/bundle/bundle.h"

struct secure {
    const char *admin;             // non-root user with keys and password-less sudo
    const char *hostname;          // short, or with its domain
    const char *const *keys;       // public keys of root and admin, NULL-terminated, at least one
    const char *const *more_keys;  // of the plan for these two, NULL-terminated or NULL
    const struct plan_user *users; // of the plan
    size_t n_users;
    const struct plan_unix_group *groups; // likewise
    size_t n_groups;
};

// sshd's settings, the drop-in that goes before all others. Also for user-data.
extern const char secure_sshd_conf[];

// The step "secure": users, groups, keys, sudo, host name, sshd; each verified. May run again at
// any time. LCT_EPLAN where a name or key cannot be one. Lives in the arena.
int secure_step(
    struct arena *a, const struct secure *s, struct bundle_step *ret, struct lct_err *err);

#endif
