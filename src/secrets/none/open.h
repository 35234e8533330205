// SPDX-License-Identifier: MIT
// No secrets: how they are opened.
#ifndef SECRETS_NONE_OPEN_H
#define SECRETS_NONE_OPEN_H

#include "port/secrets.h"

// Keeps nothing: get finds nothing, set is refused.
int secrets_none_open(struct loop *l, struct secrets **ret, struct lct_err *err);

#endif
