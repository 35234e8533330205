// Things beside the nodes, next to these: who is to be in which, and the steps that make it so.
#ifndef BUILD_HOLDING_H
#define BUILD_HOLDING_H

#include "build/build.h"

// Sets w->holdings of the changes, and in which of them the members are to be; who stays and is to
// be elsewhere is noted in them. w->members are set, each of the change of its number.
void holdings_set(struct world *w, const struct wants *of);

#endif
