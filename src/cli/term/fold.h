// SPDX-License-Identifier: MIT
// Many names in few words.
#ifndef CLI_TERM_FOLD_H
#define CLI_TERM_FOLD_H

#include <stddef.h>

#include "base/buf.h"

// Names that differ in their last number only become one; in the order of names. Free() it.
char *fold_names(const char *const *names, size_t n); // "db-1,web-[01-20,25]", a selector
char *fold_words(const char *const *names, size_t n); // "db-1, web-01..20,25", for people
// The latter within a sentence: of what would take more than a few lines, the beginning.
void fold_some(struct buf *out, const char *const *names, size_t n);

#endif
