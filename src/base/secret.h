// SPDX-License-Identifier: MIT
// The one type that holds secrets: locked memory, wiped when released, printed as "***".
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>

#include "base/own.h"

struct secret;

struct secret *secret_new(const void *data, size_t n); // copies; wipe your own copy
void secret_free(struct secret *s);
OWN_POINTER(secret, struct secret, secret_free);

struct secret *secret_copy(const struct secret *s);

// The content, borrowed, terminated by a NUL that is not counted. The only way to it: grep for it.
const char *secret_reveal(const struct secret *s, size_t *n);

// Wipes n bytes in a way that the compiler keeps.
void secret_wipe(void *p, size_t n);

// For a program's main: no other process of the user reads this one's memory, and no crash writes
// it down. Programs that it starts begin anew.
void secret_process(void);

#endif
