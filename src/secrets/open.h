// SPDX-License-Identifier: MIT
// The providers of secrets: how each is opened.
#ifndef SECRETS_OPEN_H
#define SECRETS_OPEN_H

#include "port/secrets.h"

// Files below dir, one a secret, folders 0700, files 0600; refuses a folder others can enter.
int secrets_plain_open(struct loop *l, const char *dir, struct secrets **ret, struct lct_err *err);
// Keeps nothing: get finds nothing, set is refused.
int secrets_none_open(struct loop *l, struct secrets **ret, struct lct_err *err);

#endif
