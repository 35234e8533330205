// SPDX-License-Identifier: MIT
// Catalogues kept in files: to a doc and back.
#ifndef APP_PLANS_CATALOGUE_H
#define APP_PLANS_CATALOGUE_H

#include "model/catalogue.h"
#include "text/doc.h"

struct doc *type_doc(struct arena *a, const struct type *t);

struct doc *catalogue_doc(struct arena *a, const struct catalogue *c);
// Reads what catalogue_doc made; missing fields become empty. Lives in a new arena: c->arena.
struct catalogue *catalogue_of_doc(const struct doc *d);

#endif
