// SPDX-License-Identifier: MIT
// How the nodes of a cluster find each other by name.
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "text/doc.h"

// hosts: one marked section of /etc/hosts on the selected nodes, with the names of the same nodes.
struct plan_hosts {
    bool private_names; // host names and private FQDNs, by private address where that reaches
    bool public_names;  // public FQDNs, by public addresses; neither: the files are left alone
    const char *const *scope; // node plans and tags, NULL-terminated; none: all of the cluster
    bool dependents;          // and the nodes of the clusters that depend on this one
    struct doc_pos pos;
};

// dns: name servers.
struct plan_dns {
    const char *kind; // "private", "public" or "split"
    const char *zone;
    const char *const *servers; // addresses or "linode"; NULL-terminated
    const char *on;             // tag or node plan that runs them, or NULL
    struct doc_pos pos;
};

#endif
