// SPDX-License-Identifier: MIT
// The commands of volumes.
#include "cli/cmd/run.h"

const struct command commands_of_volume[] = {
    {
        .noun = "volume",
        .verb = "list",
        .arguments = "",
        .help = "list the volumes of all clusters, also of those that are no more",
        .more = "As the inventory has them, without asking the cloud. What is kept costs money: "
                "volume delete ends\n"
                "that; cluster create by the name of the cluster that left it takes it back.",
        .example = "linodetool volume list",
        .least = 0,
        .most = 0,
        .run = run_volume_list,
    },
    {
        .noun = "volume",
        .verb = "show",
        .arguments = "VOLUME",
        .help = "show a volume, and what the cloud says of it",
        .more = "VOLUME is its label, NODE/LABEL or CLUSTER/NODE/LABEL as the plan calls it, its "
                "id or its UUID.",
        .example = "linodetool volume show db-1-data",
        .least = 1,
        .most = 1,
        .run = run_volume_show,
    },
    {
        .noun = "volume",
        .verb = "delete",
        .arguments = "VOLUME..",
        .help = "delete volumes that are kept, with all that is on them",
        .more = "Of one cluster, which may be no more. A volume that a node has goes with its node "
                "or its plan:\n"
                "node delete, cluster scale, apply and delete have --delete-volumes.",
        .example = "linodetool volume delete prod/db-3/data",
        .least = 1,
        .most = -1,
        .options = yes_only,
        .run = run_volume_delete,
    },
    { 0 },
};
