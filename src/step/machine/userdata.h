// SPDX-License-Identifier: MIT
// The user-data of a new machine: cloud-init makes it ours before its first packet. Pure.
#ifndef STEP_MACHINE_USERDATA_H
#define STEP_MACHINE_USERDATA_H

#include <stdbool.h>

#include "base/secret.h"
#include "lct/err.h"

// One of the plan's, as it is for this node.
struct userdata_part {
    const char *type, *name; // as in struct user_data_part
    const char *data;
    size_t size;
};

struct userdata {
    const struct secret *host_private; // OpenSSH format, ed25519
    const char *host_public;           // "ssh-ed25519 AAAA..."
    const char *hostname;
    const char *admin;
    const char *const *keys;      // public keys of root and admin, NULL-terminated
    const char *const *access;    // CIDRs that reach SSH, NULL-terminated; none: anywhere
    const char *const *resolvers; // addresses, NULL-terminated
    const char *const *vpc;       // networks of its VPC; NULL: it is in none
    bool hidden;                  // it is reached from there alone
    const struct userdata_part *parts;
    size_t n_parts;
    const struct plan_rule *rules; // that hold from the start on
    size_t n_rules;
    bool configured, scripted; // it comes with a configuration whose end is awaited; a StackScript
};

// Compressed where it would be larger than USERDATA_MAX; LCT_EPLAN when it still is, or a name or
// key cannot be one.
int userdata_render(const struct userdata *u, struct secret **ret, struct lct_err *err);

// The same out of the world, for machine.create. LCT_EPLAN where the image or region takes none.
struct member;
int userdata_of_member(struct member *m, struct secret **ret, struct lct_err *err);

#endif
