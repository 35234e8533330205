// SPDX-License-Identifier: MIT
// The SSH agent: its connections, and the two requests that it answers. A message is its length in
// four bytes, its kind in one, and what belongs to it.
#include "shell/agent/agent.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/vec.h"
#include "base/wire.h"

#define KEY_TYPE "ssh-ed25519"
#define REQUEST_MAX 65536 // a log-in asks to sign some hundred bytes
#define PEERS_MAX 256

enum {
    REFUSED = 5,
    ASKS_IDENTITIES = 11,
    IDENTITIES = 12,
    ASKS_SIGNATURE = 13,
    SIGNATURE = 14,
};

struct peer {
    struct agent *agent;
    int fd;
    struct watch *watch;
    struct buf in;
};

struct agent {
    struct loop *loop;
    int listening;
    struct watch *watch;
    struct secret *secret_key; // as libsodium keeps it: the seed and the public key
    struct buf public_key;     // as SSH writes it
    char *comment;
    VEC(struct peer *) peers;
    timer_fn *used;
    void *user;
};

// ---- answers

static void
add_identities(const struct agent *a, struct buf *out)
{
    buf_addc(out, IDENTITIES);
    wire_add_u32(out, 1);
    wire_add_string(out, a->public_key.data, a->public_key.len);
    wire_add_string(out, a->comment, strlen(a->comment));
}

static void
add_signature(const struct agent *a, const struct wire *data, struct buf *out)
{
    _own_(buf) struct buf signature = { 0 };
    unsigned char raw[crypto_sign_BYTES];
    const char *key = secret_reveal(a->secret_key, NULL);

    crypto_sign_detached(raw, NULL, data->at, data->n, (const unsigned char *)key);
    wire_add_string(&signature, KEY_TYPE, strlen(KEY_TYPE));
    wire_add_string(&signature, raw, sizeof raw);
    buf_addc(out, SIGNATURE);
    wire_add_string(out, signature.data, signature.len);
}

static bool
is_ours(const struct agent *a, const struct wire *key)
{
    return key->n == a->public_key.len && memcmp(key->at, a->public_key.data, key->n) == 0;
}

// What is asked beside key and data (flags) is about RSA.
static void
answer(const struct agent *a, struct wire request, struct buf *out)
{
    unsigned char kind = request.n ? request.at[0] : 0;
    struct wire key, data, body = { request.at + 1, request.n ? request.n - 1 : 0 };

    if (kind == ASKS_IDENTITIES)
        add_identities(a, out);
    else if (kind == ASKS_SIGNATURE && wire_take_string(&body, &key) && is_ours(a, &key) &&
             wire_take_string(&body, &data))
        add_signature(a, &data, out);
    else
        buf_addc(out, REFUSED);
}

// ---- connections

static void
listen_again(struct agent *a)
{
    watch_change(a->watch, a->peers.n < PEERS_MAX ? WATCH_READ : 0);
}

static void
peer_free(struct peer *p)
{
    watch_stop(p->watch);
    close(p->fd);
    buf_done(&p->in);
    free(p);
}

static void
peer_end(struct peer *p)
{
    struct agent *a = p->agent;

    for (size_t i = 0; i < a->peers.n; i++)
        if (a->peers.items[i] == p)
            vec_remove(&a->peers, i);
    peer_free(p);
    listen_again(a);
}

// An answer is a few hundred bytes: who leaves no room for it does not read.
static bool
send_answer(const struct peer *p, struct wire request)
{
    _own_(buf) struct buf body = { 0 };
    _own_(buf) struct buf message = { 0 };

    answer(p->agent, request, &body);
    wire_add_string(&message, body.data, body.len);
    return send(p->fd, message.data, message.len, MSG_NOSIGNAL) == (ssize_t)message.len;
}

// Answers what has come as a whole; false: there is no going on.
static bool
answer_all(struct peer *p)
{
    struct wire in = { (const unsigned char *)p->in.data, p->in.len }, request;
    uint32_t next = 0;

    while (wire_take_string(&in, &request))
        if (request.n > REQUEST_MAX || !send_answer(p, request))
            return false;
    buf_drop(&p->in, p->in.len - in.n);
    return !wire_take_u32(&in, &next) || next <= REQUEST_MAX;
}

static void
peer_ready(void *user, int events)
{
    struct peer *p = user;
    char data[4096];
    ssize_t n = recv(p->fd, data, sizeof data, 0);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0)
        buf_add(&p->in, data, (size_t)n);
    if (n <= 0 || !answer_all(p))
        peer_end(p);
}

static void
peer_add(struct agent *a, int fd)
{
    struct peer *p = NEW(struct peer);

    *p = (struct peer){ .agent = a, .fd = fd };
    p->watch = watch_start(a->loop, fd, WATCH_READ, peer_ready, p);
    vec_push(&a->peers, p);
    if (!p->watch)
        peer_end(p);
}

// Where no descriptor is left, whoever leaves makes room.
static void
peer_came(void *user, int events)
{
    struct agent *a = user;
    int fd = accept4(a->listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (fd < 0) {
        if ((errno == EMFILE || errno == ENFILE) && a->peers.n)
            watch_change(a->watch, 0);
        return;
    }
    peer_add(a, fd);
    listen_again(a);
    if (a->used)
        a->used(a->user);
}

// ---- its life

static void
take_seed(struct agent *a, const struct secret *seed)
{
    unsigned char pk[crypto_sign_PUBLICKEYBYTES], sk[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(pk, sk, (const unsigned char *)secret_reveal(seed, NULL));
    a->secret_key = secret_new(sk, sizeof sk);
    secret_wipe(sk, sizeof sk);
    wire_add_string(&a->public_key, KEY_TYPE, strlen(KEY_TYPE));
    wire_add_string(&a->public_key, pk, sizeof pk);
}

int
agent_start(struct loop *l, int listening, const struct secret *seed, const char *comment,
    timer_fn *used, void *user, struct agent **ret, struct lct_err *err)
{
    struct agent *a = NEW(struct agent);

    *a = (struct agent){ .loop = l, .listening = listening, .used = used, .user = user };
    a->comment = mem_strdup(comment);
    take_seed(a, seed);
    a->watch = watch_start(l, listening, WATCH_READ, peer_came, a);
    if (!a->watch) {
        agent_stop(a);
        return lct_fail(err, LCT_EFAILED, "the agent's socket cannot be watched");
    }
    *ret = a;
    return LCT_OK;
}

void
agent_stop(struct agent *a)
{
    watch_stop(a->watch);
    vec_each (p, &a->peers)
        peer_free(*p);
    vec_done(&a->peers);
    secret_free(a->secret_key);
    buf_done(&a->public_key);
    free(a->comment);
    free(a);
}
