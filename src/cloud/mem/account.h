// SPDX-License-Identifier: MIT
// The inside of the account in memory, for mem/ only.
#ifndef CLOUD_MEM_ACCOUNT_H
#define CLOUD_MEM_ACCOUNT_H

#include "base/map.h"
#include "base/vec.h"
#include "cloud/mem/cloud.h"

#define PHASES 3

// A state that passes by itself.
struct phase {
    const char *status;
    int64_t until_ms;
    int64_t event; // finished with it; 0: none
};

struct mem_disk {
    struct disk shown;
    int64_t until_ms; // of the job that makes or changes it, while it is not ready
    int64_t then_mb;  // its size after that; 0: it is gone
};

struct mem_backup {
    struct backup shown;
    int64_t until_ms;       // while it is under way
    struct mem_machine *of; // the disks and configurations in it, and nothing else
};

struct mem_machine {
    struct machine shown;
    struct arena *arena;
    struct phase phases[PHASES];
    size_t n_phases;
    const char *rest;                    // the state after the last phase
    int64_t group;                       // id of its placement group; 0: none
    const char *range, *rdns;            // NULL: none, its own
    VEC(const char *) more;              // public addresses beside its first
    const char *const *shared;           // of others, that it may announce; NULL: none
    const char *vpc, *subnet, *vpc_ipv4; // ids, and its address there; NULL: in none
    const char *firewall;                // id of the one that it is behind; NULL: none
    size_t filtered;                     // with so many networks
    VEC(struct mem_disk) disks;
    VEC(struct config) configs;
    VEC(struct mem_backup) backups;
    const char *booted;    // id of the configuration it was last booted with; NULL: none
    const char *next_type; // while it is being resized
    bool fits;             // and its disk with it
};

struct mem_volume {
    struct thing shown;  // but for its members
    const char *machine; // that it is attached to; NULL: none
    int64_t until_ms;    // of the job that makes or changes it, while it is not ready
    bool leaves;         // it is detached after that
};

#define GROUPS_MAX 100 // placement groups in a region
#define MEMBERS_MAX 5  // machines in a group

struct mem_placement {
    int64_t id;
    const char *label, *region, *traits;
};

struct mem_firewall {
    const char *id, *label, *rules; // their digest
    const char *const *tags;
};

struct mem_reserved {
    struct reserved_address shown; // but for its machine
    const char *label;             // NULL: nobody gave it one
    const char *const *tags;
    const struct mem_machine *machine;
};

struct mem_port {
    struct balancer_port shown; // but for its nodes
    VEC(struct balancer_node) nodes;
};

struct mem_balancer {
    struct thing shown;
    const struct balancer_vpc *within; // NULL: in none
    VEC(struct mem_port) ports;
};

struct mem_account {
    struct mem_dials dials;
    VEC(struct mem_machine *) machines;
    VEC(struct mem_placement) groups;
    VEC(struct mem_volume) volumes;
    VEC(struct mem_reserved) reserved;
    VEC(struct thing) vpcs; // but for their members, which machines know
    VEC(struct mem_firewall) firewalls;
    VEC(struct mem_balancer) balancers;
    VEC(struct cloud_event) events;
    VEC(struct maintenance) announced;
    struct arena *arena; // of events, groups, volumes, VPCs, firewalls and balancers
    int64_t last_id, last_event, last_range;
    unsigned last_address; // in any VPC
    unsigned last_more;    // of public ones beside the first
    unsigned last_reserved;
    int64_t seen_ms, shift_ms; // the account's time goes on from one loop to the next
    int64_t window_ms, window_used;
    struct map requests; // kind -> count
    mem_trouble_fn *trouble;
    void *trouble_user;
};

// Lets pass what has passed by now.
void account_settle(struct mem_account *a, int64_t now_ms);

struct mem_machine *account_find(const struct mem_account *a, const char *id);
struct mem_machine *account_labelled(const struct mem_account *a, const char *label);
// script.c: by its id, or "USER/LABEL"; NULL: there is none.
const struct stackscript *mem_script(const char *name);
// spec.c: can it be made?
int account_spec_check(
    const struct mem_account *a, const struct machine_spec *s, struct lct_err *err);
// How many networks of such a machine are filtered, each by itself; all that it can have, where it
// is filtered as a whole.
size_t spec_filtered(const struct machine_spec *s);
bool machine_is_busy(const struct mem_machine *m);

int account_create(struct mem_account *a, const struct machine_spec *s, int64_t now_ms,
    bool never_boots, struct mem_machine **ret, struct lct_err *err);
void account_remove(struct mem_account *a, struct mem_machine *m);
void account_boot(struct mem_account *a, struct mem_machine *m, int64_t now_ms, bool never_boots);
void machine_reboot(struct mem_account *a, struct mem_machine *m, int64_t now_ms);
void machine_shutdown(struct mem_account *a, struct mem_machine *m, int64_t now_ms);
void machine_rebuild(
    struct mem_account *a, struct mem_machine *m, const struct machine_spec *s, int64_t now_ms);
// What was in a backup: in the place of what it has, or beside it.
void machine_restore(struct mem_account *a, struct mem_machine *m, const struct mem_machine *from,
    bool over, int64_t now_ms);
void machine_resize(
    struct mem_account *a, struct mem_machine *m, const struct machine_resize *how, int64_t now_ms);
void machine_update(struct mem_machine *m, const char *label, const char *const *tags);

// placement.c: the group of this id, in decimal; NULL: there is none.
const struct mem_placement *account_placement(const struct mem_account *a, const char *id);
size_t account_members(const struct mem_account *a, int64_t group);

// firewall.c
struct mem_firewall *account_firewall(const struct mem_account *a, const char *id);

// backup.c
void backups_settle(struct mem_machine *m, int64_t now_ms);
bool backups_busy(const struct mem_machine *m); // one is under way
void backups_free(struct mem_machine *m);

// disk_state.c
int64_t disks_mb(const struct mem_machine *m); // of all of them
struct mem_disk *machine_disk(const struct mem_machine *m, const char *id);
struct config *machine_config(const struct mem_machine *m, const char *id);
// The configuration that it boots with when none is named; NULL: it has none.
struct config *machine_boots(const struct mem_machine *m);
bool config_boots(const struct config *c); // it has a device
bool slot_empty(const struct slot *s);
// Empties the slot that has this disk or volume, in all of its configurations.
void slots_empty(struct mem_machine *m, const char *id);
bool disks_busy(const struct mem_machine *m);
void disks_settle(struct mem_machine *m, int64_t now_ms);
void disks_of_image(
    struct mem_account *a, struct mem_machine *m, int64_t swap_mb, int64_t until_ms);
void disks_clear(struct mem_machine *m);
void disks_copy(struct mem_account *a, struct mem_machine *to, const struct mem_machine *from,
    int64_t until_ms);
// Has it one disk beside swap, which may grow with its type?
struct mem_disk *machine_only_disk(const struct mem_machine *m);

// reserved.c: is it one that a machine of the region can be made with? NULL: it asks for none, or
// is refused.
struct mem_reserved *account_reserved(
    const struct mem_account *a, const struct machine_spec *s, struct lct_err *err);
void reserved_part(struct mem_account *a, const struct mem_machine *m); // it goes

// volume_state.c
struct mem_volume *account_volume(const struct mem_account *a, const char *id);
void volumes_settle(struct mem_account *a, int64_t now_ms);
void volumes_part(struct mem_account *a, const struct mem_machine *m); // it goes

// vpc.c: the VPC that has the subnet of this id; NULL: none. That subnet, where there is one.
const struct thing *account_vpc(const struct mem_account *a, const char *subnet);
struct subnet account_subnet(const struct mem_account *a, struct arena *to, const char *id);
// Its machine is in these, with an address of each.
void interfaces_give(
    struct mem_account *a, struct mem_machine *m, const struct interface *list, size_t n);

// balancer.c
struct mem_balancer *account_balancer(const struct mem_account *a, const char *id);
void balancers_free(struct mem_account *a);

// An id that nothing had before, in the arena.
const char *id_new(struct mem_account *a, struct arena *to);

// How long a create must wait for the rate limit; takes its place in the window.
int64_t account_create_wait_ms(struct mem_account *a, int64_t now_ms);

// catalogue.c: the disk of a type; 0: there is no such type.
int64_t mem_type_disk_mb(const char *type);

// The small catalogue of this cloud; the caller owns it (arena_free(c->arena)).
struct catalogue *mem_catalogue_new(int64_t wall_ms);

#endif
