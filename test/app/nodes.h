// SPDX-License-Identifier: MIT
// The nodes of a cloud in memory: a shell that reaches the machines which run there, and scripts
// that end as the test wants. What they would do is tested elsewhere; here it is as if they did.
#ifndef TEST_APP_NODES_H
#define TEST_APP_NODES_H

#include "base/map.h"
#include "cloud/mem/cloud.h"
#include "port/shell.h"

// How a step of a bundle ends on the node of this address: its exit status.
typedef int nodes_status_fn(void *user, const char *host, const char *step);

struct nodes {
    struct mem_account *account;
    nodes_status_fn *status; // NULL: all is well
    void *user;
    unsigned logins, scripts; // so many there were
    struct map rules;         // host -> digest of the firewall that it was brought
};
void nodes_done(struct nodes *n); // and its account

struct shell *nodes_shell(struct loop *l, struct nodes *n);

#endif
