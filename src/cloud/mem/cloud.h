// SPDX-License-Identifier: MIT
// The cloud in memory: a first-class driver for tests and simulation. Time is the loop's, so that
// on a virtual loop (loop_new_virtual) hours pass in milliseconds, always in the same order.
#ifndef CLOUD_MEM_CLOUD_H
#define CLOUD_MEM_CLOUD_H

#include "port/cloud.h"

// What the provider knows: machines and events. It outlives the clouds opened on it, as the real
// one outlives a killed process.
struct mem_account;

struct mem_account *mem_account_new(void);
void mem_account_free(struct mem_account *a); // after the clouds opened on it
OWN_POINTER(mem_account, struct mem_account, mem_account_free);

// How it behaves; a test changes what it wants at any time.
struct mem_dials {
    int64_t answer_ms;                          // of each request, there and back (200)
    int64_t provision_ms, boot_ms, shutdown_ms; // (8000, 20000, 5000)
    int64_t disk_ms, volume_ms;                 // of a job on one (4000, 3000)
    unsigned create_limit;                      // creates in a window; more wait. 0: no limit
    int64_t create_window_ms;                   // (15000)
    unsigned machines_max;                      // LCT_EQUOTA beyond; 0: no limit
    enum account_interfaces interfaces;         // that new machines may have (ACCOUNT_UNKNOWN)
};
struct mem_dials *mem_account_dials(struct mem_account *a);

// Trouble with one request. code 0: none.
struct mem_trouble {
    int code;         // the callback's error
    bool effect;      // it is carried out all the same: the answer is what was lost
    bool never_boots; // of a create or boot: the machine ends offline
};
// Asked for every request: kind "machine.create" ..., subject the label ("" when there is none).
typedef void mem_trouble_fn(
    void *user, const char *kind, const char *subject, struct mem_trouble *t);
void mem_account_trouble(struct mem_account *a, mem_trouble_fn *fn, void *user);

// Something is announced of a machine; its texts have to live as long as the account.
void mem_account_announce(struct mem_account *a, const struct maintenance *m);
// Its watchdog booted a machine.
void mem_account_lassie(struct mem_account *a, const char *machine);

// Reserves an address, which lives as long as the account.
const char *mem_account_reserve(struct mem_account *a, const char *region);

// The truth, for tests: machines that exist, in the order they were made, and how often a kind of
// request arrived.
size_t mem_account_count(const struct mem_account *a);
const struct machine *mem_account_machine(const struct mem_account *a, size_t i);
unsigned mem_account_requests(const struct mem_account *a, const char *kind);

struct cloud *mem_cloud_open(struct loop *l, struct mem_account *a, enum cloud_mode mode);

#endif
