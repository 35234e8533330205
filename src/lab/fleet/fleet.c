// SPDX-License-Identifier: MIT
// The daemon's side of the nodes: requests to the supervisor and what comes back.
#include "lab/fleet/fleet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "lab/fleet/birth.h"
#include "lab/fleet/provision.h"
#include "lab/fleet/wire.h"
#include "lab/packages/aptproxy.h"

#define READY_MS 10000

struct request {
    uint32_t serial;
    enum wire_kind kind;
    int64_t node;
    fleet_fn *fn;
    void *user;
};

struct fleet {
    struct loop *loop;
    struct fleet_events events;
    void *user;
    struct birth birth; // the supervisor's process and what goes with it
    struct watch *watch;
    uint32_t serial;
    VEC(struct request) waiting; // for answers
    VEC(struct buf) unsent;
    VEC(int64_t) running;
    struct aptproxy *proxy;
    bool lost;
};

// An outcome that is known at once, but must not be told before the request has returned.
struct refusal {
    fleet_fn *fn;
    void *user;
    struct lct_err err;
};

static void
refusal_tell(void *user)
{
    struct refusal *r = user;

    r->fn(r->user, &r->err);
    free(r);
}

static void
refuse(struct fleet *f, const struct lct_err *err, fleet_fn *fn, void *user)
{
    struct refusal *r = NEW(struct refusal);

    *r = (struct refusal){ .fn = fn, .user = user, .err = *err };
    loop_soon(f->loop, refusal_tell, r);
}

static void
running_set(struct fleet *f, int64_t node, bool running)
{
    for (size_t i = f->running.n; i > 0; i--)
        if (f->running.items[i - 1] == node)
            vec_remove(&f->running, i - 1);
    if (running)
        vec_push(&f->running, node);
}

bool
fleet_running(const struct fleet *f, int64_t node)
{
    vec_each (each, &f->running)
        if (*each == node)
            return true;
    return false;
}

static void
waiting_fail(struct fleet *f, int code, const char *why)
{
    struct lct_err err = { 0 };

    lct_fail(&err, code, "%s", why);
    while (f->waiting.n) {
        struct request r = f->waiting.items[0];
        vec_remove(&f->waiting, 0);
        r.fn(r.user, &err);
    }
}

// The last thing done with the fleet in this turn: the callback may end it.
static void
fleet_lose(struct fleet *f)
{
    char why[128];

    watch_stop(f->watch);
    f->watch = NULL;
    f->lost = true;
    f->running.n = 0;
    birth_reap(&f->birth, why, sizeof why);
    waiting_fail(f, LCT_EAMBIGUOUS, why);
    f->events.lost(f->user, why);
}

static void
running_learn(struct fleet *f, const struct request *r, int code)
{
    if (r->kind == WIRE_BOOT && !code)
        running_set(f, r->node, true);
    else if ((r->kind == WIRE_SHUTDOWN || r->kind == WIRE_DESTROY) && !code)
        running_set(f, r->node, false);
    else if (r->kind == WIRE_REBOOT && code != LCT_EWAIT)
        running_set(f, r->node, !code);
}

static void
answer_take(struct fleet *f, const struct wire *w)
{
    struct lct_err err = { 0 };

    for (size_t i = 0; i < f->waiting.n; i++) {
        struct request r = f->waiting.items[i];
        if (r.serial != w->serial)
            continue;
        vec_remove(&f->waiting, i);
        if (w->code) {
            lct_fail(&err, w->code, "%s", w->text[WIRE_WHAT]);
            lct_hint(&err, "%s", w->text[WIRE_HINT]);
        }
        running_learn(f, &r, w->code);
        r.fn(r.user, &err);
        return;
    }
}

static void
message_take(struct fleet *f, const struct wire *w)
{
    if (w->kind == WIRE_ANSWER && w->text[WIRE_WHAT] && w->text[WIRE_HINT]) {
        answer_take(f, w);
    } else if (w->kind == WIRE_ENDED) {
        running_set(f, w->node, w->code == FLEET_REBOOT);
        f->events.ended(f->user, w->node, (enum fleet_end)w->code);
    }
}

static void
unsent_flush(struct fleet *f)
{
    while (f->unsent.n) {
        struct buf p = f->unsent.items[0];
        if (send(f->birth.control, p.data, p.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
            (errno == EAGAIN || errno == ENOBUFS))
            break;
        free(p.data); // any other failure is told by the end of the connection
        vec_remove(&f->unsent, 0);
    }
    watch_change(f->watch, WATCH_READ | (f->unsent.n ? WATCH_WRITE : 0));
}

static void
control_ready(void *user, int events)
{
    struct fleet *f = user;
    char packet[8192]; // what comes back is short
    struct wire w;
    ssize_t n;

    if (events & WATCH_WRITE)
        unsent_flush(f);
    n = recv(f->birth.control, packet, sizeof packet, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        fleet_lose(f);
    else if (n > 0 && wire_unpack(packet, (size_t)n, &w))
        message_take(f, &w);
}

int
fleet_start(struct loop *l, const struct fleet_conf *conf, const struct fleet_events *events,
    void *user, struct fleet **ret, struct lct_err *err)
{
    struct fleet *f = NEW(struct fleet);
    int proxy = -1;
    int code = birth_give(&f->birth, conf, READY_MS, &proxy, err);

    if (code) {
        free(f);
        return code;
    }
    f->loop = l;
    f->events = *events;
    f->user = user;
    f->watch = watch_start(l, f->birth.control, WATCH_READ, control_ready, f);
    if (proxy >= 0)
        code = aptproxy_start(l, conf, proxy, &f->proxy, err);
    if (code) {
        fleet_stop(f);
        return code;
    }
    *ret = f;
    return LCT_OK;
}

void
fleet_stop(struct fleet *f)
{
    aptproxy_stop(f->proxy);
    watch_stop(f->watch);
    waiting_fail(f, LCT_ECANCELLED, "the lab is stopping");
    birth_undo(&f->birth);
    vec_each (p, &f->unsent)
        free(p->data);
    vec_done(&f->unsent);
    vec_done(&f->waiting);
    vec_done(&f->running);
    free(f);
}

static void
request_send(struct fleet *f, struct wire *w, fleet_fn *fn, void *user)
{
    struct lct_err err = { 0 };
    struct buf packet = { 0 };

    w->serial = ++f->serial;
    wire_pack(w, &packet);
    if (f->lost || packet.len > WIRE_MAX) {
        lct_fail(&err, f->lost ? LCT_EFAILED : LCT_EUSAGE, "the %s",
            f->lost ? "lab's supervisor is gone" : "description is too large");
        buf_done(&packet);
        refuse(f, &err, fn, user);
        return;
    }
    vec_push(&f->waiting, ((struct request){ w->serial, w->kind, w->node, fn, user }));
    vec_push(&f->unsent, packet);
    unsent_flush(f);
}

static void
describe(struct fleet *f, enum wire_kind kind, const struct fleet_node *n, fleet_fn *fn, void *user)
{
    struct wire w = wire_of_node(kind, n);
    struct lct_err err = { 0 };

    if (wire_check_node(n, &err) == LCT_OK)
        request_send(f, &w, fn, user);
    else
        refuse(f, &err, fn, user);
}

static void
command(struct fleet *f, enum wire_kind kind, int64_t node, fleet_fn *fn, void *user)
{
    request_send(f, &(struct wire){ .kind = kind, .node = node }, fn, user);
}

void
fleet_provision(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user)
{
    describe(f, WIRE_PROVISION, n, fn, user);
}

void
fleet_password(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user)
{
    describe(f, WIRE_PASSWORD, n, fn, user);
}

void
fleet_identity(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user)
{
    describe(f, WIRE_IDENTITY, n, fn, user);
}

void
fleet_boot(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user)
{
    describe(f, WIRE_BOOT, n, fn, user);
}

void
fleet_readdress(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user)
{
    describe(f, WIRE_READDRESS, n, fn, user);
}

void
fleet_shutdown(struct fleet *f, int64_t node, fleet_fn *fn, void *user)
{
    command(f, WIRE_SHUTDOWN, node, fn, user);
}

void
fleet_reboot(struct fleet *f, int64_t node, fleet_fn *fn, void *user)
{
    command(f, WIRE_REBOOT, node, fn, user);
}

void
fleet_destroy(struct fleet *f, int64_t node, fleet_fn *fn, void *user)
{
    command(f, WIRE_DESTROY, node, fn, user);
}

static void
device_command(struct fleet *f, enum wire_kind kind, int64_t node, const char *device, fleet_fn *fn,
    void *user)
{
    request_send(f,
        &(struct wire){ .kind = kind, .node = node, .text = { [WIRE_DEVICES] = device } }, fn,
        user);
}

void
fleet_attach(struct fleet *f, int64_t node, const char *device, fleet_fn *fn, void *user)
{
    device_command(f, WIRE_ATTACH, node, device, fn, user);
}

void
fleet_detach(struct fleet *f, int64_t node, const char *file, fleet_fn *fn, void *user)
{
    device_command(f, WIRE_DETACH, node, file, fn, user);
}

void
fleet_grown(struct fleet *f, int64_t node, const char *file, fleet_fn *fn, void *user)
{
    device_command(f, WIRE_GROWN, node, file, fn, user);
}

void
fleet_filter(struct fleet *f, const char *region, const char *network, const char *rules,
    fleet_fn *fn, void *user)
{
    request_send(
        f, &(struct wire){ .kind = WIRE_FILTER, .text = { region, rules, network } }, fn, user);
}

const char *
fleet_state_dir(const struct fleet *f)
{
    return f->birth.state_dir;
}

void
fleet_work(struct fleet *f, const char *const words[static FLEET_WORDS], fleet_fn *fn, void *user)
{
    struct wire w = { .kind = WIRE_WORK };

    for (size_t i = 0; i < FLEET_WORDS; i++)
        w.text[i] = words[i];
    request_send(f, &w, fn, user);
}

void
fleet_balance(struct fleet *f, const struct fleet_balance *b, fleet_fn *fn, void *user)
{
    request_send(f,
        &(struct wire){
            .kind = WIRE_BALANCE, .text = { b->region, b->fronts, b->rules, b->dir, b->backends } },
        fn, user);
}
