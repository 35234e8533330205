// SPDX-License-Identifier: MIT
// What every driver of the secrets port that keeps secrets keeps to.
#ifndef CONTRACT_SECRETS_CONTRACT_H
#define CONTRACT_SECRETS_CONTRACT_H

#include "port/secrets.h"

// Opens the provider that keeps its secrets in the folder, again and again the same; must not fail.
typedef struct secrets *secrets_open_fn(struct loop *l, const char *folder);

// Runs all; yields the exit status of a test program.
int secrets_contract(secrets_open_fn *open);

#endif
