// SPDX-License-Identifier: MIT
// Where the plain provider keeps a secret: DIR/APP/CUSTOMER/NAME, walked without following links.
#ifndef SECRETS_PLACE_H
#define SECRETS_PLACE_H

#include "port/secrets.h"

#define SECRET_NAME_MAX 512

// The folder may be absent; else it must be ours alone.
int root_check(const char *dir, struct lct_err *err);
// Is it a path of [a-z0-9._-] segments, none beginning with a dot?
int name_check(const char *name, struct lct_err *err);
// "DIR/APP/CUSTOMER" with both words checked; free() it.
int context_path(
    const char *dir, const struct secret_context *ctx, char **path, struct lct_err *err);
// Makes the folders above a secret below the root (made with its parents), each durable, 0700.
int folders_make(
    const char *dir, const struct secret_context *ctx, const char *name, struct lct_err *err);

#endif
