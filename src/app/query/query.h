// SPDX-License-Identifier: MIT
// Expressions over the fields of nodes, as lct_query takes them.
#ifndef APP_QUERY_QUERY_H
#define APP_QUERY_QUERY_H

#include "text/doc.h"

struct expr;

// *ret lives in the arena; NULL: an empty expression, which everything fits. LCT_EUSAGE.
int expr_parse(struct arena *a, const char *text, struct expr **ret, struct lct_err *err);
// node: as node_doc makes it.
bool expr_fits(const struct expr *e, const struct doc *node);

#endif
