// SPDX-License-Identifier: MIT
// Words that narrow a list of the catalogue down.
#ifndef PLAN_MATCH_LIST_H
#define PLAN_MATCH_LIST_H

#include "plan/plan.h"

enum list_kind { LIST_REGIONS, LIST_TYPES, LIST_IMAGES, LIST_KERNELS };

// The regions, types, images or kernels (as kind says) that fit every word, and fit best; with no
// words (NULL, or none until NULL) all, none when nothing fits. Of types a word may be an
// attribute; LCT_EUSAGE for one that is wrong. The array is the arena's, what it points to the
// catalogue's.
int match_list(struct arena *a, const struct catalogue *c, enum list_kind kind,
    const char *const *words, const void ***ret, size_t *n, struct lct_err *err);

#endif
