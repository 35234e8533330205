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

struct mem_machine {
    struct machine shown;
    struct arena *arena;
    struct phase phases[PHASES];
    size_t n_phases;
    const char *rest; // the state after the last phase
    int64_t group;    // id of its placement group; 0: none
};

#define GROUPS_MAX 100 // placement groups in a region
#define MEMBERS_MAX 5  // machines in a group

struct mem_placement {
    int64_t id;
    const char *label, *region, *traits;
};

struct mem_account {
    struct mem_dials dials;
    VEC(struct mem_machine *) machines;
    VEC(struct mem_placement) groups;
    VEC(struct cloud_event) events;
    struct arena *arena; // of events and groups
    int64_t last_id, last_event;
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
bool machine_is_busy(const struct mem_machine *m);

int account_create(struct mem_account *a, const struct machine_spec *s, int64_t now_ms,
    bool never_boots, struct mem_machine **ret, struct lct_err *err);
void account_remove(struct mem_account *a, struct mem_machine *m);
void account_boot(struct mem_account *a, struct mem_machine *m, int64_t now_ms, bool never_boots);
void machine_reboot(struct mem_account *a, struct mem_machine *m, int64_t now_ms);
void machine_shutdown(struct mem_account *a, struct mem_machine *m, int64_t now_ms);
void machine_rebuild(
    struct mem_account *a, struct mem_machine *m, const struct machine_spec *s, int64_t now_ms);
void machine_update(struct mem_machine *m, const char *label, const char *const *tags);

// placement.c: the group of this id, in decimal; NULL: there is none.
const struct mem_placement *account_placement(const struct mem_account *a, const char *id);
size_t account_members(const struct mem_account *a, int64_t group);

// How long a create must wait for the rate limit; takes its place in the window.
int64_t account_create_wait_ms(struct mem_account *a, int64_t now_ms);

// The small catalogue of this cloud; the caller owns it (arena_free(c->arena)).
struct catalogue *mem_catalogue_new(int64_t wall_ms);

#endif
