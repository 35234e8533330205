// SPDX-License-Identifier: MIT
// Nodes that are processes with a network namespace, and nothing else of a node; who answers whom.
#ifndef TEST_LAB_NET_NODES_H
#define TEST_LAB_NET_NODES_H

#include "../testing.h"
#include "base/err.h"
#include "lab/net/region.h"

#define NODES_MAX 8
#define SILENCE_MS 500

struct net {
    struct regions regions;
    int home; // the namespace that the core is
    struct {
        struct fleet_node node;
        pid_t pid;
        int space;
    } nodes[NODES_MAX];
    size_t n;
};

extern struct net net;

// cmocka's setup and teardown.
int net_make(void **state);
int net_drop(void **state);

// The next node: it tells whoever knocks its number, and by which address he came.
void node_start(const struct fleet_node *n);
void node_set_up(const struct fleet_node *n, int space);
void enter(int space);

// What answers at the address, asked from the namespace, or from a node; "": nobody.
const char *knock_for(int space, const char *source, const char *address, int wait);
const char *knock_from(int space, const char *address);
const char *knock(size_t from, const char *address);
// Nobody answers, or nothing comes back to the source.
void assert_silent_as(size_t from, const char *source, const char *address);
void assert_silent(size_t from, const char *address);

#endif
