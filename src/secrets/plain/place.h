// SPDX-License-Identifier: MIT
// Where the plain provider keeps a secret: DIR/APP/CUSTOMER/NAME, walked without following links.
#ifndef SECRETS_PLAIN_PLACE_H
#define SECRETS_PLAIN_PLACE_H

#include "port/secrets.h"

// The folder may be absent; else it must be ours alone.
int root_check(const char *dir, struct lct_err *err);
// "DIR/APP/CUSTOMER"; free() it.
char *context_path(const char *dir, const struct context *ctx);
// Makes the folders above a secret below the root (made with its parents), each durable, 0700.
int folders_make(const char *dir, const struct context *ctx, const struct secret_name *name,
    struct lct_err *err);

#endif
