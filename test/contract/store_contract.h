// SPDX-License-Identifier: MIT
// What every driver of the store port keeps to.
#ifndef CONTRACT_STORE_CONTRACT_H
#define CONTRACT_STORE_CONTRACT_H

#include "port/store.h"

// Opens the store kept in the folder, again and again the same one; must not fail.
typedef struct store *store_open_fn(struct loop *l, const char *folder, enum store_mode mode);

// Runs all; yields the exit status of a test program.
int store_contract(store_open_fn *open);

// A fixture for these and the driver's own tests: `out` must outlive what is made of it.
#define CLUSTER_A "aaaaaaaa-0000-4000-8000-000000000001"
#define CLUSTER_B "bbbbbbbb-0000-4000-8000-000000000002"
struct cluster sample_cluster(const char *uuid, const char *name);
struct operation sample_operation(const char *kind); // on CLUSTER_A
struct node sample_node(unsigned number); // of CLUSTER_A; its texts live in a ring of a few

#endif
