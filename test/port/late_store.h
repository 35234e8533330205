// SPDX-License-Identifier: MIT
// A store that takes its time, as one behind a network does: it passes on to another what it is
// asked for, a while later.
#ifndef TEST_PORT_LATE_STORE_H
#define TEST_PORT_LATE_STORE_H

#include "port/store.h"

// Closes the other, too.
struct store *late_store(struct loop *l, struct store *other, int64_t ms);

#endif
