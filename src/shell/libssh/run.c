// SPDX-License-Identifier: MIT
// A command on a session: one channel from its opening to its exit status.
#include <string.h>

#include "base/str.h"
#include "shell/libssh/libssh.h"

// OpenSSH's sshd lets 10 channels open at once on a connection (MaxSessions); more wait here.
#define CHANNELS_AT_ONCE 8
#define REFUSALS_MAX 40
#define WRITE_AT_ONCE ((size_t)128 << 10)
#define PIECE ((size_t)32 << 10)
#define OUTPUT_DEFAULT ((size_t)1 << 20)

static int
signal_number(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } known[] = { { "HUP", 1 }, { "INT", 2 }, { "QUIT", 3 }, { "ILL", 4 }, { "ABRT", 6 },
        { "FPE", 8 }, { "KILL", 9 }, { "USR1", 10 }, { "SEGV", 11 }, { "USR2", 12 }, { "PIPE", 13 },
        { "ALRM", 14 }, { "TERM", 15 } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(name, known[i].name))
            return known[i].number;
    return 0;
}

static void
run_keep(struct run *r, int stream, const char *data, size_t n)
{
    struct buf *kept = &r->kept[stream];
    size_t room = r->max_output - kept->len;
    if (n > room)
        r->cut = true;
    buf_add(kept, data, n < room ? n : room);
    if (r->on_output)
        buf_add(&r->fresh[stream], data, n);
}

// These callbacks run inside libssh: they only note what came.
static int
channel_data(
    ssh_session ssh, ssh_channel channel, void *data, uint32_t n, int is_stderr, void *user)
{
    run_keep(user, is_stderr ? 1 : 0, data, n);
    return (int)n;
}

static void
channel_status(ssh_session ssh, ssh_channel channel, int status, void *user)
{
    struct run *r = user;
    r->status = status;
    r->has_status = true;
}

static void
channel_signal(ssh_session ssh, ssh_channel channel, const char *name, int core,
    const char *message, const char *language, void *user)
{
    struct run *r = user;
    r->status = 128 + signal_number(name);
    r->has_status = true;
}

// The server closes a channel last of all, after output and exit status.
static void
channel_closed(ssh_session ssh, ssh_channel channel, void *user)
{
    struct run *r = user;
    r->phase = RUN_ENDED;
    if (!r->has_status)
        lct_fail(&r->failure, LCT_EAMBIGUOUS, "%s: the command ended without an exit status",
            r->session->peer);
}

// What runs on the node is told to end. (OpenSSH passes this on for every user but root.)
static void
channel_abandon(ssh_channel channel)
{
    ssh_channel_request_send_signal(channel, "TERM");
    ssh_channel_free(channel);
}

bool
orphan_step(const struct orphan *o)
{
    if (!o->asking && ssh_channel_open_session(o->channel) == SSH_AGAIN)
        return false;
    if (o->asking && ssh_channel_request_exec(o->channel, "") == SSH_AGAIN)
        return false;
    if (o->asking)
        channel_abandon(o->channel);
    else
        ssh_channel_free(o->channel);
    return true;
}

static void
run_drop_channel(struct run *r)
{
    ssh_channel channel = take(r->channel);
    if (!channel)
        return;
    ssh_remove_channel_callbacks(channel, &r->callbacks);
    if (r->phase == RUN_ENDED || !r->session->watch)
        ssh_channel_free(channel);
    else if (r->phase == RUN_RUNNING)
        channel_abandon(channel);
    else
        vec_push(&r->session->orphans, ((struct orphan){ channel, r->phase == RUN_ASKING }));
}

static void
run_leave(struct run *r)
{
    struct shell_session *s = r->session;
    run_drop_channel(r);
    for (size_t i = 0; i < s->runs.n; i++)
        if (s->runs.items[i] == r)
            vec_remove(&s->runs, i);
    session_drive_soon(s); // a waiting one may open its channel now
}

static void
run_deliver_op(struct op *op, const struct lct_err *err)
{
    struct run *r = (struct run *)op;
    const struct shell_result result = {
        .status = r->status,
        .out = buf_str(&r->kept[0]),
        .out_len = r->kept[0].len,
        .err_out = buf_str(&r->kept[1]),
        .err_len = r->kept[1].len,
        .cut = r->cut,
    };
    r->fn(r->user, err, &result);
    for (int i = 0; i < 2; i++) {
        buf_done(&r->kept[i]);
        buf_done(&r->fresh[i]);
    }
    buf_done(&r->piece);
    free(r->command);
}

static void
run_stop(struct op *op, const struct lct_err *why)
{
    struct run *r = (struct run *)op;
    struct lct_err err = *why;
    bool may_run = r->phase >= RUN_ASKING;
    if (err.code != LCT_ECANCELLED) {
        err.code = may_run ? LCT_EAMBIGUOUS : LCT_ERETRY;
        lct_wrap(&err, "running a command on %s", r->session->peer);
    }
    run_leave(r);
    op_end(&r->op, &err);
}

static void
run_fail(struct run *r, int code)
{
    r->phase = RUN_ENDED;
    ssh_fault(r->session->ssh, code, r->session->peer, &r->failure);
}

void
run_broken(struct run *r, const struct lct_err *why)
{
    if (r->phase == RUN_ENDED)
        return;
    r->failure = *why;
    r->failure.code = r->phase >= RUN_ASKING ? LCT_EAMBIGUOUS : LCT_ERETRY;
    r->phase = RUN_ENDED;
}

static size_t
channels_open(const struct shell_session *s)
{
    size_t open = s->orphans.n;
    for (size_t i = 0; i < s->runs.n; i++)
        open += s->runs.items[i]->channel != NULL;
    return open;
}

static bool
run_may_open(const struct run *r)
{
    return !r->session->pause && channels_open(r->session) < CHANNELS_AT_ONCE;
}

static void
run_open(struct run *r)
{
    r->channel = ssh_channel_new(r->session->ssh);
    if (!r->channel) {
        run_fail(r, LCT_ERETRY);
        return;
    }
    r->callbacks.userdata = r;
    r->callbacks.channel_data_function = channel_data;
    r->callbacks.channel_close_function = channel_closed;
    r->callbacks.channel_exit_status_function = channel_status;
    r->callbacks.channel_exit_signal_function = channel_signal;
    ssh_callbacks_init(&r->callbacks);
    ssh_add_channel_callbacks(r->channel, &r->callbacks);
    r->phase = RUN_OPENING;
}

// Is there anything more to send now? Fetches the next piece where it is made piece by piece.
static bool
run_has_input(struct run *r)
{
    if (r->input_sent < r->input_len)
        return true;
    if (!r->on_input || r->last_piece)
        return false;
    buf_clear(&r->piece);
    ssize_t n = r->on_input(r->user, buf_room(&r->piece, PIECE), PIECE);
    if (n < 0) {
        lct_fail(&r->failure, LCT_ECANCELLED, "%s: the input broke off", r->session->peer);
        r->phase = RUN_ENDED;
    }
    r->last_piece = n <= 0;
    r->input = r->piece.data;
    r->input_len = n > 0 ? (size_t)n : 0;
    r->input_sent = 0;
    return n > 0;
}

static void
run_end_input(struct run *r)
{
    if (!r->input_ended && ssh_channel_is_open(r->channel))
        r->input_ended = ssh_channel_send_eof(r->channel) == SSH_OK;
}

// Feeds stdin as far as the server's window and the socket take it.
static void
run_write(struct run *r)
{
    while (run_has_input(r)) {
        size_t n = r->input_len - r->input_sent;
        uint32_t window = ssh_channel_window_size(r->channel);
        if (!window || !session_takes(r->session))
            return;
        n = n < WRITE_AT_ONCE ? n : WRITE_AT_ONCE;
        n = n < window ? n : window;
        int sent = ssh_channel_write(r->channel, r->input + r->input_sent, (uint32_t)n);
        if (sent <= 0) // closed early, or a new key exchange is under way
            return;
        r->input_sent += (size_t)sent;
    }
    if (r->phase == RUN_RUNNING)
        run_end_input(r);
}

// Who has nothing to say to the command says so with the request, in the same packet.
static void
run_ask(struct run *r)
{
    int rc = ssh_channel_request_exec(r->channel, r->command);
    if (r->phase != RUN_ASKING) // closed meanwhile
        return;
    if (rc == SSH_OK)
        r->phase = RUN_RUNNING;
    else if (rc == SSH_ERROR)
        run_fail(r, ssh_is_connected(r->session->ssh) ? LCT_EFAILED : LCT_EAMBIGUOUS);
    else if (!r->input_len && !r->on_input)
        run_end_input(r);
}

// A server may allow fewer than we think, and it counts a command until it has buried it, a moment
// after we heard of its end: this one waits again. Alone it is refused for another reason.
static void
run_refused(struct run *r)
{
    ssh_channel refused = r->channel;
    if (!ssh_is_connected(r->session->ssh) ||
        (channels_open(r->session) == 1 && ++r->refusals > REFUSALS_MAX)) {
        run_fail(r, LCT_ERETRY);
        return;
    }
    r->channel = NULL;
    r->phase = RUN_WAITING;
    ssh_remove_channel_callbacks(refused, &r->callbacks);
    ssh_channel_free(refused);
    session_pause(r->session);
}

void
run_step(struct run *r)
{
    if (r->phase == RUN_WAITING && run_may_open(r))
        run_open(r);
    if (r->phase == RUN_OPENING) {
        int rc = ssh_channel_open_session(r->channel);
        if (rc == SSH_OK)
            r->phase = RUN_ASKING;
        else if (rc == SSH_ERROR)
            run_refused(r);
    }
    if (r->phase == RUN_ASKING)
        run_ask(r);
    if (r->phase == RUN_RUNNING)
        run_write(r);
}

static bool
run_deliver_output(struct run *r)
{
    for (int i = 0; i < 2; i++)
        if (r->fresh[i].len) {
            _own_(buf) struct buf piece = r->fresh[i];
            r->fresh[i] = (struct buf){ 0 };
            r->on_output(r->user, i + 1, piece.data, piece.len);
            return true;
        }
    return false;
}

bool
run_deliver(struct run *r)
{
    if (run_deliver_output(r))
        return true;
    if (r->phase != RUN_ENDED)
        return false;
    run_leave(r);
    op_end(&r->op, &r->failure);
    return true;
}

struct op *
run_start(struct shell_session *s, const struct shell_command *c, shell_run_fn *fn, void *user)
{
    struct run *r = op_start(s->shell->loop, sizeof *r, c->deadline_ms, run_stop, run_deliver_op);
    r->session = s;
    r->command = mem_strdup(c->command);
    r->input = c->input;
    r->input_len = c->input ? c->input_len : 0;
    r->on_input = c->on_input;
    r->max_output = c->max_output ? c->max_output : OUTPUT_DEFAULT;
    r->on_output = c->on_output;
    r->fn = fn;
    r->user = user;
    if (!session_alive(s)) {
        struct lct_err err = { 0 };
        lct_fail(&err, LCT_ERETRY, "%s: the connection is closed", s->peer);
        op_end(&r->op, &err);
        return &r->op;
    }
    vec_push(&s->runs, r);
    session_drive_soon(s);
    return &r->op;
}
