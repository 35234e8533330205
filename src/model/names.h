// How the nodes of a cluster find each other by name.
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "text/doc.h"

// hosts: one marked section of /etc/hosts on the selected nodes.
struct plan_hosts {
    bool wanted;              // the plan has hosts:
    bool cluster;             // on all nodes of this cluster
    bool dependents;          // and of the clusters that depend on this one
    const char *const *scope; // else: on nodes of these tags or node plans; NULL-terminated
    bool public, private;     // which addresses it lists
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
