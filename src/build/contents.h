// SPDX-License-Identifier: MIT
// What a node that stays is brought, piece by piece, against what it has by an earlier plan. Pure.
#ifndef BUILD_CONTENTS_H
#define BUILD_CONTENTS_H

#include "base/map.h"
#include "step/bundle/bundle.h"
#include "step/world.h"

struct content {
    const char *what;   // "file", "unit", "rule", "access", "user", "group", "key", "script",
                        // "package" ...
    const char *name;   // path, name, rule as written; of a key: fingerprint and comment
    const char *of;     // whose it is; NULL: the node's
    const char *action; // "add", "change", "remove", "restart", "run"; "mend": the node has it
                        // otherwise than it was brought, as it tells; "keep": no longer in the
                        // plan; "unknown": what the node has of it is not known here
    const char *note;   // what else is to say; NULL: nothing
    const char *plan;   // digest of the plan that the node has it of; NULL: the kept one, or none
    const char *diff;   // unified; NULL: none, or what it holds is not to be shown
};

struct contents {
    struct arena *arena;
    struct content *items;
    size_t n, cap;
    struct map diffs; // of texts that many nodes have
};
void contents_done(struct contents *c);

// Each adds what differs. was: what the node has, NULL or NULL pointers: nothing. Texts live in the
// arena.
void contents_rules(struct contents *c, const struct node_plan *was, const struct node_plan *now,
    const char *const *access_was, const char *const *access_now);
void contents_accounts(
    struct contents *c, const struct node_plan *was, const struct node_plan *now);
void contents_installs(
    struct contents *c, const struct node_plan *was, const struct node_plan *now);
void contents_sysctl(struct contents *c, const struct node_plan *was, const struct node_plan *now);
// was and now: members of one node, each with its plan; the steps are content_step's of them.
void contents_files(struct contents *c, const struct member *was,
    const struct bundle_step *was_step, const struct member *now,
    const struct bundle_step *now_step);
// Files that list members: what differs of them is not told.
void contents_lists(struct contents *c, const struct node_plan *was, const struct node_plan *now);
// What makes file systems that none of its disks had.
void contents_packages(
    struct contents *c, const struct node_plan *was, const struct node_plan *now);
// Scripts of the first boot run on new nodes only. ran: "NODE-UUID EVENT/NAME" -> digest.
void contents_scripts(struct contents *c, const struct node_plan *was, const struct member *now,
    const struct map *ran);
// Those that a node which is not ready yet has still to run.
void contents_runs(struct contents *c, const struct member *now, const struct map *ran);
// A part of which is not known here what the node has of it.
void contents_unknown(struct contents *c, const char *what);

#endif
