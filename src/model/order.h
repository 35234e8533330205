// SPDX-License-Identifier: MIT
// What a cluster needs, in which order it starts and stops, and how its services do.
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "text/doc.h"

// depends: another cluster.
struct plan_depend {
    const char *alias, *cluster; // the alias is the cluster's name when none is given
    struct doc_pos pos;
};

// Says when a service is ready: a command that ends well, a port that listens, an URL that answers.
struct plan_probe {
    const char *command; // or NULL
    unsigned port;       // or 0
    const char *http;    // or NULL
    int64_t timeout_ms, every_ms;
    struct doc_pos pos;
};

struct plan_service {
    const char *title;        // for people and the journal: the unit, or "service 2 of web"
    const char *name;         // of a systemd unit, or NULL
    const char *start, *stop; // commands; NULL: systemctl of the unit
    struct plan_probe *ready; // or NULL: no probe
    struct doc_pos pos;
};

// One place in start: or stop:; all its node plans go together.
struct plan_stage {
    const char *const *node_plans; // names of node plans, or tags; NULL-terminated
    struct plan_service *services;
    size_t n_services;
    int64_t pause_ms; // waited after it
    struct doc_pos pos;
};

#endif
