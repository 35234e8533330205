// SPDX-License-Identifier: MIT
// A request to the cloud in memory, for mem/ only.
#ifndef CLOUD_MEM_REQUEST_H
#define CLOUD_MEM_REQUEST_H

#include "cloud/mem/account.h"

struct mem_cloud {
    struct cloud cloud;
    struct loop *loop;
    struct mem_account *account;
    struct request *newest; // of all that have not ended
};

struct request;
typedef int request_effect_fn(struct request *r, struct lct_err *err);
typedef void request_tell_fn(struct request *r, const struct lct_err *err);
typedef void any_fn(void);

// One request under way. What was asked is copied: the caller's texts may be gone.
struct request {
    struct op op;
    struct mem_cloud *cloud;
    struct request *older, *newer;
    struct arena *arena;
    struct timer *timer;
    const char *kind;
    const char *id; // of a machine; NULL: of none
    int64_t since;
    const char *want;  // tag or label
    const char *label; // the new one; NULL: it stays
    struct machine_spec spec;
    const char *const *tags;
    const char *group; // id of a placement group, of a volume or of a balancer
    const char *part;  // id of a disk, a configuration or a balancer's port; NULL: of none
    int64_t size;
    struct machine_resize resize;
    struct machine_care care;
    struct disk_spec disk_spec;
    struct config config;
    struct thing_spec thing_spec;
    const char *const *ids; // of machines
    struct balancer_port port;
    struct balancer_node node;
    const struct balancer_vpc *within;
    struct balancer_port *ports;
    struct balancer_node *nodes;
    struct thing *things;
    struct mem_trouble trouble;
    struct lct_err err; // the outcome that is on its way
    request_effect_fn *effect;
    request_tell_fn *tell;
    any_fn *fn;
    void *user;
    struct machine *machines;
    struct cloud_event *events;
    struct disk *disks;
    struct backup *backups;
    struct vpc_address *addresses;
    struct reserved_address *reserved;
    struct subnet subnet;
    struct config *configs;
    size_t n;
};

// The time of the account.
int64_t mem_now_ms(const struct mem_cloud *c);

struct request *request_new(struct cloud *cloud, const char *kind, request_effect_fn *effect,
    request_tell_fn *tell, any_fn *fn, void *user);
struct op *request_go(struct request *r, bool mutates);

struct interface *request_interfaces(struct request *r, const struct interface *list, size_t n);
// A copy of what was asked, in its arena.
const char *request_text(struct request *r, const char *text); // NULL is NULL

// told.c: the machine that is asked about. LCT_EWAIT: it is to be idle, and is not.
struct mem_machine *request_machine(struct request *r, bool must_be_idle, struct lct_err *err);
// Of a spec what counts here.
void request_spec(struct request *r, const struct machine_spec *s);
// A machine as it is now, as one more of a list, or the only one: the account's own may change or
// go before the answer arrives.
void request_adds(struct request *r, const struct mem_machine *m);
void request_shows(struct request *r, const struct mem_machine *m);
request_tell_fn tell_done, tell_thing, tell_things, tell_machine; // to a cloud_done_fn ...

// reserved.c
struct op *mem_reserved_list(struct cloud *c, cloud_reserved_fn *fn, void *user);

// share.c: may anybody announce it?
bool account_shares(const struct mem_account *a, const char *address);
struct op *mem_share_list(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user);
struct op *mem_share_set(struct cloud *c, const char *machine, const char *const *addresses,
    cloud_done_fn *fn, void *user);

// machine_change.c
struct op *machine_op_resize(struct cloud *c, const char *id, const struct machine_resize *how,
    cloud_done_fn *fn, void *user);
struct op *machine_op_password(struct cloud *c, const char *id, const char *disk,
    const struct secret *password, cloud_done_fn *fn, void *user);
struct op *machine_op_rescue(struct cloud *c, const char *id,
    const struct slot slots[static N_SLOTS], cloud_done_fn *fn, void *user);
struct op *machine_op_clone(struct cloud *c, const char *id, const struct machine_spec *spec,
    cloud_machine_fn *fn, void *user);

// care.c
struct op *machine_op_care(struct cloud *c, const char *id, const struct machine_care *care,
    cloud_machine_fn *fn, void *user);
// Then *err says so.
bool machine_is_locked(const struct request *r, const struct mem_machine *m, struct lct_err *err);

// config.c: are they disks of the machine, or volumes that it may have?
int slots_check(struct request *r, const struct mem_machine *m,
    const struct slot slots[static N_SLOTS], struct lct_err *err);
void slots_own(struct arena *a, struct slot slots[static N_SLOTS]);

extern const struct machine_ops mem_machines;
extern const struct disk_ops mem_disks;
extern const struct config_ops mem_configs;
extern const struct backup_ops mem_backups;
extern const struct address_ops mem_addresses;
extern const struct lock_ops mem_locks;
extern const struct script_ops mem_scripts;
extern const struct thing_ops mem_volume_things;
extern const struct volume_ops mem_volumes;
extern const struct thing_ops mem_vpc_things;
extern const struct vpc_ops mem_vpcs;
extern const struct thing_ops mem_balancer_things;
extern const struct balancer_ops mem_balancers;
extern const struct thing_ops mem_placement_groups;
extern const struct placement_ops mem_placements;
extern const struct thing_ops mem_firewall_things;
extern const struct firewall_ops mem_firewalls;
extern const struct thing_ops mem_reserved_things;

#endif
