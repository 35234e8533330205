// SPDX-License-Identifier: MIT
// Descriptors and signals watched by the loop.
#include "io/loop_private.h"

struct watch {
    uv_poll_t poll; // first: handle_close
    struct loop *loop;
    int events;
    watch_fn *fn;
    void *user;
};

struct sigwatch {
    uv_signal_t signal; // first: handle_close
    struct loop *loop;
    sigwatch_fn *fn;
    void *user;
};

static void
watch_ready(uv_poll_t *poll, int status, int events)
{
    struct watch *w = (struct watch *)poll;
    // A failed descriptor is told as ready: the owner's next read or write says what is wrong.
    int ready = status < 0 ? w->events : events & (WATCH_READ | WATCH_WRITE);

    w->loop->happened = true;
    if (ready)
        w->fn(w->user, ready);
}

struct watch *
watch_start(struct loop *l, int fd, int events, watch_fn *fn, void *user)
{
    struct watch *w = NEW(struct watch);

    if (uv_poll_init(&l->uv, &w->poll, fd) != 0) {
        free(w);
        return NULL;
    }
    w->loop = l;
    w->fn = fn;
    w->user = user;
    watch_change(w, events);
    return w;
}

void
watch_change(struct watch *w, int events)
{
    _Static_assert(WATCH_READ == (int)UV_READABLE && WATCH_WRITE == (int)UV_WRITABLE, "same bits");

    if (w->events == events)
        return;
    w->events = events;
    if (events)
        uv_poll_start(&w->poll, events, watch_ready);
    else
        uv_poll_stop(&w->poll);
}

void
watch_stop(struct watch *w)
{
    if (w)
        handle_close((uv_handle_t *)&w->poll);
}

static void
signal_came(uv_signal_t *signal, int signo)
{
    struct sigwatch *s = (struct sigwatch *)signal;

    s->loop->happened = true;
    s->fn(s->user, signo);
}

struct sigwatch *
sigwatch_start(struct loop *l, int signo, sigwatch_fn *fn, void *user)
{
    struct sigwatch *s = NEW(struct sigwatch);

    s->loop = l;
    s->fn = fn;
    s->user = user;
    uv_signal_init(&l->uv, &s->signal);
    if (uv_signal_start(&s->signal, signal_came, signo) == 0)
        return s;
    sigwatch_stop(s);
    return NULL;
}

void
sigwatch_stop(struct sigwatch *s)
{
    if (s)
        handle_close((uv_handle_t *)&s->signal);
}
