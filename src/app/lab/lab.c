// SPDX-License-Identifier: MIT
// The local Linode seen from the toolkit: starting and stopping lct-lab, and the profile `lab`.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/lab/lab.h"
#include "base/advice.h"
#include "base/env.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/dial.h"
#include "text/json.h"

#define STATUS_MAX (1u << 20)
#define START_MS (15 * 60 * 1000) // the first start makes the base image
#define LOOK_MS 100

// Beside linodetool (build folder, installation), else by PATH.
static char *
find_program(const struct lct *t, const struct lct_lab_args *args)
{
    const char *slash = strrchr(t->program, '/');
    _own_(free) char *beside =
        slash ? mem_printf("%.*s/lct-lab", (int)(slash - t->program), t->program) : NULL;

    if (args->program)
        return mem_strdup(args->program);
    return beside && file_exists(beside) ? take(beside) : mem_strdup("lct-lab");
}

static void
add_option(const char **argv, size_t *n, const char *option, const char *value)
{
    if (!value)
        return;
    argv[(*n)++] = option;
    argv[(*n)++] = value;
}

// What it is called with; the texts live in the arena.
static const char *const *
arguments(const struct lct *t, struct arena *a, const struct lct_lab_args *args, const char *state)
{
    _own_(free) char *program = find_program(t, args);
    _own_(free) char *cache = env_folder(t->environment, "cache", "lct-lab");
    const char **argv = arena_array(a, 13, sizeof *argv);
    size_t n = 0;

    argv[n++] = arena_strdup(a, program);
    argv[n++] = "serve";
    add_option(argv, &n, "--state", arena_strdup(a, state));
    add_option(argv, &n, "--cache", arena_strdup(a, cache));
    add_option(argv, &n, "--nodes-max",
        args->nodes_max > 0 ? arena_printf(a, "%d", args->nodes_max) : NULL);
    add_option(argv, &n, "--internet", args->internet);
    add_option(argv, &n, "--profile", args->speed);
    return argv;
}

static void
notice(const struct lct_watch *watch, const char *text)
{
    const struct lct_event e = { .kind = LCT_EVENT_NOTICE, .subject = "lab", .text = text };

    if (watch && watch->event)
        watch->event(watch->user, &e);
}

// Lines of the lab's log become notices while it starts.
struct log_tail {
    const char *path;
    size_t seen;
    char last[512];
};

static void
follow_log(struct log_tail *tail, const struct lct_watch *watch)
{
    _own_(buf) struct buf text = { 0 };

    if (file_read(tail->path, STATUS_MAX, &text, ERR_IGNORED) < 0)
        return;
    while (tail->seen < text.len) {
        const char *line = text.data + tail->seen, *end = strchr(line, '\n');
        if (!end)
            break;
        snprintf(tail->last, sizeof tail->last, "%.*s", (int)(end - line), line);
        tail->seen += (size_t)(end - line) + 1;
        notice(watch, tail->last);
    }
}

// It removes what it had made of a base.
static int
give_up(struct lct *t, pid_t child, struct lct_err *err)
{
    program_stop(t, child);
    return lct_fail(err, LCT_ECANCELLED, "interrupted: the lab was not started");
}

static int
fail_ended(const struct log_tail *tail, struct lct_err *err)
{
    lct_fail(err, LCT_EFAILED, "the lab ended while it started: %s",
        tail->last[0] ? tail->last : "it said nothing");
    return lct_hint(err, "all it said: %s", tail->path);
}

static int
wait_ready(struct lct *t, pid_t child, struct log_tail *tail, const struct lct_watch *watch,
    struct lct_err *err)
{
    for (int64_t waited = 0; waited < START_MS; waited += LOOK_MS) {
        _own_(arena) struct arena *a = arena_new();
        int status;
        follow_log(tail, watch);
        const struct doc *told = lab_status_read(t, a);
        if (lab_is_ready(told) && doc_get_int(told, "pid", 0) == child)
            return LCT_OK;
        if (program_ended(t, child, &status)) {
            follow_log(tail, watch);
            return fail_ended(tail, err);
        }
        if (program_pause(t, LOOK_MS))
            return give_up(t, child, err);
    }
    return lct_fail(err, LCT_EWAIT, "the lab did not become ready; its log: %s", tail->path);
}

static int
spawn_lab(struct lct *t, const struct lct_lab_args *args, const struct lct_watch *watch,
    struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(free) char *state = lab_state_dir(t);
    _own_(free) char *log = file_join(state, "lab.log");
    struct log_tail tail = { .path = log };
    _own_(fd) int out = -1;
    pid_t child;

    if (file_mkdirs(state, 0700, err) < 0)
        return err->code;
    out = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600); // what is read is of this run
    if (out < 0)
        return lct_fail(err, LCT_EFAILED, "cannot write %s: %s", log, strerror(errno));
    const struct lct_program lab = { arguments(t, a, args, state), t->environment,
        { -1, out, out } };
    if (program_start(t, &lab, &child, err) == LCT_ENOTFOUND)
        return lct_hint(err, "build it, or install the toolkit");
    return err->code ? err->code : wait_ready(t, child, &tail, watch, err);
}

static int
write_profile(struct lct *t, const struct doc *status, struct lct_err *err)
{
    const struct profile lab = {
        .name = "lab",
        .url = doc_get_text(status, "url", NULL),
        .token_file = doc_get_text(status, "token_file", NULL),
        .dialer = doc_get_text(status, "dial", NULL),
    };
    _own_(free) char *current = NULL;
    _own_(secret) struct secret *token = NULL;

    if (profile_current(t, &current, err) < 0 || profile_write(t, &lab, err) < 0)
        return err->code;
    // Made current only where nobody has set up the real Linode.
    if (str_eq(current, "default") && !env_get(t->environment, "LINODE_TOKEN") &&
        secrets_get_now(t->loop, t->secrets, &t->context, SECRET_TOKEN, &token, ERR_IGNORED) !=
            LCT_OK)
        return lct_profile_use(t, "lab", err);
    return LCT_OK;
}

int
lct_lab_start(struct lct *t, const struct lct_lab_args *args, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    static const struct lct_lab_args defaults;
    _own_(arena) struct arena *a = arena_new();
    const struct doc *status = lab_status_read(t, a);

    if (lab_is_ready(status))
        notice(watch, "the lab is running already");
    else if (spawn_lab(t, args ? args : &defaults, watch, err) < 0)
        return err->code;
    status = lab_status_need(t, a, err);
    if (!status && err->code != LCT_ENOTFOUND)
        return lct_wrap(err, "the lab is ready");
    if (!lab_is_ready(status))
        return lct_fail(err, LCT_EFAILED, "the lab ended as soon as it was ready");
    if (write_profile(t, status, err) < 0)
        return err->code;
    return lct_lab_status(t, ret, err);
}

int
lct_lab_stop(struct lct *t, struct lct_err *err)
{
    API_NEEDS(err, t);
    _own_(arena) struct arena *a = arena_new();
    const struct doc *status = lab_status_read(t, a);

    if (status && lab_process_end(status, err) < 0)
        return err->code;
    return profile_remove(t, "lab", err);
}

int
lct_lab_status(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    static const char *const shown[] = { "url", "token_file", "dial", "pid", "nodes", "balancers",
        "images" };
    _own_(free) char *current = NULL;

    if (profile_current(t, &current, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    const struct doc *status = lab_status_read(t, a);
    doc_put_string(a, answer->root, "profile", current);
    doc_put_string(a, answer->root, "state",
        lab_is_ready(status) ? "running"
        : status             ? "starting"
                             : "stopped");
    for (size_t i = 0; status && i < sizeof shown / sizeof shown[0]; i++)
        if (doc_get(status, shown[i]))
            doc_put(a, answer->root, shown[i], doc_copy(a, doc_get(status, shown[i])));
    *ret = answer;
    return LCT_OK;
}

struct dialing {
    struct lct_err *err;
    int *fd;
    bool done;
};

static void
dialed(void *user, const struct lct_err *err, int fd)
{
    struct dialing *d = user;

    d->done = true;
    *d->err = *err;
    *d->fd = fd;
}

int
lct_lab_dial(struct lct *t, const char *host, unsigned port, int *fd, struct lct_err *err)
{
    API_NEEDS(err, t && host && fd);
    struct dialing d = { .err = err, .fd = fd };

    if (!t->profile.dialer) {
        lct_fail(err, LCT_EUSAGE, "profile %s has no dialer", t->profile.name);
        return lct_hint(err, "the lab's has: %s", ADVICE(LAB_START));
    }
    dial_start(t->loop, t->profile.dialer, host, port, 15000, dialed, &d);
    loop_run(t->loop, &d.done);
    return err->code;
}
