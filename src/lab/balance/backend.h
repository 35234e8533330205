// SPDX-License-Identifier: MIT
// What nft is told of the NodeBalancers of a region that reach nodes within VPCs.
#ifndef LAB_BALANCE_BACKEND_H
#define LAB_BALANCE_BACKEND_H

#include "text/doc.h"

// Each with its `source`, by which HAProxy sends, and `ipv4_range`, from which the VPC sees it
// come. The table that was there before is replaced.
void backends_render(struct buf *out, const struct doc *backends);

#endif
