// SPDX-License-Identifier: MIT
// The change from the host key that travelled through the cloud's hands to one that the node made
// for itself. Pure.
#ifndef STEP_ASPECT_HOSTKEY_H
#define STEP_ASPECT_HOSTKEY_H

#include "base/secret.h"
#include "lct/err.h"
#include "step/bundle/bundle.h"

// The step of a bundle that makes the new key beside the old; its output tells the public half.
struct bundle_step hostkey_new_step(struct arena *a, const char *hostname);

// Reads that output: "ssh-ed25519 AAAA...", in the arena. LCT_EFAILED when it is none.
int hostkey_read(struct arena *a, const char *output, const char **ret, struct lct_err *err);

// The step that takes it into use; only this very key is.
struct bundle_step hostkey_switch_step(
    struct arena *a, const char *public_key, const struct secret *identity);

// The last of the keys that are trusted (one a line): the one to switch to. NULL: there is but one.
const char *hostkey_next(struct arena *a, const char *trusted);

#endif
