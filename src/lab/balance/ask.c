// SPDX-License-Identifier: MIT
// A question to a HAProxy that runs: a line to its socket, and all that comes until it closes it.
#include "lab/balance/ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"

#define ANSWER_MAX ((size_t)8 << 20)
#define ANSWER_MS 3000

struct ask {
    struct loop *loop;
    int fd;
    struct watch *watch;
    struct timer *deadline;
    struct buf answer;
    bool well;
    ask_fn *fn;
    void *user;
};

void
ask_stop(struct ask *a)
{
    if (!a)
        return;
    watch_stop(a->watch);
    timer_stop(a->deadline);
    if (a->fd >= 0)
        close(a->fd);
    buf_done(&a->answer);
    free(a);
}

static void
ask_end(void *user)
{
    struct ask *a = user;
    struct buf answer = a->answer;
    ask_fn *fn = a->fn;
    void *whose = a->user;
    bool well = a->well;

    a->answer = (struct buf){ 0 };
    ask_stop(a);
    fn(whose, well ? &answer : NULL);
    buf_done(&answer);
}

static void
answer_read(void *user, int events)
{
    struct ask *a = user;
    char chunk[16 * 1024];
    ssize_t n = read(a->fd, chunk, sizeof chunk);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0 && a->answer.len < ANSWER_MAX) {
        buf_add(&a->answer, chunk, (size_t)n);
        return;
    }
    a->well = n == 0;
    ask_end(a);
}

// The socket is there as long as a HAProxy is: connecting to it takes no time, and a question fits.
static int
question_send(const char *path, const char *question)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    size_t n = strlen(question);

    if (strlen(path) < sizeof to.sun_path)
        strcpy(to.sun_path, path);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0 &&
        send(fd, question, n, MSG_NOSIGNAL) == (ssize_t)n)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

struct ask *
ask_start(struct loop *l, const char *socket, const char *question, ask_fn *fn, void *user)
{
    struct ask *a = NEW(struct ask);

    *a = (struct ask){ .loop = l, .fd = question_send(socket, question), .fn = fn, .user = user };
    if (a->fd >= 0)
        a->watch = watch_start(l, a->fd, WATCH_READ, answer_read, a);
    a->deadline = timer_start(l, a->fd >= 0 ? ANSWER_MS : 0, ask_end, a);
    return a;
}
