// SPDX-License-Identifier: MIT
// How a node proves that it is the one we made, when its host key is not known any more: by a
// secret derived from the cluster's, which lies on it where root alone can read it. It never was in
// user-data.
#ifndef STEP_ASPECT_IDENTITY_H
#define STEP_ASPECT_IDENTITY_H

#include "base/arena.h"
#include "base/secret.h"
#include "model/node.h"

// Of this generation of the node; a line.
struct secret *identity_of(const struct secret *root, const struct node *n);

// The script that proves it to us, for the input of "exec sh -s".
const char *identity_question(struct arena *a, const char *nonce);

// Is that the answer of the node that shows this host key ("ssh-ed25519 AAAA...")?
bool identity_proves(const struct secret *identity, const char *nonce, const char *host_key,
    const char *answer, size_t n);

#endif
