// SPDX-License-Identifier: MIT
// One client of the API: every request is a call, which waits for its budget, is sent, repeated
// when that is safe, read, and ends as an op.
#ifndef CLOUD_LINODE_CLIENT_H
#define CLOUD_LINODE_CLIENT_H

#include "base/map.h"
#include "cloud/linode/budget.h"
#include "port/cloud.h"
#include "text/doc.h"

#define LINODE_ANSWER_MAX ((size_t)32 << 20)

struct linode {
    struct cloud cloud;
    struct loop *loop;
    struct http *http;
    char *url; // with "/v4"
    struct secret *token;
    char *token_source;
    bool here; // the API is on this machine: a lab, a test
    struct budget budgets[N_ROUTES];
    struct call *newest; // of all that have not ended
    bool answered;       // it has ever answered: its address is right
    bool closing;
};

static inline struct linode *
linode_of(struct cloud *c)
{
    return (struct linode *)c;
}

int64_t linode_now_ms(const struct linode *l);
int64_t linode_wall_ms(const struct linode *l);

struct call;

// Called at the end of a call: reads c->answer (on success) and calls c->fn back.
typedef void call_read_fn(struct call *c, const struct lct_err *err);
typedef void call_any_fn(void);
// What is wrong with the answer (of a list: with an item): it lacks what its reader cannot do
// without, or says what cannot be. NULL: nothing.
typedef const char *call_fault_fn(const struct call *c, const struct doc *d);

#define ID_NONE -1 // no number of the API's: what is asked of it is LCT_ENOTFOUND, unsent

struct call_spec {
    enum route route;
    const char *path;            // "/linode/instances/12"; copied
    const char *filter;          // X-Filter; NULL: none; copied
    const struct secret *body;   // JSON; NULL: none ("{}" is sent with a POST); copied
    const char *want;            // for the reader: what was asked for; copied
    int64_t id;                  // the answer must be of this one; 0: any; ID_NONE: of none
    bool every_page, first_page; // a list: c->answer is the list of its items, each id once
    const char *const *key;      // of a list's item: what tells it from others, NULL-terminated;
                                 // NULL: "id"; "entity.id": of what lies within
    bool parts_lack;             // an item may lack some of them
    call_fault_fn *fault;        // NULL: nothing can be
    call_read_fn *read;
    call_any_fn *fn; // the caller's, its type known to `read`
    void *user;
};

struct call {
    struct op op;
    struct linode *linode; // not to be touched once the op is ending
    struct call_spec spec;
    struct arena *arena;
    struct secret *body;
    struct call *older, *newer, *next_in_line;
    struct op *http;
    struct timer *timer; // until the next try
    unsigned tries, refusals, malformed;
    int64_t first_ms;
    int64_t page, pages, results;
    unsigned walks;
    bool shifted; // the list changed while we read it
    struct doc *items;
    struct map ids;
    const struct doc *answer; // NULL on failure
    const char *scopes;       // of the token, when the answer told
};

struct op *call_start(struct linode *l, const struct call_spec *spec);

// A document as a body.
struct secret *call_body(const struct doc *d);
// What is missing but the closing brace; b is wiped.
struct secret *body_end(struct buf *b);
struct secret *update_body(const char *label, const char *const *tags); // label NULL: it stays
// The end of a call of which only the outcome is told: fn is a cloud_done_fn.
call_read_fn read_done;

// The answer is JSON, but not what the API documents. A read is tried again, a few times.
int call_malformed(struct call *c, const char *why, struct lct_err *err);

// Of each noun.
extern const struct machine_ops linode_machines;
extern const struct catalogue_ops linode_catalogue;
extern const struct event_ops linode_events;
extern const struct account_ops linode_account;
extern const struct stock_ops linode_stock;
extern const struct thing_ops linode_placement_groups;
extern const struct placement_ops linode_placements;
extern const struct disk_ops linode_disks;
extern const struct config_ops linode_configs;
extern const struct backup_ops linode_backups;
extern const struct address_ops linode_addresses;
extern const struct lock_ops linode_locks;
extern const struct script_ops linode_scripts;
extern const struct thing_ops linode_volume_things;
extern const struct volume_ops linode_volumes;
extern const struct thing_ops linode_vpc_things;
extern const struct vpc_ops linode_vpcs;
extern const struct thing_ops linode_firewall_things;
extern const struct firewall_ops linode_firewalls;
extern const struct thing_ops linode_balancer_things;
extern const struct balancer_ops linode_balancers;
extern const struct thing_ops linode_reserved_things;

// Texts of a list, NULL-terminated, in the arena; others are left out.
const char *const *text_list(struct arena *a, const struct doc *list);
// Ids are numbers here, and texts for all others. The number of such a text; 0: it is none of this
// cloud's. The text of such a number, in the arena; NULL: it is none.
int64_t id_number(const char *id);
const char *id_text(struct arena *a, const struct doc *map, const char *key);
// A text copied into the arena; NULL when it is absent, null or no text.
const char *text_copy(struct arena *a, const struct doc *map, const char *key);

#endif
