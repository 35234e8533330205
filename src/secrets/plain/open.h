// SPDX-License-Identifier: MIT
// Secrets in plain files: how they are opened.
#ifndef SECRETS_PLAIN_OPEN_H
#define SECRETS_PLAIN_OPEN_H

#include "port/secrets.h"

// Files below dir, one a secret, folders 0700, files 0600; refuses a folder others can enter.
int secrets_plain_open(struct loop *l, const char *dir, struct secrets **ret, struct lct_err *err);

#endif
