// SPDX-License-Identifier: MIT
// Words on C strings.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"

bool str_eq(const char *a, const char *b);  // NULL equals only NULL
bool str_ieq(const char *a, const char *b); // ASCII case ignored
bool str_starts(const char *s, const char *prefix);
bool str_istarts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
bool str_ihas(const char *s, const char *part); // contains, ASCII case ignored
bool str_empty(const char *s);                  // NULL or ""

// Cuts white space off both ends, in place; yields the new start.
char *str_trim(char *s);

// A copy with the letters of ASCII small.
char *str_lower(struct arena *a, const char *s);

// Splits at any of the characters in seps, dropping empty pieces. Items live in the arena.
size_t str_split(struct arena *a, const char *s, const char *seps, char ***items);

// Edit distance (insert, delete, replace, swap of neighbours), ASCII case ignored; stops early and
// yields limit + 1 when it is larger than limit. For did-you-mean.
unsigned str_distance(const char *a, const char *b, unsigned limit);

// The candidate nearest to the word, when near enough to be worth suggesting; else NULL.
const char *str_nearest(const char *word, const char *const *candidates, size_t n);

// Is it valid UTF-8 without NUL?
bool str_utf8(const char *s, size_t n);

// [a-z0-9-] only, runs of others become one dash, none at the ends, at most max bytes ("x" when
// nothing is left). Lives in the arena.
char *str_slug(struct arena *a, const char *s, size_t max);

#endif
