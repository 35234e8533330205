// SPDX-License-Identifier: MIT
// Bastions: found or logged in to, left, and gone when nobody needs them.
#include "shell/libssh/bastion.h"

#include "base/digest.h"
#include "base/str.h"

// sshd has a descriptor for each connection that it carries on, of 1024 that it may have; more get
// a session more. (MaxSessions counts commands, and none of these.)
#define NEEDED_MOST 256

static void
add_id(struct buf *id, const struct shell_target *t)
{
    char digest[DIGEST_TEXT];
    size_t n = 0;
    const char *key = t->private_key ? secret_reveal(t->private_key, &n) : "";
    _own_(free) char *peer = target_peer(t);
    buf_addf(id, "%s\n%s\n%s\n%s\n", peer, t->host_keys ? t->host_keys : "",
        digest_text(key, n, digest), t->via.dialer ? t->via.dialer : "");
    if (t->via.bastion)
        add_id(id, t->via.bastion);
}

static void
bastion_unlist(struct bastion *b)
{
    struct libssh_shell *sh = b->shell;
    for (size_t i = 0; i < sh->bastions.n; i++)
        if (sh->bastions.items[i] == b)
            vec_remove(&sh->bastions, i);
}

static void
bastion_free(struct bastion *b)
{
    vec_done(&b->waiting);
    vec_done(&b->tunnels);
    free(b->id);
    free(b->name);
    free(b);
}

// A login that is under way ends it by its callback.
static void
bastion_unneeded(struct bastion *b)
{
    bastion_unlist(b);
    if (b->login) {
        op_cancel(b->login);
        return;
    }
    if (b->session) {
        b->session->bastion = NULL;
        session_close(b->session);
    }
    bastion_free(b);
}

void
bastion_leave(struct bastion *b, const struct login *g)
{
    for (size_t i = 0; i < b->waiting.n; i++)
        if (b->waiting.items[i] == g)
            vec_remove(&b->waiting, i);
    if (!--b->needed)
        bastion_unneeded(b);
}

bool
bastion_ready(const struct bastion *b)
{
    return b->session && session_alive(b->session);
}

// The last of those who are told of a failure frees it.
static void
bastion_logged_in(void *user, const struct lct_err *err, struct shell_session *s)
{
    struct bastion *b = user;
    __typeof__(b->waiting) told = b->waiting;
    struct lct_err why = *err;
    b->waiting = (__typeof__(b->waiting)){ 0 };
    b->login = NULL;
    b->session = s;
    if (s)
        s->bastion = b;
    else
        bastion_unlist(b);
    if (!b->needed)
        bastion_unneeded(b);
    else
        lct_wrap(&why, "through %s", b->name);
    vec_each (g, &told)
        login_carried(*g, &why);
    vec_done(&told);
}

static struct bastion *
bastion_new(struct libssh_shell *sh, const struct shell_target *t, const char *id)
{
    struct bastion *b = NEW(struct bastion);
    b->shell = sh;
    b->id = mem_strdup(id);
    b->name = target_name(t);
    vec_push(&sh->bastions, b);
    b->login = login_start(&sh->shell, t, 0, bastion_logged_in, b);
    return b;
}

static struct bastion *
bastion_find(const struct libssh_shell *sh, const char *id)
{
    for (size_t i = 0; i < sh->bastions.n; i++) {
        struct bastion *b = sh->bastions.items[i];
        if (b->needed < NEEDED_MOST && str_eq(b->id, id))
            return b;
    }
    return NULL;
}

struct bastion *
bastion_join(struct libssh_shell *sh, const struct shell_target *t, struct login *g)
{
    _own_(buf) struct buf id = { 0 };
    add_id(&id, t);
    struct bastion *b = bastion_find(sh, buf_str(&id));
    if (!b)
        b = bastion_new(sh, t, buf_str(&id));
    b->needed++;
    if (!bastion_ready(b))
        vec_push(&b->waiting, g);
    return b;
}

void
bastion_step(struct bastion *b)
{
    for (size_t i = 0; i < b->tunnels.n; i++)
        tunnel_step(b->tunnels.items[i]);
}

static void
bury_tunnels(struct bastion *b)
{
    for (size_t i = b->tunnels.n; i-- > 0;)
        if (b->tunnels.items[i]->ended) {
            tunnel_free(b->tunnels.items[i]);
            vec_remove(&b->tunnels, i);
            b->needed--;
        }
}

void
bastion_bury(struct bastion *b)
{
    bury_tunnels(b);
    if (!b->needed)
        bastion_unneeded(b);
}

void
bastion_broken(struct bastion *b, const struct lct_err *why)
{
    struct lct_err through = *why;
    lct_wrap(&through, "through %s", b->name);
    bastion_unlist(b);
    for (size_t i = 0; i < b->tunnels.n; i++)
        tunnel_break(b->tunnels.items[i], &through);
}

void
bastion_lost(struct bastion *b)
{
    struct lct_err why = b->session->why;
    if (!why.code)
        lct_fail(&why, LCT_ECANCELLED, "%s: the connection was closed", b->session->peer);
    bastion_broken(b, &why);
    bury_tunnels(b);
    b->session = NULL;
    if (!b->needed)
        bastion_unneeded(b);
}
