// Changes of a preview, alike ones together.
#ifndef CLI_CHANGES_H
#define CLI_CHANGES_H

#include <stdio.h>

#include "base/map.h"
#include "base/vec.h"
#include "lct/value.h"

// Nodes to which the same is done.
struct alike {
    const struct lct_value *first;
    VEC(const char *) labels; // borrowed
    double monthly;           // price of them all
    bool differs;             // what they are brought is in other words on each: names, addresses
};

struct alikes {
    VEC(struct alike *) list; // by the first of each
    struct map by_key;
};

void alikes_of(struct alikes *all, const struct lct_value *changes);
void alikes_done(struct alikes *all);

// One of them, with what becomes another on its nodes.
void print_alike(FILE *out, const struct alike *a);

// What is nothing but kept, and told nothing, is only counted.
bool change_is_told(const struct lct_value *change);

#endif
