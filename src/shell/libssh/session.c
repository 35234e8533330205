// SPDX-License-Identifier: MIT
// A session: one connection, driven by what its socket has to say.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "base/str.h"
#include "shell/libssh/bastion.h"

// Reads (of libssh's size) a pass, and passes a turn: one busy node does not starve the others.
#define READ_SIZE 4096
#define READS_A_PASS 32
#define PASSES_A_TURN 8
#define PAUSE_MS 50

struct shell_session *
session_new(struct libssh_shell *sh, const char *peer, int fd)
{
    struct shell_session *s = NEW(struct shell_session);
    s->shell = sh;
    s->peer = mem_strdup(peer);
    s->fd = fd;
    s->ssh = ssh_new();
    if (!s->ssh)
        abort(); // out of memory, as in base/mem.h
    ssh_set_counters(s->ssh, &s->counter, NULL);
    vec_push(&sh->sessions, s);
    return s;
}

int
session_ready(struct shell_session *s, struct lct_err *err)
{
    s->event = ssh_event_new();
    if (!s->event || ssh_event_add_session(s->event, s->ssh) != SSH_OK)
        return lct_fail(err, LCT_EFAILED, "%s: libssh gives no event context", s->peer);
    session_watch(s);
    return 0;
}

void
session_unwatch(struct shell_session *s)
{
    if (s->watch)
        watch_stop(take(s->watch));
    timer_stop(take(s->soon));
    timer_stop(take(s->pause));
}

// libssh leaves a socket open that it was handed, unless it has forgotten that.
static void
session_disconnect(struct shell_session *s)
{
    const int forgotten = -1;
    ssh_options_set(s->ssh, SSH_OPTIONS_FD, &forgotten);
    ssh_disconnect(s->ssh);
}

void
session_free(struct shell_session *s)
{
    struct libssh_shell *sh = s->shell;
    session_unwatch(s);
    if (s->login)
        login_lost_session(s->login);
    if (s->bastion)
        bastion_lost(take(s->bastion));
    if (s->tunnel)
        s->tunnel->carried = NULL;
    if (s->event) {
        ssh_event_remove_session(s->event, s->ssh);
        ssh_event_free(s->event);
    }
    if (ssh_is_connected(s->ssh))
        session_disconnect(s);
    ssh_free(s->ssh);
    for (size_t i = 0; i < sh->sessions.n; i++)
        if (sh->sessions.items[i] == s)
            vec_remove(&sh->sessions, i);
    for (size_t i = 0; s->unsent && i < sh->unsent.n; i++)
        if (sh->unsent.items[i] == s)
            vec_remove(&sh->unsent, i);
    vec_done(&s->runs);
    vec_done(&s->orphans);
    free(s->peer);
    free(s->host_key);
    free(s);
    libssh_release(sh);
}

int
session_fault(const struct shell_session *s, int code, struct lct_err *err)
{
    if (!s->why.code)
        return ssh_fault(s->ssh, code, s->peer, err);
    *err = s->why;
    return err->code;
}

static void
session_broken(struct shell_session *s)
{
    session_unwatch(s);
    session_fault(s, LCT_ERETRY, &s->why);
    for (size_t i = 0; i < s->runs.n; i++)
        run_broken(s->runs.items[i], &s->why);
    if (s->bastion)
        bastion_broken(s->bastion, &s->why);
}

bool
session_alive(const struct shell_session *s)
{
    return s->watch && !s->doomed && !s->login;
}

// Lets libssh take what has come; callbacks of channels note it in their runs.
static void
session_read(struct shell_session *s)
{
    for (int i = 0; i < READS_A_PASS; i++) {
        uint64_t before = s->counter.in_bytes;
        int rc = ssh_event_dopoll(s->event, 0);
        if (rc == SSH_ERROR || !ssh_is_connected(s->ssh)) {
            session_broken(s);
            return;
        }
        if (rc == SSH_AGAIN || s->counter.in_bytes - before < READ_SIZE)
            return; // no more has come
    }
}

static void
orphans_step(struct shell_session *s)
{
    for (size_t i = s->orphans.n; i-- > 0;)
        if (orphan_step(&s->orphans.items[i]))
            vec_remove(&s->orphans, i);
}

// Any call into libssh may read from the socket, for any channel: only a pass whose steps read
// nothing has seen everything. After one that wrote, libssh wants to look whether it may go on.
static void
session_passes(struct shell_session *s)
{
    for (int i = 0; i < PASSES_A_TURN && s->watch; i++) {
        session_read(s);
        uint64_t before = s->counter.in_bytes + s->counter.out_bytes;
        s->stalled = false;
        for (size_t at = 0; s->watch && at < s->runs.n; at++)
            run_step(s->runs.items[at]);
        if (s->watch && s->bastion)
            bastion_step(s->bastion);
        if (s->watch)
            orphans_step(s);
        if (s->watch && !ssh_is_connected(s->ssh))
            session_broken(s);
        if (s->counter.in_bytes + s->counter.out_bytes == before)
            return;
    }
    s->wanted = true;
}

// Callbacks may start, cancel and close anything: after each one the list is read anew.
static void
session_deliver(struct shell_session *s)
{
    for (size_t i = 0; i < s->runs.n;)
        i = run_deliver(s->runs.items[i]) ? 0 : i + 1;
}

// Sending is most of what a short command costs: the kernel holds back what is said, and what one
// turn has to say, the next command too, leaves in one packet.
static void
session_said(struct shell_session *s)
{
    if (s->unsent || s->counter.out_bytes == s->sent)
        return;
    s->unsent = true;
    vec_push(&s->shell->unsent, s);
}

// No TCP: then nothing was held back.
static void
session_send(struct shell_session *s)
{
    const int on = 1, off = 0;
    s->unsent = false;
    s->sent = s->counter.out_bytes;
    setsockopt(s->fd, IPPROTO_TCP, TCP_CORK, &off, sizeof off);
    setsockopt(s->fd, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

void
sessions_send(void *user)
{
    struct libssh_shell *sh = user;
    for (size_t i = sh->unsent.n; i-- > 0;) {
        struct shell_session *s = sh->unsent.items[i];
        if (s->soon)
            continue; // it goes on at once, and may have more to say
        session_send(s);
        vec_remove(&sh->unsent, i);
    }
}

static void
session_drive(struct shell_session *s)
{
    if (s->driving)
        return;
    s->driving = true;
    s->wanted = false;
    session_passes(s);
    session_deliver(s);
    if (s->bastion)
        bastion_bury(s->bastion);
    s->driving = false;
    if (s->doomed)
        session_free(s);
    else if (s->watch) {
        if (s->wanted)
            session_drive_soon(s);
        session_said(s);
        if (!s->soon) // else what to wait for is asked then
            session_watch(s);
    }
}

static void
session_timer(void *user)
{
    struct shell_session *s = user;
    timer_stop(take(s->soon));
    session_drive(s);
}

void
session_drive_soon(struct shell_session *s)
{
    if (!s->soon)
        s->soon = timer_start(s->shell->loop, 0, session_timer, s);
}

static void
session_resume(void *user)
{
    struct shell_session *s = user;
    timer_stop(take(s->pause));
    session_drive(s);
}

void
session_pause(struct shell_session *s)
{
    if (!s->pause)
        s->pause = timer_start(s->shell->loop, PAUSE_MS, session_resume, s);
}

static void
session_event(void *user, int events)
{
    struct shell_session *s = user;
    if (s->login)
        login_drive(s->login);
    else
        session_drive(s);
}

// libssh looks whether its socket takes more within any call, also after one who wanted to write
// was turned away, and tells nobody.
bool
session_takes(struct shell_session *s)
{
    bool waits = ssh_get_poll_flags(s->ssh) & SSH_WRITE_PENDING;
    s->stalled = s->stalled || waits;
    return !waits;
}

void
session_watch(struct shell_session *s)
{
    int events = WATCH_READ;
    if (s->stalled || ssh_get_poll_flags(s->ssh) & SSH_WRITE_PENDING)
        events |= WATCH_WRITE;
    if (!s->watch)
        s->watch = watch_start(s->shell->loop, s->fd, events, session_event, s);
    else if (events != s->watched)
        watch_change(s->watch, events);
    s->watched = events;
}

void
session_close(struct shell_session *s)
{
    if (s->doomed)
        return;
    s->doomed = true;
    while (s->runs.n)
        op_cancel(&s->runs.items[0]->op);
    if (!s->driving)
        session_free(s);
}
