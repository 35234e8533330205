// SPDX-License-Identifier: MIT
// A cluster "demo" whose machines get another system in place, for the tests of that: so many nodes
// "web", and one "db" beside them.
#ifndef TEST_APP_REBUILDING_H
#define TEST_APP_REBUILDING_H

#include "cloud/mem/account.h"
#include "process.h"

#define EARLIER "image: linode/debian12"
#define LATER "image: linode/ubuntu24.04"
#define POOL "{label: pool, type: blockstore, fs: raw, size: 20GB}"
#define VOLUME ", storage: [" POOL "]"
#define DISKS ", storage: [{label: boot, size: 10GB}, {label: data, fs: raw, size: 5GB}, " POOL "]"

struct lct_plan *plan_of(struct process *p, int n, const char *what);
void create(struct process *p, int n, const char *what);
int apply(
    struct process *p, int n, const char *what, const struct lct_watch *watch, struct lct_err *err);
void apply_well(struct process *p, int n, const char *what);

unsigned requests(struct process *p, const char *kind); // that arrived
const struct mem_machine *machine(const struct process *p, size_t i);
size_t rebuilds(const struct process *p, const char *id); // of that machine, by anybody
// All run, each volume is in a machine, and the machines are so many.
bool is_whole(const struct process *p, size_t n);
// What the audit says of other hands; "nothing".
const char *found(struct process *p);

const char *disk_of(const struct mem_machine *m, const char *label); // its id; "": it has none
// Those two of the plan, in their places: another that it boots, the one with the data, its volume.
bool has_disks(const struct mem_machine *m, const char *boot, const char *data);

#endif
