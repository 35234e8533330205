// SPDX-License-Identifier: MIT
// What nodes that stay really have of what they were brought: asked of all of them side by side,
// kept for the length of a run, mended by what is brought then.
#ifndef APP_CONVERGE_REFRESH_H
#define APP_CONVERGE_REFRESH_H

#include "app/converge/want.h"
#include "text/doc.h"

// Asks, but for those that were asked already; what is found is in the members of r->world, which
// are those of w. Nodes that give no answer are remembered.
int refresh(struct run *r, const struct want *w, struct lct_err *err);

// Of an operation that begins: what was found is noted in the inventory, with what is written next.
void refresh_begin(struct run *r);

// [{node, label, message}]: of whom it is not known.
struct doc *refresh_unseen(struct arena *a, const struct run *r);

#endif
