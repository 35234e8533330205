// SPDX-License-Identifier: MIT
// The local Linode as a whole.
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "io/httpd.h"
#include "io/loop.h"
#include "lab/call/budget.h"
#include "lab/call/fault.h"
#include "lab/call/request_log.h"
#include "lab/db/world.h"
#include "lab/fleet/fleet.h"
#include "lab/world/catalogue.h"
#include "lab/world/job.h"

#define LAB_USER "lab"

enum lab_speed { SPEED_INSTANT, SPEED_REALISTIC, SPEED_SLOW };

struct lab_conf {
    const char *state_dir, *cache_dir;
    uint16_t port; // 0: any free one
    unsigned nodes_max;
    enum lab_speed speed;
    enum fleet_init init;
    bool internet;
    bool nodes; // false: the API only
};

struct balancing;
struct held;
struct noun;

struct lab {
    struct lab_conf conf;
    struct loop *loop;
    const struct clock *clock;
    const struct noun *const *nouns; // what it can be asked for; NULL ends them
    struct world world;
    struct catalogue catalogue;
    struct budgets budgets;
    struct faults faults;
    struct request_log log;
    struct jobs jobs;
    struct fleet *fleet;         // NULL: no nodes
    struct balancing *balancing; // NULL: nothing is balanced
    struct httpd *httpd;
    char *control;           // the token of the control interface
    struct timer *telling;   // status.json is out of date
    VEC(struct held *) held; // answers that a fault delays
    bool done;
    int status; // of the program
};

// Runs it until it is told to stop. Yields the program's status.
int lab_serve(const struct lab_conf *conf);

#endif
