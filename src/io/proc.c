// SPDX-License-Identifier: MIT
// Child processes on the loop: spawned in a session of their own, fed, read, told to stop.
#include "io/proc.h"

#include <signal.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "io/loop_private.h"

#define KILL_AFTER_MS 2000 // between SIGTERM and SIGKILL
#define EOF_AFTER_MS 500   // how long grandchildren may keep the pipes open after the child's exit

struct proc {
    struct op op;
    char *name;
    uv_process_t *process; // NULL: it has exited, or never ran
    struct stream *in, *out[2];
    struct buf output[2];
    size_t max_output;
    int pid, status;
    bool exited;
    struct timer *timer;
    struct lct_err why; // code != 0: it was told to stop
    void (*on_output)(void *user, int stream, const char *data, size_t n);
    proc_fn *fn;
    void *user;
};

// One pipe to or from the child. It outlives the proc while it is being closed.
struct stream {
    uv_pipe_t pipe;    // first: handle_close
    struct proc *proc; // NULL: it no longer listens
    int number;        // 0, 1, 2
    uv_write_t write;
    char *input;
    size_t input_len;
    char chunk[16 * 1024];
};

static struct stream *
stream_new(struct proc *p, int number)
{
    struct stream *s = NEW(struct stream);

    s->proc = p;
    s->number = number;
    uv_pipe_init(&p->op.loop->uv, &s->pipe, 0);
    return s;
}

static void
stream_close(struct stream **s)
{
    if (!*s)
        return;
    (*s)->proc = NULL;
    handle_close((uv_handle_t *)&(*s)->pipe);
    *s = NULL;
}

static void
deliver(struct op *op, const struct lct_err *err)
{
    struct proc *p = (struct proc *)op;
    struct proc_result result = {
        .status = p->status,
        .out = buf_str(&p->output[0]),
        .out_len = p->output[0].len,
        .err_out = buf_str(&p->output[1]),
        .err_len = p->output[1].len,
    };

    if (p->fn)
        p->fn(p->user, err, &result);
    buf_done(&p->output[0]);
    buf_done(&p->output[1]);
    free(p->name);
}

// ---- its end: the exit, and the end of both outputs

static void
end(void *user)
{
    struct proc *p = user;

    timer_stop(p->timer);
    p->timer = NULL;
    stream_close(&p->in);
    stream_close(&p->out[0]);
    stream_close(&p->out[1]);
    op_end(&p->op, &p->why);
}

static void
end_if_over(struct proc *p)
{
    if (!p->exited)
        return;
    timer_stop(p->timer);
    p->timer = NULL;
    if (p->out[0] || p->out[1])
        p->timer = timer_start(p->op.loop, EOF_AFTER_MS, end, p);
    else
        end(p);
}

static void
process_exited(uv_process_t *process, int64_t status, int signo)
{
    struct proc *p = process->data;

    p->op.loop->happened = true;
    handle_close((uv_handle_t *)process);
    p->process = NULL;
    p->exited = true;
    p->status = signo ? 128 + signo : (int)status;
    end_if_over(p);
}

static void
kill_now(void *user)
{
    struct proc *p = user;

    timer_stop(p->timer);
    p->timer = NULL;
    if (p->process)
        kill(-p->pid, SIGKILL);
}

static void
stop(struct op *op, const struct lct_err *why)
{
    struct proc *p = (struct proc *)op;

    if (p->exited || p->why.code)
        return; // on its way out already
    p->why = *why;
    lct_wrap(&p->why, "running %s", p->name);
    kill(-p->pid, SIGTERM); // its whole session
    p->timer = timer_start(op->loop, KILL_AFTER_MS, kill_now, p);
}

// ---- its output

static void
chunk_room(uv_handle_t *h, size_t wanted, uv_buf_t *room)
{
    struct stream *s = (struct stream *)h;

    *room = uv_buf_init(s->chunk, sizeof s->chunk);
}

static void
output_came(struct proc *p, int number, const char *data, size_t n)
{
    struct buf *kept = &p->output[number - 1];
    size_t room = p->max_output > kept->len ? p->max_output - kept->len : 0;

    buf_add(kept, data, n < room ? n : room);
    if (p->on_output)
        p->on_output(p->user, number, data, n);
}

static void
stream_read(uv_stream_t *pipe, ssize_t n, const uv_buf_t *room)
{
    struct stream *s = (struct stream *)pipe;
    struct proc *p = s->proc;

    p->op.loop->happened = true;
    if (n > 0) {
        output_came(p, s->number, room->base, (size_t)n);
    } else if (n < 0) {
        stream_close(&p->out[s->number - 1]);
        end_if_over(p);
    }
}

// ---- its input

static void
stream_written(uv_write_t *write, int status)
{
    struct stream *s = write->data;

    secret_wipe(s->input, s->input_len);
    free(s->input);
    s->input = NULL;
    if (s->proc)
        stream_close(&s->proc->in);
}

static void
input_feed(struct proc *p, const void *data, size_t n)
{
    struct stream *s = p->in;
    uv_buf_t all;

    s->input = mem_alloc(n + 1);
    s->input_len = n;
    memcpy(s->input, data, n);
    s->write.data = s;
    all = uv_buf_init(s->input, (unsigned)n);
    if (uv_write(&s->write, (uv_stream_t *)&s->pipe, &all, 1, stream_written) != 0)
        stream_written(&s->write, 0);
}

// ---- its start

static int
spawn(struct proc *p, const struct proc_spec *spec)
{
    uv_stdio_container_t stdio[3] = { { .flags = UV_IGNORE } };
    uv_process_options_t o = {
        .exit_cb = process_exited,
        .file = spec->argv[0],
        .args = (char **)(uintptr_t)spec->argv,
        .env = (char **)(uintptr_t)spec->env,
        .cwd = spec->dir,
        .flags = UV_PROCESS_DETACHED, // so that all of its children can be told to stop, too
        .stdio = stdio,
        .stdio_count = 3,
    };

    if (p->in) {
        stdio[0].flags = UV_CREATE_PIPE | UV_READABLE_PIPE;
        stdio[0].data.stream = (uv_stream_t *)&p->in->pipe;
    }
    for (int i = 0; i < 2; i++) {
        stdio[i + 1].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
        stdio[i + 1].data.stream = (uv_stream_t *)&p->out[i]->pipe;
    }
    p->process = NEW(uv_process_t);
    p->process->data = p;
    return uv_spawn(&p->op.loop->uv, p->process, &o);
}

static void
spawn_failed(struct proc *p, int failure)
{
    handle_close((uv_handle_t *)p->process);
    p->process = NULL;
    p->exited = true;
    lct_fail(&p->why, failure == UV_ENOENT ? LCT_ENOTFOUND : LCT_EFAILED, "running %s: %s", p->name,
        uv_strerror(failure));
    end(p);
}

// Writing to a child that is gone must be an error, not the end of the program.
static void
ignore_sigpipe(void)
{
    struct sigaction old;

    if (sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
}

struct op *
proc_run(struct loop *l, const struct proc_spec *spec, proc_fn *fn, void *user)
{
    struct proc *p = op_start(l, sizeof *p, spec->deadline_ms, stop, deliver);
    int failure;

    ignore_sigpipe();
    p->name = mem_strdup(spec->argv[0]);
    p->fn = fn;
    p->user = user;
    p->on_output = spec->on_output;
    p->max_output = spec->max_output ? spec->max_output : (size_t)1 << 20;
    p->in = spec->input ? stream_new(p, 0) : NULL;
    p->out[0] = stream_new(p, 1);
    p->out[1] = stream_new(p, 2);
    failure = spawn(p, spec);
    if (failure) {
        spawn_failed(p, failure);
        return &p->op;
    }
    p->pid = p->process->pid;
    if (p->in)
        input_feed(p, spec->input, spec->input_len);
    for (int i = 0; i < 2; i++)
        uv_read_start((uv_stream_t *)&p->out[i]->pipe, chunk_room, stream_read);
    return &p->op;
}

// ---- without a loop of the caller's

struct sync {
    struct buf *out;
    int *status;
    struct lct_err err;
    bool done;
};

static void
sync_done(void *user, const struct lct_err *err, const struct proc_result *r)
{
    struct sync *s = user;

    s->err = *err;
    if (s->out)
        buf_add(s->out, r->out, r->out_len);
    if (s->status)
        *s->status = r->status;
    s->done = true;
}

int
proc_run_sync(const struct proc_spec *spec, struct buf *out, int *status, struct lct_err *err)
{
    struct sync s = { .out = out, .status = status };
    _own_(loop) struct loop *l = NULL;

    if (loop_open(&l, err) < 0)
        return err->code;
    proc_run(l, spec, sync_done, &s);
    loop_run(l, &s.done);
    *err = s.err;
    return s.err.code;
}
