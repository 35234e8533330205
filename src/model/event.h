// SPDX-License-Identifier: MIT
// The moments of a cluster's life that steps, rules and services may be bound to.
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include <stdbool.h>

enum event {
    EVENT_CREATED,
    EVENT_FIRSTBOOT,
    EVENT_BOOT,
    EVENT_SSHREADY,
    EVENT_CLUSTERSTARTING,
    EVENT_CLUSTERSTARTED,
    EVENT_REGIONREADY,
    EVENT_PLANREADY,
    EVENT_CLUSTERSTOPPING,
    EVENT_MEMBERSHIP,
    EVENT_DESTROY,
    N_EVENTS,
};

const char *event_name(enum event e); // "firstboot" ...
bool event_parse(const char *name, enum event *ret);

#endif
