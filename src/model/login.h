// SPDX-License-Identifier: MIT
// How one logs in to a machine that others made, until it is the cluster's.
#ifndef MODEL_LOGIN_H
#define MODEL_LOGIN_H

#include "base/arena.h"

struct login {
    const char *user;     // "root", or who may use sudo
    const char *identity; // path of the private key, in OpenSSH's format, not encrypted
};

// As a node keeps it: "USER FILE".
const char *login_text(struct arena *a, const struct login *login);
void login_read(struct arena *a, const char *text, struct login *ret);

#endif
