// SPDX-License-Identifier: MIT
// A node's own layer of its root file system, as it is before the first boot.
#ifndef LAB_FLEET_PROVISION_H
#define LAB_FLEET_PROVISION_H

#include "lab/fleet/fleet.h"

// Makes dir/root, and dir/disks/DISK/{upper,work} afresh. proxy: the nodes' address of the package
// proxy; NULL: none.
int provision_make(const char *dir, const char *base_dir, const struct fleet_node *n,
    const char *proxy, struct random *random, struct lct_err *err);
// Makes a layer that was copied to there the node's own: host name, machine-id, user-data, the way
// to the proxy. All else stays as it was copied.
int provision_identity(const char *dir, const struct fleet_node *n, const char *proxy,
    struct random *random, struct lct_err *err);
// Whether there is a layer on the node's disk. One that an older lab has made is moved to there.
bool provision_is_there(const char *dir, int64_t disk);
// Sets root's password on it.
int provision_password(const char *dir, int64_t disk, const char *hash, struct lct_err *err);
// Removes the folder by way of a name that the next start sweeps when this is interrupted.
int provision_remove(const char *dir, struct lct_err *err);
// The same of all that is in the folder but what is named by these ids and the ending.
void provision_keep_only(
    const char *state_dir, const char *folder, const char *ending, const int64_t *ids, size_t n);

#endif
