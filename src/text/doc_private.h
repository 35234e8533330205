// SPDX-License-Identifier: MIT
// Between the files of doc*.c: where a key of a map stands.
#ifndef TEXT_DOC_PRIVATE_H
#define TEXT_DOC_PRIVATE_H

#include "text/doc.h"

#define DOC_ABSENT SIZE_MAX

size_t doc_key_position(const struct doc *map, const char *key); // DOC_ABSENT: there is none

// Called when the last key was added.
void doc_index_last(struct arena *a, struct doc *map);

#endif
