// SPDX-License-Identifier: MIT
// Between the files of guest*.c: a node as the supervisor sees it.
#ifndef LAB_FLEET_GUEST_PRIVATE_H
#define LAB_FLEET_GUEST_PRIVATE_H

#include <sys/types.h>

#include "lab/block/device.h"
#include "lab/fleet/guest.h"

struct guest {
    struct supervisor *s;
    struct buf message;     // what node borrows from
    struct buf readdressed; // what its ports borrow from, where they changed since
    struct fleet_node node; // as of the last provision or boot
    struct buf asked;       // what request borrows from
    struct wire request;    // the one under way
    bool busy;              // there is one
    bool failed;            // its init never ran
    pid_t pid;              // 0: off
    char *dir, *group;
    struct console *console;
    VEC(struct device) devices;
    int guard;            // the program that knows of its devices; -1: none
    int status;           // our end of the start's report; -1: none
    int listener;         // of its filter of calls; -1: none
    struct watch *asking; // on listener
    struct watch *report; // on status
    struct timer *stopping;
    unsigned ticks;
};

// guest.c: ends the request under way, if there is one
void guest_answer(struct guest *g, const struct lct_err *err);

// guest_start.c: the start is answered when the node's init runs, unless it fails at once
int guest_start(struct guest *g, struct lct_err *err);
void guest_reported(void *user, int events); // a struct guest; reads what its start says
void guest_clear(struct guest *g);           // releases what only a running node has

// guest_devices.c: its block devices, as its description has them
void guest_devices_take(struct guest *g);
void guest_devices_drop(struct guest *g);
void guest_devices_open(struct guest *g);
void guest_devices_close(struct guest *g);
int guest_devices_guard(struct guest *g, struct lct_err *err); // it may use these, and no others
void guest_devices_watch(struct guest *g);                     // its /dev is there now
void guest_attach(struct guest *g, const char *line, struct lct_err *err);
void guest_detach(struct guest *g, const char *path, struct lct_err *err);
void guest_grown(struct guest *g, const char *path, struct lct_err *err);

#endif
