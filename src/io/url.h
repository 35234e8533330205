// SPDX-License-Identifier: MIT
// Addresses of the web: what they mean seen from another, and what kind they are.
#ifndef IO_URL_H
#define IO_URL_H

#include <stdbool.h>

// What `reference` means in a document at `base`, without fragment; NULL when that is no address of
// http or https. free() it.
char *url_join(const char *base, const char *reference);

bool url_is_https(const char *url);
// This machine: localhost or an address of the loopback range.
bool url_is_loopback(const char *url);
// It holds a user's name or password.
bool url_has_user(const char *url);

#endif
