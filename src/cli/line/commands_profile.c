// SPDX-License-Identifier: MIT
// The commands of profiles and secrets.
#include "cli/cmd/run.h"

const struct command commands_of_profile[] = {
    {
        .noun = "secret",
        .verb = "set",
        .arguments = "TYPE VALUE [APP] [CUSTOMER]",
        .help = "store a secret; VALUE - reads it from standard input",
        .more = "personal-token is the API's token, default-root-ssh-public-key the path of your "
                "public key (of\n"
                "a private key's path its .pub is read; a private key is never stored). A VALUE on "
                "the command\n"
                "line works as in 2017, but stands in the shell's history: give - and type it, or "
                "redirect a\n"
                "file. APP and CUSTOMER say whose it is, as --context does.",
        .example = "linodetool secret set personal-token - <token.txt",
        .least = 2,
        .most = 4,
        .options = yes_only,
        .run = run_secret_set,
    },
    {
        .noun = "secret",
        .verb = "get",
        .arguments = "TYPE",
        .help = "print a secret",
        .example = "linodetool secret get personal-token",
        .least = 1,
        .most = 1,
        .run = run_secret_get,
    },
    {
        .noun = "secret",
        .verb = "list",
        .arguments = "",
        .help = "list the names of secrets",
        .example = "linodetool secret list",
        .least = 0,
        .most = 0,
        .run = run_secret_list,
    },
    {
        .noun = "secret",
        .verb = "delete",
        .arguments = "TYPE",
        .help = "delete a secret",
        .example = "linodetool secret delete personal-token",
        .least = 1,
        .most = 1,
        .options = yes_only,
        .run = run_secret_delete,
    },
    {
        .noun = "profile",
        .verb = "list",
        .arguments = "",
        .help = "list profiles",
        .example = "linodetool profile list",
        .least = 0,
        .most = 0,
        .run = run_profile_list,
    },
    {
        .noun = "profile",
        .verb = "use",
        .arguments = "NAME",
        .help = "make a profile the current one",
        .example = "linodetool profile use lab",
        .least = 1,
        .most = 1,
        .options = yes_only,
        .run = run_profile_use,
    },
    {
        .noun = "profile",
        .verb = "show",
        .arguments = "",
        .help = "ask the API who we are",
        .example = "linodetool profile show",
        .least = 0,
        .most = 0,
        .run = run_profile_show,
    },
    { 0 },
};
