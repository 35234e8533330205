// SPDX-License-Identifier: MIT
// Between the files of the cloud's contract: a driver, what its callbacks tell, and waiting for it.
#ifndef CONTRACT_CLOUD_FIXTURE_H
#define CONTRACT_CLOUD_FIXTURE_H

#include "port/cloud.h"

#define TAG "lct-contract"

struct mem_account;

struct fixture {
    struct loop *loop;
    struct cloud *cloud, *reader;
    struct mem_account *account; // NULL: an API
    char label[32];
};

// cloud_fixture.c: the drivers, and what is asked of them
int mem_set_up(void **state);
int api_set_up(void **state); // by LCT_TEST_URL and LCT_TEST_TOKEN
int tear_down(void **state);

struct told {
    int calls;
    struct lct_err err;
    bool done;
    struct machine m; // of the first one; its texts are not kept, but for those below
    char id[64], label[80], tags[200];
    bool has_public, has_private, has_ipv6;
    char private_ipv4[48];
    size_t n;
    int64_t last_event;
    bool saw_create, can_place, has_volumes, has_vpcs;
};

void wait_for(struct fixture *f, struct told *t);
const struct machine_ops *machines(const struct fixture *f);
struct told get(struct fixture *f, const char *id);
void wait_status(struct fixture *f, const char *id, enum machine_status status);
struct told create(struct fixture *f, const char *label, bool booted);
struct told change(struct fixture *f,
    struct op *(*verb)(struct cloud *, const char *, cloud_done_fn *, void *), const char *id);

struct told create_spec(struct fixture *f, const struct machine_spec *spec);
struct told create_empty(struct fixture *f); // without image, with the fixture's label
int boot(struct fixture *f, const char *id, const char *config);
void pause_for(struct fixture *f, int64_t ms);

extern const char *const contract_keys[]; // of nobody

void test_placement_groups(void **state); // cloud_placement.c

// cloud_vpc.c
void test_vpcs(void **state);
void test_machines_of_a_vpc(void **state);
void vpcs_sweep(struct fixture *f); // those with the fixture's label

// cloud_disks.c
void test_disks(void **state);
void test_configs(void **state);

// cloud_machines.c: machines changed where they are
void test_another_type(void **state);
void test_rebuilt(void **state);
void test_passwords(void **state);
void test_rescue(void **state);
void test_clone(void **state);

void test_backups(void **state); // cloud_backups.c

// cloud_addresses.c
void test_ranges(void **state);
void test_ipv4s(void **state);
void test_shared(void **state);
void test_names(void **state);
// cloud_reserved.c
void test_reserved(void **state);
void reserved_sweep(struct fixture *f); // that with the fixture's label
// cloud_locks.c
void test_care(void **state);
void test_locks(void **state);
void test_scripts(void **state); // cloud_scripts.c

// cloud_balancers.c
void test_balancers(void **state);
void test_balancer_ports(void **state);
void test_balanced_nodes(void **state);
void balancers_sweep(struct fixture *f); // that with the fixture's label
// cloud_balancer_vpc.c
void test_balancer_of_a_vpc(void **state);
void test_balancer_of_no_vpc(void **state);

// cloud_volumes.c
void test_volumes(void **state);
void test_volume_of_a_machine(void **state);
void test_volume_refusals(void **state);
void volumes_sweep(struct fixture *f); // those with the fixture's label

// cloud_firewalls.c
void test_firewalls(void **state);
void test_firewalled_machines(void **state);
void test_firewalled_interfaces(void **state);
void firewalls_sweep(struct fixture *f); // the one with the fixture's label

// cloud_told.c: each fills a struct told, and judges what it is told
void told_err(struct told *t, const struct lct_err *err);
cloud_done_fn on_done;
cloud_machine_fn on_machine;
cloud_machines_fn on_machines;
cloud_events_fn on_events;
cloud_catalogue_fn on_catalogue;
cloud_availability_fn on_availability;
cloud_profile_fn on_profile;

#endif
