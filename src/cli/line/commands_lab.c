// SPDX-License-Identifier: MIT
// The commands of the lab.
#include "cli/cmd/run.h"

static const struct option lab_options[] = {
    { "nodes-max", 0, "N", "at most so many nodes", false },
    { "internet", 0, "none|packages", "what nodes may fetch (default packages)", false },
    { "speed", 0, "instant|realistic|slow", "how long the API's jobs take", false },
    { "yes", 'y', NULL, "do not ask", false },
    { 0 },
};

static const struct option fault_options[] = {
    { "rate", 0, "0..1", "of the requests that match (default 1)", false },
    { "seed", 0, "N", "the same seed brings the same faults", false },
    { "count", 0, "N", "so many times at most", false },
    { "method", 0, "METHOD", "only of these requests", false },
    { "path", 0, "PATTERN", "only of these, such as '/v4/linode/*'", false },
    { "yes", 'y', NULL, "do not ask", false },
    { 0 },
};

const struct command commands_of_lab[] = {
    {
        .noun = "lab",
        .verb = "start",
        .arguments = "",
        .help = "start a local Linode and make the profile lab",
        .more = "The first start makes the nodes' root file system, which takes a minute. Where no "
                "token is set\n"
                "up, the profile lab becomes the current one.",
        .example = "linodetool lab start",
        .least = 0,
        .most = 0,
        .options = lab_options,
        .run = run_lab_start,
    },
    {
        .noun = "lab",
        .verb = "stop",
        .arguments = "",
        .help = "stop it; nothing of it stays",
        .example = "linodetool lab stop",
        .least = 0,
        .most = 0,
        .options = yes_only,
        .run = run_lab_stop,
    },
    {
        .noun = "lab",
        .verb = "status",
        .arguments = "",
        .help = "tell whether it runs, and where",
        .example = "linodetool lab status --json",
        .least = 0,
        .most = 0,
        .run = run_lab_status,
    },
    {
        .noun = "lab",
        .verb = "reset",
        .arguments = "",
        .help = "delete everything in it",
        .example = "linodetool lab reset --yes",
        .least = 0,
        .most = 0,
        .options = yes_only,
        .run = run_lab_reset,
    },
    {
        .noun = "lab",
        .verb = "fault",
        .arguments = "KIND",
        .help = "make its API misbehave; KIND none ends that",
        .more = "KIND: random (any of the others but delay), 429, 429-bare, 500, 502, 503,\n"
                "408-after-success, 500-after-success, reset, reset-after-success, garbage,\n"
                "garbage-html, garbage-types, delay.",
        .example = "linodetool lab fault random --rate 0.2 --seed 7",
        .least = 1,
        .most = 1,
        .options = fault_options,
        .run = run_lab_fault,
    },
    {
        .noun = "lab",
        .verb = "dial",
        .arguments = "HOST PORT",
        .help = "connect to a node (for ssh's ProxyCommand with ProxyUseFdpass)",
        .more = "Where standard output is a socket the connection itself is handed over (ssh's "
                "ProxyUseFdpass);\n"
                "else its bytes are copied.",
        .example =
            "ssh -o 'ProxyCommand linodetool lab dial %h %p' -o ProxyUseFdpass=yes root@198.18.0.2",
        .least = 2,
        .most = 2,
        .run = run_lab_dial,
    },
    { 0 },
};
