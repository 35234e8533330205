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
    const char *group; // id of a placement group
    struct thing_spec thing_spec;
    const char *const *ids; // of machines
    struct thing *things;
    struct mem_trouble trouble;
    struct lct_err err; // the outcome that is on its way
    request_effect_fn *effect;
    request_tell_fn *tell;
    any_fn *fn;
    void *user;
    struct machine *machines;
    struct cloud_event *events;
    size_t n;
};

// The time of the account.
int64_t mem_now_ms(const struct mem_cloud *c);

struct request *request_new(struct cloud *cloud, const char *kind, request_effect_fn *effect,
    request_tell_fn *tell, any_fn *fn, void *user);
struct op *request_go(struct request *r, bool mutates);

// A copy of what was asked, in its arena.
const char *request_text(struct request *r, const char *text); // NULL is NULL

extern const struct machine_ops mem_machines;
extern const struct thing_ops mem_placement_groups;
extern const struct placement_ops mem_placements;

#endif
