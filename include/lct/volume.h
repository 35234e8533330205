// SPDX-License-Identifier: MIT
// Volumes of clusters, also of those that are no more: a volume belongs to a node's name, and stays
// when nothing wants it any more. A volume is named by its label, by NODE/LABEL or
// CLUSTER/NODE/LABEL as plans call it, its id or its UUID.
#ifndef LCT_VOLUME_H
#define LCT_VOLUME_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// {"volumes": [volume]} of the context, as the inventory has them: no request is made. A volume is
// {noun, name: "NODE/LABEL", label, id, uuid, region, traits, size_gb, state, error, created,
// updated, cluster, node, kept: no node has it, since its node or its cluster is no more, price:
// {hourly, monthly} USD, null where no prices are known}.
int lct_volume_list(struct lct *t, struct lct_answer **ret, struct lct_err *err);

// {"volume": volume with status: "attached", "free", "busy" or "gone", null where the cloud did not
// tell within a few seconds, linode: the id of the one that has it, device, tags, "cloud_error":
// why it did not tell}. LCT_ENOTFOUND: there is none; LCT_EUSAGE: several have that name.
int lct_volume_show(
    struct lct *t, const char *volume, struct lct_answer **ret, struct lct_err *err);

// Deletes volumes that are kept, with all that is on them; only what tags and inventory both prove
// ours. volumes: names, NULL-terminated, all of one cluster. Answers as lct_cluster_create does.
// LCT_EUSAGE: they are of several clusters; or one is a node's: it goes by lct_changes_volumes.
int lct_volume_delete(struct lct *t, const char *const *volumes, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
