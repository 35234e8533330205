// SPDX-License-Identifier: MIT
// Things beside the nodes, next to these: who is to be in which, and the steps that make it so.
// Each noun has a row, its functions are in NOUN.c.
#ifndef BUILD_NOUN_H
#define BUILD_NOUN_H

#include "build/build.h"

// Sets w->holdings of the changes, and which nodes are to be in them; who stays and is to be
// elsewhere is noted in them. w->members are set, each of the change of its number.
void holdings_set(struct world *w, const struct wants *of);

struct build;

// Notes which of those that keep their machine come to it, and which leave it; of: whose it is to
// be; parts: how often it stands among the thing's members when all of it is in (NULL: once).
void holding_moves(struct world *w, struct holding *h, const struct thing *seen,
    const struct map *staying, struct holding *(*of)(const struct member *m),
    size_t (*parts)(const struct member *m));

struct noun_build {
    // Notes in members and holdings of this noun how they belong together. staying: "ID" ->
    // struct member, those that keep the machine that they have.
    void (*relate)(struct world *w, const struct wants *of, const struct map *staying);
    // Adds its steps; those that make a holding are noted in b->made.
    void (*build)(struct build *b);
    bool of_others; // they tell who other nodes are
};

extern const struct noun_build placement_build, volume_build, vpc_build, firewall_build,
    balancer_build, address_build;
extern const struct noun_build *const noun_builds[N_NOUNS];

#endif
