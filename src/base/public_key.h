// SPDX-License-Identifier: MIT
// SSH public keys: the line that a .pub file holds and authorized_keys wants.
#ifndef BASE_PUBLIC_KEY_H
#define BASE_PUBLIC_KEY_H

#include <stdbool.h>

#include "base/arena.h"
#include "lct/err.h"

// Reads one key, as in "ssh-ed25519 AAAA... who@where": its kind is one that sshd takes, and is the
// kind of the key within. Blanks and line ends around it mean nothing. *ret is the text without
// them. LCT_EPLAN: it is no key; err's text says why ("it is cut off"), its hint what to do.
int public_key_read(struct arena *a, const char *text, const char **ret, struct lct_err *err);

// Is it the line of a key as public_key_read makes it?
bool public_key_fits(const char *line);

// What people tell such a line by: "SHA256:... who@where", the fingerprint as of ssh-keygen -l.
// Lives in the arena.
const char *public_key_name(struct arena *a, const char *line);

#endif
