// The local Linode as a whole.
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "io/httpd.h"
#include "io/loop.h"
#include "lab/budget.h"
#include "lab/catalogue.h"
#include "lab/fault.h"
#include "lab/fleet.h"
#include "lab/job.h"
#include "lab/request_log.h"
#include "lab/world.h"

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

struct held;

struct lab {
    struct lab_conf conf;
    struct loop *loop;
    const struct clock *clock;
    struct world world;
    struct catalogue catalogue;
    struct budgets budgets;
    struct faults faults;
    struct request_log log;
    struct jobs jobs;
    struct fleet *fleet; // NULL: no nodes
    struct httpd *httpd;
    char *control;           // the token of the control interface
    struct timer *telling;   // status.json is out of date
    VEC(struct held *) held; // answers that a fault delays
    bool done;
    int status; // of the program
};

// Runs it until it is told to stop. Yields the program's status.
int lab_serve(const struct lab_conf *conf);

// Something that status.json tells has changed.
void lab_changed(struct lab *lab);

#endif
