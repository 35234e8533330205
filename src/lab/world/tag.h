// SPDX-License-Identifier: MIT
// Tags: what carries them.
#ifndef LAB_WORLD_TAG_H
#define LAB_WORLD_TAG_H

#include "lab/lab.h"

// From now on exactly these tags are on it; new ones are made. thing: "linode", "volume",
// "balancer" or "address".
void tags_set(struct lab *lab, const char *thing, int64_t id, const struct doc *tags);

#endif
