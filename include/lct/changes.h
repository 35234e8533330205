// SPDX-License-Identifier: MIT
// Changes: what an operation would do to a cluster, worked out once - shown, agreed to, and then
// carried out, just that. The account is listed once for the whole of it.
#ifndef LCT_CHANGES_H
#define LCT_CHANGES_H

#include <stdbool.h>

#include "lct/cluster.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

struct lct_changes; // of one cluster, by one operation

// Works out what the function of that name (lct/cluster.h) would do with the same arguments: the
// cloud and the inventory are read, nothing is changed. The arguments must live as long as *ret,
// which is yours (lct_changes_free); NULL after an error. Errors as of that function.
int lct_changes_create(struct lct *t, const char *name, const char *app_id,
    const struct lct_plan *plan, struct lct_changes **ret, struct lct_err *err);
int lct_changes_apply(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_changes **ret, struct lct_err *err);
// As apply or, where there is no cluster of that name, as create.
int lct_changes_plan(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_changes **ret, struct lct_err *err);
// As apply of the plan that the cluster keeps, after lct_changes_refresh.
int lct_changes_mend(
    struct lct *t, const char *name, struct lct_changes **ret, struct lct_err *err);
// Worked out likewise.
int lct_changes_scale(struct lct *t, const char *name, const struct lct_count *counts,
    const char *const *remove, struct lct_changes **ret, struct lct_err *err);
int lct_changes_replace(struct lct *t, const char *name, const char *const *nodes,
    struct lct_changes **ret, struct lct_err *err);
int lct_changes_rebuild(struct lct *t, const char *name, const char *const *nodes,
    struct lct_changes **ret, struct lct_err *err);
int lct_changes_start(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err);
// Likewise. What the machines cost while they are off is among the problems.
int lct_changes_stop(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err);
int lct_changes_drain(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err);
int lct_changes_restart(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err);
// Likewise. Machines that carry the cluster's tag and are no node's are named among the problems:
// they stay.
int lct_changes_delete(
    struct lct *t, const char *name, struct lct_changes **ret, struct lct_err *err);
// Likewise, and of all clusters that need it: these stop, or go, before it.
int lct_changes_stop_all(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err);
int lct_changes_delete_all(
    struct lct *t, const char *name, struct lct_changes **ret, struct lct_err *err);
// Likewise of a cluster whose time is over, as lct_cluster_expire.
int lct_changes_expire(
    struct lct *t, const char *name, struct lct_changes **ret, struct lct_err *err);

// Of one node; with the last one its cluster goes.
int lct_changes_remove(
    struct lct *t, const char *node, struct lct_changes **ret, struct lct_err *err);

// What becomes of volumes, and of what is on them.
enum lct_volumes {
    LCT_VOLUMES_KEEP,   // none is deleted; a cluster that is created gets those of its name back
    LCT_VOLUMES_DELETE, // those that nothing wants any more are deleted, of nodes that there are:
                        // of delete, scale and apply
    LCT_VOLUMES_NEW,    // what an earlier cluster of the name left is not taken: of create
};

// Works them out anew with another answer to that; KEEP is what they begin with. What
// lct_changes_root gave is gone. LCT_EUSAGE: it is not of that operation.
int lct_changes_volumes(struct lct_changes *c, enum lct_volumes volumes, struct lct_err *err);

// Likewise, whether backups that the plan says no to are cancelled, with all that there are; false
// is what they begin with: such backups stay. LCT_EUSAGE: it is not lct_changes_apply.
int lct_changes_backups(struct lct_changes *c, bool deletes, struct lct_err *err);

// Likewise, after all nodes that run were asked what they have of what they were brought: what
// another hand changed there is brought again. Nodes that give no answer are named ("unseen"), and
// nothing else is left out for them. LCT_EUSAGE: it is not lct_changes_apply.
int lct_changes_refresh(struct lct_changes *c, struct lct_err *err);

// Likewise: nodes go off, and machines go for good, whatever the plan's hooks before that do. Of
// everything but create and start; LCT_EUSAGE: it is one of these.
int lct_changes_force(struct lct_changes *c, struct lct_err *err);

// What they are: {"operation": "create", "cluster", "digest": of all that would be done, "changes":
// [{action, node, label, group, region, type, image, reason, loses_disks, keeps_other_disks,
// loses_backups, keeps_backups, fields:
// [{field, from, to, forces_replacement}], pushes: ["firewall", "hosts", "users", "files"],
// contents: [{what, name, of, action, note, diff}], price: {hourly, monthly}}], "resources": the
// like of things beside the nodes (docs/json.md), "hooks": [{event, step, scheme, nodes}] what of
// the plan's will run where, in the order of the events, "before": [the same of each cluster that
// comes before, in their order], "problems": as of lct_plan_problem_list, "unseen":
// [{node, label, message}] of whom it is not known what they have, though they were asked,
// "summary": {create, keep, update, finish, boot, wait, stop, away, resize, rebuild, replace,
// delete, push}, "price": {hourly, monthly, nodes, backups, volumes, balancers: {hourly, monthly},
// before: the same of what there is, difference: {hourly, monthly}}, "estimate_ms": about how long
// it takes, "estimate_from_ms", "estimate_to_ms": between these, which differ threefold at most,
// and not at all where enough is known, "limit": {creates, limit, window_ms}: so many Linodes at so
// many in so long, null when no limit makes them wait}. Numbers of new nodes are provisional;
// prices are USD. Borrowed, until the next call with c.
const struct lct_value *lct_changes_root(const struct lct_changes *c);

// Looks at cloud and inventory once more, as after a question to somebody who took his time. *same:
// nothing else would be done now; else c is what would be. What lct_changes_root gave is gone.
int lct_changes_look_again(struct lct_changes *c, bool *same, struct lct_err *err);

// Carries them out; answers as lct_cluster_create does, of the last cluster that was begun. Where
// clusters come before, all of them are held first, and what does not succeed ends it.
// LCT_ECHANGED: something else would be done by now, nothing was. Once only.
int lct_changes_carry_out(struct lct_changes *c, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

// Into a new file, 0600, with the plan and all that it names; of create and apply only.
int lct_changes_save(const struct lct_changes *c, const char *path, struct lct_err *err);
// And back: *ret is yours, and needs no plan. LCT_ECHANGED: something else would be done by now
// than what is in the file.
int lct_changes_open(
    struct lct *t, const char *path, struct lct_changes **ret, struct lct_err *err);
// Is there such a file? One that cannot be read, and any other, is none.
bool lct_changes_is_file(const char *path);

void lct_changes_free(struct lct_changes *c); // NULL is fine

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
