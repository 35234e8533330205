// SPDX-License-Identifier: MIT
// The agent as a program sees it: which keys, a signature, and nothing else.
#include "shell/agent/agent.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../testing.h"
#include "base/mem.h"
#include "base/wire.h"

enum { REFUSED = 5, ASKS_IDENTITIES = 11, IDENTITIES = 12, ASKS_SIGNATURE = 13, SIGNATURE = 14 };

struct world {
    struct loop *loop;
    struct agent *agent;
    struct sockaddr_un address; // abstract: it leaves nothing behind
    socklen_t address_len;
    int listening, used;
    unsigned char pk[32];
    struct buf key; // as SSH writes it
};

static void
used(void *user)
{
    struct world *w = user;

    w->used++;
}

static void
listen_abstract(struct world *w)
{
    w->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    w->address.sun_family = AF_UNIX;
    w->address_len = sizeof w->address.sun_family;
    assert_int_equal(bind(w->listening, (void *)&w->address, w->address_len), 0); // any free name
    w->address_len = sizeof w->address;
    assert_int_equal(getsockname(w->listening, (void *)&w->address, &w->address_len), 0);
    assert_int_equal(listen(w->listening, 400), 0);
}

static int
begin(void **state)
{
    static const unsigned char seed[AGENT_SEED] = "a seed of 32 bytes for a test";
    struct world *w = NEW(struct world);
    struct secret *s = secret_new(seed, sizeof seed);
    unsigned char sk[64];
    struct lct_err err;

    w->loop = loop_new();
    listen_abstract(w);
    crypto_sign_seed_keypair(w->pk, sk, seed);
    wire_add_string(&w->key, "ssh-ed25519", 11);
    wire_add_string(&w->key, w->pk, sizeof w->pk);
    assert_int_equal(
        agent_start(w->loop, w->listening, s, "me@here", used, w, &w->agent, &err), LCT_OK);
    secret_free(s);
    *state = w;
    return 0;
}

static int
end(void **state)
{
    struct world *w = *state;

    if (w->agent)
        agent_stop(w->agent);
    close(w->listening);
    buf_done(&w->key);
    loop_free(w->loop);
    free(w);
    return 0;
}

static int
dial(struct world *w)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    assert_int_equal(connect(fd, (void *)&w->address, w->address_len), 0);
    return fd;
}

static void
turn(struct world *w)
{
    for (int i = 0; i < 20; i++)
        loop_turn(w->loop, false);
}

static void
put(int fd, const void *data, size_t n)
{
    assert_int_equal(send(fd, data, n, MSG_NOSIGNAL), n);
}

static void
ask(int fd, unsigned char kind, const void *body, size_t n)
{
    _own_(buf) struct buf request = { 0 }, message = { 0 };

    buf_addc(&request, (char)kind);
    buf_add(&request, body, n);
    wire_add_string(&message, request.data, request.len);
    put(fd, message.data, message.len);
}

// Its answer without the length; "" when it hung up.
static struct buf
answer_of(struct world *w, int fd)
{
    struct buf answer = { 0 };
    unsigned char head[4] = { 0 };

    turn(w);
    if (recv(fd, head, sizeof head, 0) != sizeof head)
        return answer;
    size_t n = (size_t)head[2] << 8 | head[3];
    assert_int_equal(recv(fd, buf_room(&answer, n), n, 0), n);
    buf_grew(&answer, n);
    return answer;
}

static void
assert_refused(struct world *w, int fd)
{
    _own_(buf) struct buf answer = answer_of(w, fd);

    assert_int_equal(answer.len, 1);
    assert_int_equal(answer.data[0], REFUSED);
}

static bool
hung_up(struct world *w, int fd)
{
    char c;

    turn(w);
    return recv(fd, &c, 1, 0) == 0;
}

static void
assert_tells_its_key(struct world *w, int fd)
{
    _own_(buf) struct buf answer = answer_of(w, fd);
    struct wire in = { (const unsigned char *)answer.data + 1, answer.len - 1 }, key, comment;
    uint32_t n;

    assert_true(answer.len > 1);
    assert_int_equal(answer.data[0], IDENTITIES);
    assert_true(wire_take_u32(&in, &n) && wire_take_string(&in, &key));
    assert_true(wire_take_string(&in, &comment));
    assert_int_equal(n, 1);
    assert_int_equal(key.n, w->key.len);
    assert_memory_equal(key.at, w->key.data, key.n);
    assert_int_equal(comment.n, 7);
    assert_memory_equal(comment.at, "me@here", 7);
    assert_int_equal(in.n, 0);
}

static void
tells_which_key_it_has(void **state)
{
    struct world *w = *state;
    _own_(fd) int fd = dial(w);

    ask(fd, ASKS_IDENTITIES, NULL, 0);
    assert_tells_its_key(w, fd);
    assert_int_equal(w->used, 1);
    ask(fd, ASKS_IDENTITIES, NULL, 0); // and again, on the same connection
    assert_tells_its_key(w, fd);
    assert_int_equal(w->used, 1);
}

static void
ask_to_sign(int fd, const struct buf *key, const char *data)
{
    _own_(buf) struct buf body = { 0 };

    wire_add_string(&body, key->data, key->len);
    wire_add_string(&body, data, strlen(data));
    wire_add_u32(&body, 0);
    ask(fd, ASKS_SIGNATURE, body.data, body.len);
}

static void
signs(void **state)
{
    struct world *w = *state;
    _own_(fd) int fd = dial(w);

    ask_to_sign(fd, &w->key, "to be signed");
    _own_(buf) struct buf answer = answer_of(w, fd);
    struct wire in = { (const unsigned char *)answer.data + 1, answer.len - 1 }, whole, type, raw;
    assert_true(answer.len > 1);
    assert_int_equal(answer.data[0], SIGNATURE);
    assert_true(wire_take_string(&in, &whole));
    assert_int_equal(in.n, 0);
    assert_true(wire_take_string(&whole, &type) && wire_take_string(&whole, &raw));
    assert_int_equal(type.n, 11);
    assert_memory_equal(type.at, "ssh-ed25519", 11);
    assert_int_equal(raw.n, 64);
    assert_int_equal(
        crypto_sign_verify_detached(raw.at, (const unsigned char *)"to be signed", 12, w->pk), 0);
}

static void
signs_by_no_other_key(void **state)
{
    struct world *w = *state;
    _own_(fd) int fd = dial(w);

    w->key.data[w->key.len - 1] ^= 1;
    ask_to_sign(fd, &w->key, "to be signed");
    assert_refused(w, fd);
    w->key.len--;
    ask_to_sign(fd, &w->key, "to be signed");
    assert_refused(w, fd);
}

// Adding and removing keys, locking, extensions; requests that are cut off, or empty.
static void
refuses_all_else(void **state)
{
    static const unsigned char kinds[] = { 0, 1, 9, 17, 18, 19, 22, 23, 25, 27, 255 };
    struct world *w = *state;
    _own_(fd) int fd = dial(w);

    for (size_t i = 0; i < sizeof kinds; i++) {
        ask(fd, kinds[i], "\0\0\0\1x", 5);
        assert_refused(w, fd);
    }
    ask(fd, ASKS_SIGNATURE, NULL, 0);
    assert_refused(w, fd);
    ask(fd, ASKS_SIGNATURE, "\0\0\1\0x", 5);
    assert_refused(w, fd);
    put(fd, "\0\0\0\0", 4);
    assert_refused(w, fd);
    ask(fd, ASKS_IDENTITIES, NULL, 0);
    assert_tells_its_key(w, fd);
}

static void
waits_for_the_whole_request(void **state)
{
    static const char request[] = { 0, 0, 0, 1, ASKS_IDENTITIES };
    struct world *w = *state;
    _own_(fd) int fd = dial(w);
    char c;

    for (size_t i = 0; i < sizeof request; i++) {
        assert_int_equal(recv(fd, &c, 1, 0), -1);
        put(fd, &request[i], 1);
        turn(w);
    }
    assert_tells_its_key(w, fd);
}

static void
answers_requests_that_come_together(void **state)
{
    struct world *w = *state;
    _own_(fd) int fd = dial(w);

    ask(fd, ASKS_IDENTITIES, NULL, 0);
    ask(fd, 99, NULL, 0);
    ask(fd, ASKS_IDENTITIES, NULL, 0);
    assert_tells_its_key(w, fd);
    assert_refused(w, fd);
    assert_tells_its_key(w, fd);
}

static void
hangs_up_on_who_says_too_much(void **state)
{
    struct world *w = *state;
    _own_(fd) int fd = dial(w);
    _own_(fd) int other = dial(w);

    put(fd, "\0\1\0\1", 4);
    assert_true(hung_up(w, fd));
    ask(other, ASKS_IDENTITIES, NULL, 0);
    assert_tells_its_key(w, other);
}

static void
hangs_up_on_who_does_not_read(void **state)
{
    struct world *w = *state;
    _own_(fd) int fd = dial(w);
    size_t n = 0;

    while (send(fd, "\0\0\0\1\13", 5, MSG_NOSIGNAL) == 5 && n < 100000) {
        turn(w);
        n++;
    }
    assert_in_range(n, 10, 99999); // it was cut off
}

static void
serves_as_many_as_come(void **state)
{
    struct world *w = *state;
    int fds[300];

    for (int i = 0; i < 300; i++) {
        fds[i] = dial(w);
        ask(fds[i], ASKS_IDENTITIES, NULL, 0);
    }
    for (int i = 0; i < 100; i++)
        turn(w);
    assert_int_equal(w->used, 256); // the others wait until there is room
    for (int i = 0; i < 300; i++) {
        turn(w);
        assert_tells_its_key(w, fds[i]);
        close(fds[i]);
    }
    assert_int_equal(w->used, 300);
}

static void
hangs_up_when_it_stops(void **state)
{
    struct world *w = *state;
    _own_(fd) int fd = dial(w);

    turn(w);
    agent_stop(take(w->agent));
    assert_true(hung_up(w, fd));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(tells_which_key_it_has),
        TEST(signs),
        TEST(signs_by_no_other_key),
        TEST(refuses_all_else),
        TEST(waits_for_the_whole_request),
        TEST(answers_requests_that_come_together),
        TEST(hangs_up_on_who_says_too_much),
        TEST(hangs_up_on_who_does_not_read),
        TEST(serves_as_many_as_come),
        TEST(hangs_up_when_it_stops),
    };

    return sodium_init() < 0 ? 1 : RUN(tests);
}
