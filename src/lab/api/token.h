// SPDX-License-Identifier: MIT
// Who may do what: personal access tokens and their scopes.
#ifndef LAB_API_TOKEN_H
#define LAB_API_TOKEN_H

#include "lab/call/call.h"

// Fills token and scopes of the call from the header Authorization (NULL: none). False when it
// names no valid token.
bool token_recognize(struct call *c, const char *authorization);

// Do the scopes ("linodes:read_write images:read_only", "*") include all of the wanted ones
// (separated by commas)?
bool scopes_include(const char *scopes, const char *wanted);

// Makes sure that the file (0600) holds a token that may do everything.
int token_file_ensure(struct lab *lab, const char *path, struct lct_err *err);
// 64 random hexadecimal digits.
#define TOKEN_TEXT 65
void token_new(struct random *r, char out[static TOKEN_TEXT]);

#endif
