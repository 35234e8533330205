// SPDX-License-Identifier: MIT
// A hand for fleet_test.sh: drives a fleet by lines on stdin, tells what happens by lines on
// stdout.
//
//   fleet_driver STATE BASE systemd|tiny NODES_MAX [internet]
//     node ID REGION HOSTNAME PUBLIC PRIVATE IPV6 [cloud] [unbootable]   ("-": none)
//     provision|boot|shutdown|reboot|destroy ID      -> "VERB ID ok" or "VERB ID error TEXT"
//     running ID                                     -> "running ID yes|no"
//     quit                                           -> the fleet is stopped
//   fleet_driver base CACHE             -> the base's folder, made when it is not there yet
//   fleet_driver dial SOCKET HOST PORT  -> a ProxyCommand for ssh's ProxyUseFdpass
//   KEYS and USER_DATA in the environment name files with authorized keys and user-data.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/dial.h"
#include "lab/fleet/base.h"
#include "lab/fleet/fleet.h"

struct driver {
    struct loop *loop;
    struct fleet *fleet;
    struct arena *arena;
    struct map nodes;
    struct buf input, keys, user_data;
    bool done;
};

struct asked {
    const char *verb;
    long long id;
};

static void
say_outcome(void *user, const struct lct_err *err)
{
    struct asked *a = user;

    if (err->code)
        printf("%s %lld error %s\n", a->verb, a->id, err->text);
    else
        printf("%s %lld ok\n", a->verb, a->id);
    fflush(stdout);
}

static void
say_ended(void *user, int64_t node, enum fleet_end how)
{
    static const char *const words[] = { "poweroff", "reboot", "crash" };

    printf("ended %lld %s\n", (long long)node, words[how]);
    fflush(stdout);
}

static void
say_lost(void *user, const char *why)
{
    struct driver *d = user;

    printf("lost %s\n", why);
    d->done = true;
}

// Three words, "-" where there is none.
static const char *
addresses(struct arena *a, char **words)
{
    const char *all = "";

    for (size_t i = 0; i < 3; i++)
        if (!str_eq(words[i], "-"))
            all = arena_printf(a, "%s%s%s", all, *all ? " " : "", words[i]);
    return all;
}

static void
node_describe(struct driver *d, char **words, size_t n)
{
    struct fleet_node *node = ARENA_NEW(d->arena, struct fleet_node);

    if (n < 7)
        return;
    *node = (struct fleet_node){ .id = atoll(words[1]),
        .region = words[2],
        .hostname = words[3],
        .ports = { { .network = "public",
            .addresses = addresses(d->arena, words + 4),
            .gateway = "46" } },
        .authorized_keys = buf_str(&d->keys),
        .user_data = buf_str(&d->user_data),
        .vendor_banner = "A node of the lab's test.\n" };
    for (size_t i = 7; i < n; i++) {
        node->cloud_init |= str_eq(words[i], "cloud");
        node->unbootable |= str_eq(words[i], "unbootable");
    }
    map_put(&d->nodes, words[1], node);
}

static void
verb_run(struct driver *d, const char *verb, const char *id)
{
    static const struct {
        const char *verb;
        void (*describe)(struct fleet *, const struct fleet_node *, fleet_fn *, void *);
        void (*command)(struct fleet *, int64_t, fleet_fn *, void *);
    } verbs[] = {
        { "provision", fleet_provision, NULL },
        { "boot", fleet_boot, NULL },
        { "shutdown", NULL, fleet_shutdown },
        { "reboot", NULL, fleet_reboot },
        { "destroy", NULL, fleet_destroy },
    };
    const struct fleet_node *node = map_get(&d->nodes, id);
    struct asked *asked = ARENA_NEW(d->arena, struct asked);

    *asked = (struct asked){ verb, atoll(id) };
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (str_eq(verb, verbs[i].verb) && verbs[i].command)
            verbs[i].command(d->fleet, atoll(id), say_outcome, asked);
        else if (str_eq(verb, verbs[i].verb) && node)
            verbs[i].describe(d->fleet, node, say_outcome, asked);
    if (str_eq(verb, "running"))
        printf("running %s %s\n", id, fleet_running(d->fleet, atoll(id)) ? "yes" : "no");
    fflush(stdout);
}

static void
line_run(struct driver *d, const char *line)
{
    char **words;
    size_t n = str_split(d->arena, line, " ", &words);

    if (n && str_eq(words[0], "quit"))
        d->done = true;
    else if (n && str_eq(words[0], "node"))
        node_describe(d, words, n);
    else if (n == 2)
        verb_run(d, words[0], words[1]);
}

static void
input_read(void *user, int events)
{
    struct driver *d = user;
    ssize_t n = read(0, buf_room(&d->input, 4096), 4096);
    char *end;

    if (n <= 0) {
        d->done = true;
        return;
    }
    buf_grew(&d->input, (size_t)n);
    while ((end = memchr(d->input.data, '\n', d->input.len))) {
        *end = '\0';
        line_run(d, d->input.data);
        buf_drop(&d->input, (size_t)(end - d->input.data) + 1);
    }
}

static void
file_of(const char *variable, struct buf *out)
{
    const char *path = getenv(variable);

    if (path && file_read(path, 65536, out, ERR_IGNORED))
        fprintf(stderr, "cannot read %s\n", path);
}

static void
encoded_file_of(const char *variable, struct buf *out)
{
    _own_(buf) struct buf raw = { 0 };

    file_of(variable, &raw);
    base64_add(out, buf_str(&raw), raw.len);
}

static void
say_progress(void *user, const char *text)
{
    fprintf(stderr, "%s\n", text);
}

static int
base_run(const char *cache)
{
    struct lct_err err = { 0 };
    _own_(free) char *dir = NULL;

    if (lab_base_ensure(cache, say_progress, NULL, &dir, &err)) {
        fprintf(stderr, "%s (%s)\n", err.text, err.hint);
        return 1;
    }
    puts(dir);
    return 0;
}

struct dialling {
    bool done;
    int status;
};

static void
dialled(void *user, const struct lct_err *err, int fd)
{
    struct dialling *d = user;
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = { .head = { .cmsg_level = SOL_SOCKET,
                      .cmsg_type = SCM_RIGHTS,
                      .cmsg_len = CMSG_LEN(sizeof fd) } };
    struct iovec part = { .iov_base = (char[]){ 0 }, .iov_len = 1 };

    d->done = true;
    if (err->code) {
        fprintf(stderr, "%s\n", err->text);
        return;
    }
    memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
    d->status = sendmsg(1,
                    &(struct msghdr){ .msg_iov = &part,
                        .msg_iovlen = 1,
                        .msg_control = &control,
                        .msg_controllen = sizeof control },
                    0) < 0;
    close(fd);
}

static int
dial_run(char **arguments)
{
    struct dialling d = { .status = 1 };
    struct loop *l = loop_new();

    dial_start(l, arguments[0], arguments[1], (unsigned)atoi(arguments[2]), 12000, dialled, &d);
    loop_run(l, &d.done);
    loop_free(l);
    return d.status;
}

int
main(int argc, char **argv)
{
    static const struct fleet_events events = { .ended = say_ended, .lost = say_lost };
    struct driver d = { 0 };
    struct lct_err err = { 0 };
    int status;

    if (fleet_role(argc, argv, &status))
        return status;
    if (argc == 3 && str_eq(argv[1], "base"))
        return base_run(argv[2]);
    if (argc == 5 && str_eq(argv[1], "dial"))
        return dial_run(argv + 2);
    if (argc < 5)
        return 2;
    d.loop = loop_new();
    d.arena = arena_new();
    file_of("KEYS", &d.keys);
    encoded_file_of("USER_DATA", &d.user_data);
    if (fleet_start(d.loop,
            &(struct fleet_conf){ .state_dir = argv[1],
                .base_dir = argv[2],
                .init = str_eq(argv[3], "tiny") ? FLEET_TINY : FLEET_SYSTEMD,
                .nodes_max = (unsigned)atoi(argv[4]),
                .internet = argc > 5 },
            &events, &d, &d.fleet, &err)) {
        printf("failed %s (%s)\n", err.text, err.hint);
        return 1;
    }
    printf("ready\n");
    fflush(stdout);
    struct watch *input = watch_start(d.loop, 0, WATCH_READ, input_read, &d);
    loop_run(d.loop, &d.done);
    watch_stop(input);
    fleet_stop(d.fleet);
    loop_free(d.loop);
    map_done(&d.nodes);
    buf_done(&d.input);
    buf_done(&d.keys);
    buf_done(&d.user_data);
    arena_free(d.arena);
    printf("stopped\n");
    return 0;
}
