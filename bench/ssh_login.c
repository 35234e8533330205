// SPDX-License-Identifier: MIT
// ssh_login: logs in to many nodes at once by the toolkit's own SSH driver, runs `true` on each,
// then more commands over the same connections; or hardens each node as node.secure does. Says what
// it cost, as JSON.
//
//   ssh_login KEY USER [--command TEXT] [--more N] [--secure PUBLIC_KEY] [--dialer SOCKET] <targets
//
// A target is a line "NAME ADDRESS ssh-ed25519 HOSTKEY".
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/parse.h"
#include "base/str.h"
#include "base/vec.h"
#include "harden.h"
#include "port/shell.h"
#include "shell/libssh/open.h"

#define HANDSHAKES 64 // at once, as linodetool does
#define DEADLINE_MS 120000
#define FILE_MAX 65536

struct bench;

struct target {
    struct bench *bench;
    const char *name, *host, *host_key;
    struct shell_session *session;
    struct buf input; // what runs reads it
    int64_t left;     // commands still to run
};

struct bench {
    struct arena *arena;
    struct loop *loop;
    struct shell *shell;
    struct secret *key;
    const char *user, *command, *dialer, *admin_key;
    int64_t more;
    struct target *targets;
    size_t n, busy, failed;
    bool idle;
};

struct cost {
    double wall_s, cpu_s;
};

static struct cost
cost_now(void)
{
    struct rusage u;
    struct timespec t;
    getrusage(RUSAGE_SELF, &u);
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (struct cost){ (double)t.tv_sec + (double)t.tv_nsec / 1e9,
        (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
            (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6 };
}

static void
target_done(struct target *t, const char *trouble)
{
    struct bench *b = t->bench;
    if (trouble) {
        fprintf(stderr, "ssh_login: %s: %s\n", t->name, trouble);
        b->failed++;
    }
    b->idle = --b->busy == 0;
}

static void target_run(struct target *t);

static void
ran(void *user, const struct lct_err *err, const struct shell_result *r)
{
    struct target *t = user;
    struct lct_err own = *err;
    if (!own.code && r->status)
        lct_fail(
            &own, LCT_EFAILED, "status %d: %.200s", r->status, r->out_len ? r->out : r->err_out);
    if (own.code || --t->left <= 0)
        target_done(t, own.code ? own.text : NULL);
    else
        target_run(t);
}

static void
target_run(struct target *t)
{
    const struct shell_command command = {
        .command = t->input.len ? BUNDLE_COMMAND : t->bench->command,
        .input = t->input.data,
        .input_len = t->input.len,
        .deadline_ms = DEADLINE_MS,
    };
    t->bench->shell->ops->run(t->session, &command, ran, t);
}

static void
logged_in(void *user, const struct lct_err *err, struct shell_session *s)
{
    struct target *t = user;
    struct lct_err own = *err;
    t->session = s;
    if (!own.code && t->bench->admin_key)
        harden_bundle(t->bench->arena, t->name, t->bench->admin_key, &t->input, &own);
    if (own.code)
        target_done(t, own.text);
    else
        target_run(t);
}

static void
target_login(struct target *t)
{
    const struct bench *b = t->bench;
    const struct shell_target to = {
        .host = t->host,
        .user = b->user,
        .host_keys = t->host_key,
        .private_key = b->key,
        .via.dialer = b->dialer,
    };
    b->shell->ops->connect(b->shell, &to, DEADLINE_MS, logged_in, t);
}

// Each target's next `commands` at once; what it all cost goes out under `name`.
static void
round_run(struct bench *b, const char *name, int64_t commands, void (*start)(struct target *))
{
    struct cost before = cost_now(), after;
    b->busy = b->n;
    b->idle = false;
    for (size_t i = 0; i < b->n; i++) {
        b->targets[i].left = commands;
        start(&b->targets[i]);
    }
    loop_run(b->loop, &b->idle);
    after = cost_now();
    printf(", \"%s\": {\"each\": %lld, \"wall_s\": %.4f, \"cpu_s\": %.4f}", name,
        (long long)commands, after.wall_s - before.wall_s, after.cpu_s - before.cpu_s);
}

static void
targets_read(struct bench *b)
{
    VEC(struct target) all = { 0 };
    char line[1024], **word;
    while (fgets(line, sizeof line, stdin))
        if (str_split(b->arena, line, " \n", &word) == 4)
            vec_push(&all, ((struct target){ .bench = b,
                               .name = word[0],
                               .host = word[1],
                               .host_key = arena_printf(b->arena, "%s %s", word[2], word[3]) }));
    b->targets = all.items;
    b->n = all.n;
}

// A key file's whole text; the program ends where there is none.
static const char *
key_text(struct arena *a, const char *path)
{
    _own_(buf) struct buf text = { 0 };
    struct lct_err err = { 0 };
    if (file_read(path, FILE_MAX, &text, &err)) {
        fprintf(stderr, "ssh_login: %s\n", err.text);
        exit(2);
    }
    text.len -= text.len && text.data[text.len - 1] == '\n';
    return arena_printf(a, "%.*s", (int)text.len, text.data);
}

static bool
options_read(struct bench *b, int argc, char **argv)
{
    if (argc < 3)
        return false;
    const char *key = key_text(b->arena, argv[1]);
    b->key = secret_new(key, strlen(key));
    b->user = argv[2];
    for (int i = 3; i + 1 < argc; i += 2) {
        if (str_eq(argv[i], "--secure"))
            b->admin_key = key_text(b->arena, argv[i + 1]);
        else if (str_eq(argv[i], "--command"))
            b->command = argv[i + 1];
        else if (str_eq(argv[i], "--dialer"))
            b->dialer = argv[i + 1];
        else if (!str_eq(argv[i], "--more") || !parse_int(argv[i + 1], 1, 100000, &b->more))
            return false;
    }
    return argc % 2 == 1;
}

int
main(int argc, char **argv)
{
    struct bench b = { .arena = arena_new(), .loop = loop_new(), .command = "true" };
    struct lct_err err = { 0 };
    if (!options_read(&b, argc, argv) || libssh_open(b.loop, HANDSHAKES, &b.shell, &err)) {
        fputs("usage: ssh_login KEY USER [--command TEXT] [--more N] [--secure PUBLIC_KEY] "
              "[--dialer SOCKET] <targets\n",
            stderr);
        return 2;
    }
    targets_read(&b);
    printf("{\"nodes\": %zu", b.n);
    round_run(&b, b.admin_key ? "secure" : "login", 1, target_login);
    if (b.more && !b.failed)
        round_run(&b, "more", b.more, target_run);
    printf(", \"failed\": %zu}\n", b.failed);

    b.shell->ops->close(b.shell);
    for (size_t i = 0; i < b.n; i++)
        buf_done(&b.targets[i].input);
    free(b.targets);
    secret_free(b.key);
    loop_free(b.loop);
    arena_free(b.arena);
    return b.failed ? 1 : 0;
}
