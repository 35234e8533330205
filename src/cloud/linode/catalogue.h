// SPDX-License-Identifier: MIT
// Reading of the catalogue's nouns, from answers and from the lists shipped with the program.
#ifndef CLOUD_LINODE_CATALOGUE_H
#define CLOUD_LINODE_CATALOGUE_H

#include "lct/err.h"
#include "model/catalogue.h"
#include "text/doc.h"

void region_read(struct arena *a, const struct doc *d, struct region *r);
void type_read(struct arena *a, const struct doc *d, struct type *t);
void image_read(struct arena *a, const struct doc *d, struct image *i);
void kernel_read(struct arena *a, const struct doc *d, struct kernel *k);
// The price of the one of that id in a list of kinds of volumes or NodeBalancers; all zero when it
// is not there.
struct tariff tariff_read(struct arena *a, const struct doc *list, const char *id);

// Prices that no list of the API's tells; false, with *err: they cannot be read.
bool tariffs_shipped(struct catalogue *c, struct lct_err *err);

#define VOLUME_KIND "volume"
#define BALANCER_KIND "nodebalancer"

// Fills (c)->NOUNs from a list.
#define READ_LIST(c, list, noun)                                                           \
    do {                                                                                   \
        (c)->noun##s = arena_array((c)->arena, doc_count(list) + 1, sizeof *(c)->noun##s); \
        doc_each (item, list)                                                              \
            noun##_read((c)->arena, item, &(c)->noun##s[(c)->n_##noun##s++]);              \
    } while (0)

#endif
