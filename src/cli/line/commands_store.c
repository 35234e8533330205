// SPDX-License-Identifier: MIT
// The commands about the inventory itself.
#include "cli/cmd/run.h"

const struct command commands_of_store[] = {
    {
        .noun = "store",
        .verb = "list",
        .arguments = "",
        .help = "list the copies of the inventory",
        .example = "linodetool store list",
        .least = 0,
        .most = 0,
        .run = run_store_list,
    },
    {
        .noun = "store",
        .verb = "backup",
        .arguments = "[FILE]",
        .help = "copy the inventory",
        .more =
            "Without a file, beside the inventory. A copy is also made by itself before the first "
            "change of a day,\n"
            "and before each change of the inventory's schema.",
        .example = "linodetool store backup /mnt/backup/linodetool.db",
        .least = 0,
        .most = 1,
        .run = run_store_backup,
    },
    {
        .noun = "store",
        .verb = "restore",
        .arguments = "FILE",
        .help = "put a copy back in the place of the inventory",
        .more = "What is there is kept beside it. What was made since the copy is at the cloud, "
                "and not "
                "in the\n"
                "inventory: cluster audit tells.",
        .example = "linodetool store restore /mnt/backup/linodetool.db",
        .least = 1,
        .most = 1,
        .options = yes_only,
        .run = run_store_restore,
    },
    { 0 },
};
