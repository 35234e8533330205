// SPDX-License-Identifier: MIT
// A login: a place at the gate, a socket, the key exchange, the host key checked, then our key.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "base/str.h"
#include "shell/libssh/bastion.h"
#include "shell/libssh/socket.h"

// AES-GCM first: libssh sets a new MAC up for each packet of chacha20-poly1305, which costs more
// than all the rest of a short command.
#define CIPHERS                                                                    \
    "aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com," \
    "aes256-ctr,aes128-ctr"

enum login_phase {
    LOGIN_UNCARRIED, // its bastion is not ready
    LOGIN_WAITING,
    LOGIN_CONNECTING,
    LOGIN_EXCHANGING,
    LOGIN_AUTHENTICATING,
    LOGIN_ENDED,
};

struct login {
    struct op op; // first
    struct libssh_shell *shell;
    enum login_phase phase;
    char *host, *user_name, *dialer, *peer;
    char *host_keys; // NULL: any is let in
    unsigned port;
    ssh_key key;
    int64_t deadline;        // on the loop's clock; 0: none
    struct bastion *bastion; // that is to carry it; NULL: none
    struct op *connecting;
    struct shell_session *session;
    struct lct_err why; // told to stop while connecting
    shell_session_fn *fn;
    void *user;
};

static void
login_free(struct login *g)
{
    free(g->host);
    free(g->user_name);
    free(g->host_keys);
    free(g->dialer);
    free(g->peer);
    ssh_key_free(g->key);
}

// The driver may have been closed between the end of a login and this.
static void
login_deliver(struct op *op, const struct lct_err *err)
{
    struct login *g = (struct login *)op;
    struct lct_err closed = { 0 };
    if (g->session)
        g->session->login = NULL;
    else if (!err->code) {
        lct_fail(&closed, LCT_ECANCELLED, "%s: the connection was closed", g->peer);
        err = &closed;
    }
    g->fn(g->user, err, g->session);
    login_free(g);
}

static void
login_forget(struct login *g)
{
    struct libssh_shell *sh = g->shell;
    for (size_t i = 0; i < sh->waiting.n; i++)
        if (sh->waiting.items[i] == g)
            vec_remove(&sh->waiting, i);
    for (size_t i = 0; i < sh->logins.n; i++)
        if (sh->logins.items[i] == g)
            vec_remove(&sh->logins, i);
}

// Leaves the gate and the driver's lists, then ends.
static void
login_end(struct login *g, const struct lct_err *err)
{
    struct libssh_shell *sh = g->shell;
    if (g->phase > LOGIN_WAITING)
        sh->open--;
    g->phase = LOGIN_ENDED;
    if (g->bastion)
        bastion_leave(take(g->bastion), g);
    if (g->session && err->code)
        session_free(g->session);
    login_forget(g);
    op_end(&g->op, err);
    login_admit(sh);
    libssh_release(sh);
}

void
login_lost_session(struct login *g)
{
    g->session = NULL;
}

static void
login_fail(struct login *g, int code)
{
    struct lct_err err = { 0 };
    session_fault(g->session, code, &err);
    login_end(g, &err);
}

// Where the login itself was too slow, nothing happened on the node.
static void
login_stop(struct op *op, const struct lct_err *why)
{
    struct login *g = (struct login *)op;
    g->why = *why;
    if (why->code != LCT_ECANCELLED) {
        g->why.code = LCT_ERETRY;
        lct_wrap(&g->why, "logging in to %s", g->peer);
        if (g->phase == LOGIN_UNCARRIED)
            lct_wrap(&g->why, "through %s", g->bastion->name);
    }
    if (g->connecting)
        op_cancel(g->connecting); // its callback ends us
    else
        login_end(g, &g->why);
}

static void
login_authenticate(struct login *g)
{
    struct lct_err err = { 0 };
    switch (ssh_userauth_publickey(g->session->ssh, NULL, g->key)) {
    case SSH_AUTH_AGAIN:
        session_watch(g->session);
        return;
    case SSH_AUTH_SUCCESS:
        session_ready(g->session, &err);
        login_end(g, &err);
        return;
    case SSH_AUTH_DENIED:
    case SSH_AUTH_PARTIAL:
        lct_fail(&err, LCT_EAUTH, "%s refuses our key", g->peer);
        lct_hint(&err, "its authorized_keys lacks the key of this cluster's controller, or the "
                       "server does not let this user log in");
        login_end(g, &err);
        return;
    default:
        login_fail(g, LCT_ERETRY);
    }
}

static void
login_exchange(struct login *g)
{
    struct lct_err err = { 0 };
    int rc = ssh_connect(g->session->ssh);
    if (rc == SSH_ERROR) {
        login_fail(g, LCT_ERETRY);
        return;
    }
    fcntl(g->session->fd, F_SETFL, O_NONBLOCK); // libssh made it blocking again
    if (rc == SSH_AGAIN) {
        session_watch(g->session);
        return;
    }
    if (hostkey_check(g->session, g->host_keys, &err)) {
        login_end(g, &err);
        return;
    }
    g->phase = LOGIN_AUTHENTICATING;
    login_authenticate(g);
}

void
login_drive(struct login *g)
{
    if (g->phase == LOGIN_EXCHANGING)
        login_exchange(g);
    else if (g->phase == LOGIN_AUTHENTICATING)
        login_authenticate(g);
}

// A peer that vanished is noticed within half a minute, idle or not.
static void
socket_tune(int fd)
{
    const int on = 1, idle_s = 15, interval_s = 5, probes = 3, unanswered_ms = 30000;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof interval_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unanswered_ms, sizeof unanswered_ms);
    fcntl(fd, F_SETFL, O_NONBLOCK);
}

// No configuration file, no agent, no known_hosts: what counts was handed in.
static int
options_set(ssh_session ssh, const struct login *g, int fd)
{
    const int off = 0;
    const struct {
        enum ssh_options_e name;
        const void *value;
    } options[] = {
        { SSH_OPTIONS_PROCESS_CONFIG, &off },
        { SSH_OPTIONS_SSH_DIR, "/nonexistent" },
        { SSH_OPTIONS_KNOWNHOSTS, "/dev/null" },
        { SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null" },
        { SSH_OPTIONS_HOST, g->host },
        { SSH_OPTIONS_PORT, &g->port },
        { SSH_OPTIONS_USER, g->user_name },
        { SSH_OPTIONS_KEY_EXCHANGE, "curve25519-sha256,curve25519-sha256@libssh.org,"
                                    "ecdh-sha2-nistp256,diffie-hellman-group16-sha512" },
        { SSH_OPTIONS_HOSTKEYS, "ssh-ed25519" },
        { SSH_OPTIONS_CIPHERS_C_S, CIPHERS },
        { SSH_OPTIONS_CIPHERS_S_C, CIPHERS },
        { SSH_OPTIONS_FD, &fd },
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (ssh_options_set(ssh, options[i].name, options[i].value) != SSH_OK)
            return -1;
    ssh_set_blocking(ssh, 0);
    return 0;
}

static void
login_connected(struct login *g, const struct lct_err *err, int fd, struct tunnel *t)
{
    g->connecting = NULL;
    if (g->why.code || err->code) {
        if (fd >= 0)
            close(fd);
        login_end(g, g->why.code ? &g->why : err);
        return;
    }
    socket_tune(fd);
    g->session = session_new(g->shell, g->peer, fd);
    g->session->login = g;
    g->session->tunnel = t;
    if (t)
        t->carried = g->session;
    if (options_set(g->session->ssh, g, fd) < 0) {
        close(fd);
        login_fail(g, LCT_EFAILED);
        return;
    }
    g->phase = LOGIN_EXCHANGING;
    login_exchange(g);
}

static void
on_socket(void *user, const struct lct_err *err, int fd)
{
    login_connected(user, err, fd, NULL);
}

static void
on_tunnel(void *user, const struct lct_err *err, int fd, struct tunnel *t)
{
    login_connected(user, err, fd, t);
}

static int64_t
login_left_ms(const struct login *g)
{
    if (!g->deadline)
        return 0;
    int64_t left = g->deadline - loop_now_ms(g->shell->loop);
    return left > 0 ? left : 1;
}

static void
login_connect(struct login *g)
{
    int64_t left = login_left_ms(g);
    g->phase = LOGIN_CONNECTING;
    if (g->bastion)
        g->connecting = tunnel_start(g->bastion, g->host, g->port, left, on_tunnel, g);
    else
        g->connecting =
            socket_start(g->shell->loop, g->dialer, g->host, g->port, left, on_socket, g);
}

void
login_admit(struct libssh_shell *sh)
{
    while (!sh->closing && sh->open < sh->max_open && sh->waiting.n) {
        struct login *g = sh->waiting.items[0];
        vec_remove(&sh->waiting, 0);
        sh->open++;
        login_connect(g);
    }
}

static void
login_queue(struct login *g)
{
    g->phase = LOGIN_WAITING;
    vec_push(&g->shell->waiting, g);
    login_admit(g->shell);
}

void
login_carried(struct login *g, const struct lct_err *err)
{
    if (err->code)
        login_end(g, err);
    else
        login_queue(g);
}

static int
login_check(struct login *g, const struct shell_target *t, struct lct_err *err)
{
    if (!t->host)
        return lct_fail(err, LCT_ERETRY,
            "no way to it is known: it has no address, or a private "
            "one alone and nobody who carries that on");
    if (!t->any_host_key && str_empty(t->host_keys))
        return lct_fail(err, LCT_EAUTH, "no host key of %s is known", g->peer);
    if (t->via.bastion && t->via.bastion->any_host_key)
        return lct_fail(err, LCT_EAUTH, "%s: any host key of a bastion is refused", g->peer);
    if (!t->private_key)
        return lct_fail(err, LCT_EAUTH, "there is no key to log in to %s with", g->peer);
    const char *text = secret_reveal(t->private_key, NULL);
    if (ssh_pki_import_privkey_base64(text, NULL, NULL, NULL, &g->key) != SSH_OK)
        return lct_fail(err, LCT_EAUTH, "the private key for %s cannot be read", g->peer);
    return 0;
}

char *
target_peer(const struct shell_target *t)
{
    const char *host = t->host ? t->host : "nowhere";
    return mem_printf(
        strchr(host, ':') ? "%s@[%s]:%u" : "%s@%s:%u", t->user, host, t->port ? t->port : 22);
}

char *
target_name(const struct shell_target *t)
{
    return t->name ? mem_strdup(t->name) : target_peer(t);
}

static char *
carried_peer(const struct shell_target *t)
{
    _own_(free) char *peer = target_peer(t);
    if (!t->via.bastion)
        return take(peer);
    _own_(free) char *bastion = target_name(t->via.bastion);
    return mem_printf("%s through %s", peer, bastion);
}

// A place at the gate is taken only when the bastion is ready: it passes the same gate.
static void
login_begin(struct login *g, const struct shell_target *t)
{
    if (t->via.bastion)
        g->bastion = bastion_join(g->shell, t->via.bastion, g);
    if (!g->bastion || bastion_ready(g->bastion))
        login_queue(g);
}

struct op *
login_start(struct shell *shell, const struct shell_target *t, int64_t deadline_ms,
    shell_session_fn *fn, void *user)
{
    struct libssh_shell *sh = (struct libssh_shell *)shell;
    struct login *g = op_start(sh->loop, sizeof *g, deadline_ms, login_stop, login_deliver);
    struct lct_err err = { 0 };
    g->shell = sh;
    g->port = t->port ? t->port : 22;
    g->host = t->host ? mem_strdup(t->host) : NULL;
    g->user_name = mem_strdup(t->user);
    if (!t->any_host_key)
        g->host_keys = mem_strdup(t->host_keys ? t->host_keys : "");
    g->dialer = t->via.dialer ? mem_strdup(t->via.dialer) : NULL;
    g->peer = carried_peer(t);
    g->deadline = deadline_ms > 0 ? loop_now_ms(sh->loop) + deadline_ms : 0;
    g->fn = fn;
    g->user = user;
    vec_push(&sh->logins, g);
    if (login_check(g, t, &err))
        login_end(g, &err);
    else
        login_begin(g, t);
    return &g->op;
}
