// SPDX-License-Identifier: MIT
// What Linode sells: regions, types, images, kernels and the rest's prices, as recorded, carried
// inside the program.
#ifndef LAB_WORLD_CATALOGUE_H
#define LAB_WORLD_CATALOGUE_H

#include "text/doc.h"

struct catalogue {
    struct arena *arena;
    const struct doc *regions, *types, *images, *kernels, *volume_types, *balancer_types,
        *firewall_templates;
};

int catalogue_init(struct catalogue *cat, struct lct_err *err);
void catalogue_done(struct catalogue *cat);

// By its id; NULL when there is none such.
const struct doc *catalogue_find(const struct doc *list, const char *id);
// Has the thing this word among its "capabilities"?
bool catalogue_can(const struct doc *thing, const char *capability);

// An image, for events; NULL: there is none such.
struct doc *image_entity(const struct catalogue *cat, struct arena *a, const char *id);

// The image whose root file system every node boots from.
#define CATALOGUE_REAL_IMAGE "linode/debian12"

#endif
