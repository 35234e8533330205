// SPDX-License-Identifier: MIT
// What is sold out and what is closed to the account, as a test wants it.
#ifndef LAB_API_STOCK_H
#define LAB_API_STOCK_H

#include "lab/lab.h"

// {"sold_out": [{region, plan}], "closed": [{region, service}]}; takes the place of what was set
// before. Yields what is wrong with it, or NULL.
const char *stock_set(struct lab *lab, const struct doc *body);

#endif
