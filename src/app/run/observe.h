// SPDX-License-Identifier: MIT
// What the cloud shows of the account at the beginning of an operation: one list of machines, and
// the rebuilds that somebody made.
#ifndef APP_RUN_OBSERVE_H
#define APP_RUN_OBSERVE_H

#include "app/toolkit.h"
#include "base/map.h"
#include "model/machine.h"
#include "model/node.h"
#include "model/resource.h"
#include "port/cloud.h"

struct observed {
    struct machine *machines; // by id
    size_t n;
    struct map by_id;    // id -> struct machine
    struct map by_tag;   // "lct:NODE.GENERATION" -> struct machine, the oldest that carries it
    struct map by_label; // label -> struct machine
    struct things things[N_NOUNS]; // beside machines, where they were asked for
    bool rebuilds_unknown;         // the token may not read the account's events
};

// Lists the machines with a tag (NULL: all of the account). rebuilds: and asks which were rebuilt.
// patience_ms: 0: as long as the driver tries, else LCT_EWAIT when it is over. What is copied lives
// in the arena.
struct observe_args {
    const char *tag;
    bool rebuilds;
    int64_t patience_ms;
};
int observe(struct lct *t, struct cloud *c, struct arena *a, const struct observe_args *args,
    struct observed *ret, struct lct_err *err);
void observed_done(struct observed *o);

// things.c: what the account has of these nouns beside machines. What is copied lives in the arena.
struct things_args {
    bool nouns[N_NOUNS];
    int64_t patience_ms; // as above
};
int observe_things(struct lct *t, struct cloud *c, struct arena *a, const struct things_args *args,
    struct things ret[static N_NOUNS], struct lct_err *err);

// ports.c: what these NodeBalancers do, whose ids are known: in their `ports`. What is copied lives
// in the arena; one that is gone has none.
int observe_ports(struct lct *t, struct cloud *c, struct arena *a, int64_t patience_ms,
    struct thing *const *balancers, size_t n, struct lct_err *err);

// upkeep.c: what is announced of the account's machines, and what became of them unasked. What is
// copied lives in the arena. What was not told in time, or may not be read, is unknown.
struct upkeep {
    struct maintenance *announced;
    size_t n_announced;
    struct cloud_event *mishaps; // oldest first
    size_t n_mishaps;
    bool announced_known, mishaps_known;
};
void observe_upkeep(
    struct lct *t, struct cloud *c, struct arena *a, int64_t patience_ms, struct upkeep *ret);

// The machine of a node: the one whose id the inventory knows, when a tag, the label or an address
// also says so - whoever takes the tags away does not make another machine of it; else the one that
// carries the node's tag. NULL: there is none.
const struct machine *observed_of(const struct observed *o, const struct node *n);

#endif
