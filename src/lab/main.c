// SPDX-License-Identifier: MIT
// lct-lab: a local Linode.
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"
#include "base/file.h"
#include "base/log.h"
#include "base/parse.h"
#include "base/secret.h"
#include "base/str.h"
#include "lab/lab.h"
#include "lct/version.h"

#define NODES_MAX 100

static const char usage[] =
    "usage: lct-lab serve [OPTION]...\n"
    "Serve Linode's API on 127.0.0.1; every Linode made there is a node on this machine.\n"
    "\n"
    "  --state DIR         where the lab is kept (its Linodes too)\n"
    "  --cache DIR         where what is made or fetched once is kept\n"
    "  --port N            listen there (default: any free port)\n"
    "  --nodes-max N       how many Linodes there may be (default: 100)\n"
    "  --profile SPEED     how long changes take: instant (default), realistic, slow\n"
    "  --internet WHAT     what nodes reach outside: packages (default), none\n"
    "  --init KIND         of the nodes: systemd (default), tiny\n"
    "  --no-nodes          the API only\n"
    "  --help, --version\n"
    "\n"
    "It runs until SIGTERM. DIR/status.json says where it is and where its token lies.\n"
    "linodetool lab start does all that for you.\n";

enum { STATE = 1, CACHE, PORT, MAX, PROFILE, INTERNET, INIT, NO_NODES, HELP, VERSION };

static const struct option options[] = {
    { "state", required_argument, NULL, STATE },
    { "cache", required_argument, NULL, CACHE },
    { "port", required_argument, NULL, PORT },
    { "nodes-max", required_argument, NULL, MAX },
    { "profile", required_argument, NULL, PROFILE },
    { "internet", required_argument, NULL, INTERNET },
    { "init", required_argument, NULL, INIT },
    { "no-nodes", no_argument, NULL, NO_NODES },
    { "help", no_argument, NULL, HELP },
    { "version", no_argument, NULL, VERSION },
    { 0 },
};

// The place of the word in the list, or -1.
static int
word_index(const char *word, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (str_eq(words[i], word))
            return i;
    return -1;
}

// False when the option's value is none.
static bool
option_take(int which, const char *value, struct lab_conf *conf)
{
    static const char *const speeds[] = { "instant", "realistic", "slow", NULL };
    static const char *const reaches[] = { "none", "packages", NULL };
    static const char *const inits[] = { "systemd", "tiny", NULL };
    int64_t n = 0;
    int i = 0;

    switch (which) {
    case STATE:
        conf->state_dir = value;
        break;
    case CACHE:
        conf->cache_dir = value;
        break;
    case PORT:
        if (!parse_int(value, 0, UINT16_MAX, &n))
            return false;
        conf->port = (uint16_t)n;
        break;
    case MAX:
        if (!parse_int(value, 1, 1000, &n))
            return false;
        conf->nodes_max = (unsigned)n;
        break;
    case PROFILE:
        i = word_index(value, speeds);
        conf->speed = i < 0 ? SPEED_INSTANT : (enum lab_speed)i;
        break;
    case INTERNET:
        i = word_index(value, reaches);
        conf->internet = i == 1;
        break;
    case INIT:
        i = word_index(value, inits);
        conf->init = i == 1 ? FLEET_TINY : FLEET_SYSTEMD;
        break;
    case NO_NODES:
        conf->nodes = false;
        break;
    default:
        break;
    }
    return i >= 0;
}

static int
misuse(const char *what, const char *word)
{
    fprintf(stderr, "lct-lab: %s%s; try --help\n", what, word);
    return 2;
}

// Yields -1 when there is something to serve, else the status to end with.
static int
arguments_read(int argc, char **argv, struct lab_conf *conf)
{
    for (int which; (which = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (which == HELP || which == VERSION) {
            fputs(which == HELP ? usage : "lct-lab " LCT_VERSION "\n", stdout);
            return 0;
        }
        if (which == '?')
            return 2;
        if (!option_take(which, optarg, conf))
            return misuse("that cannot be: ", optarg);
    }
    if (optind == argc)
        return misuse("what shall it do? lct-lab serve", "");
    if (!str_eq(argv[optind], "serve") || optind + 1 != argc)
        return misuse("unknown: ", str_eq(argv[optind], "serve") ? argv[optind + 1] : argv[optind]);
    return -1;
}

static void
log_print(void *user, enum log_level level, const char *text)
{
    fprintf(stderr, "%s%s\n", level == LOG_WARN ? "lct-lab: " : "", text);
}

int
main(int argc, char **argv)
{
    _own_(free) char *state = NULL, *cache = NULL, *here = get_current_dir_name();
    struct lab_conf conf = {
        .nodes_max = NODES_MAX, .init = FLEET_SYSTEMD, .internet = true, .nodes = true
    };
    int status;

    secret_process();
    if (fleet_role(argc, argv, &status))
        return status;
    status = arguments_read(argc, argv, &conf);
    if (status >= 0)
        return status;
    // Nodes see other folders as the current one.
    state = conf.state_dir ? file_join(here, conf.state_dir)
                           : env_folder((const char *const *)environ, "state", "lct-lab");
    cache = conf.cache_dir ? file_join(here, conf.cache_dir)
                           : env_folder((const char *const *)environ, "cache", "lct-lab");
    conf.state_dir = state;
    conf.cache_dir = cache;
    signal(SIGPIPE, SIG_IGN);
    log_to(log_print, NULL, LOG_INFO);
    return lab_serve(&conf);
}
