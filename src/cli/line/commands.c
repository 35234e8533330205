// SPDX-License-Identifier: MIT
// All commands, in the order of --help; here those of the program itself.
#include "cli/cmd/run.h"

const struct option yes_only[] = { { "yes", 'y', NULL, "do not ask", false }, { 0 } };
const struct option yes_and_sequential[] = { { "yes", 'y', NULL, "do not ask", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false }, { 0 } };

static const struct command commands_of_program[] = {
    {
        .noun = "completion",
        .verb = "",
        .arguments = "bash|zsh|fish",
        .help = "print the script that makes a shell complete these words",
        .example = "linodetool completion bash >/etc/bash_completion.d/linodetool",
        .least = 1,
        .most = 1,
        .run = run_completion,
    },
    {
        .noun = "version",
        .verb = "",
        .arguments = "",
        .help = "print the version",
        .example = "linodetool version",
        .least = 0,
        .most = 0,
        .run = run_version,
    },
    {
        .noun = "complete",
        .verb = "",
        .arguments = "-- [WORD..]",
        .help = "what may stand at the cursor",
        .example = "linodetool complete -- node ''",
        .least = 0,
        .most = -1,
        .run = run_complete,
        .hidden = true,
    },
    { 0 },
};

static const struct command *const tables[] = { commands_of_lab, commands_of_cluster,
    commands_of_upkeep, commands_of_node, commands_of_volume, commands_of_hook, commands_of_plan,
    commands_of_operation, commands_of_store, commands_of_profile, commands_of_program, NULL };

const struct command *
command_next(const struct command *c)
{
    if (!c)
        return tables[0];
    if (c[1].noun)
        return c + 1;
    for (const struct command *const *table = tables; *table; table++)
        for (const struct command *d = *table; d->noun; d++)
            if (d == c)
                return table[1];
    return NULL;
}
