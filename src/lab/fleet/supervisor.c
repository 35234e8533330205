// SPDX-License-Identifier: MIT
// The supervisor: PID 1 of its own pid, mount and network namespace, above every node. It needs no
// clean end: when it dies, the kernel takes everything below it away.
#include "lab/fleet/supervisor.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/pass.h"
#include "base/str.h"
#include "lab/balance/proxy.h"
#include "lab/block/loopdev.h"
#include "lab/fleet/base.h"
#include "lab/fleet/guest.h"
#include "lab/net/dialer.h"

// Blocks when the daemon is slow: it always reads, and nothing may be lost.
static void
control_send(struct supervisor *s, const struct wire *w, int fd)
{
    _own_(buf) struct buf packet = { 0 };

    wire_pack(w, &packet);
    while (pass_send(SUPERVISOR_CONTROL, packet.data, packet.len, fd, MSG_NOSIGNAL) < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            s->done = true;
            return;
        }
        poll(&(struct pollfd){ .fd = SUPERVISOR_CONTROL, .events = POLLOUT }, 1, -1);
    }
}

void
supervisor_answer(struct supervisor *s, const struct wire *request, const struct lct_err *err)
{
    control_send(s,
        &(struct wire){ .kind = WIRE_ANSWER,
            .serial = request->serial,
            .node = request->node,
            .code = err->code,
            .text = { [WIRE_WHAT] = err->text, [WIRE_HINT] = err->hint } },
        -1);
}

void
supervisor_ended(struct supervisor *s, int64_t node, enum fleet_end how)
{
    control_send(s, &(struct wire){ .kind = WIRE_ENDED, .node = node, .code = (int32_t)how }, -1);
}

static void
filter_handle(struct supervisor *s, const struct wire *w)
{
    struct lct_err err = { 0 };

    if (str_empty(w->text[WIRE_REGION]) || !w->text[WIRE_RULES] || !w->text[WIRE_NETWORK])
        lct_fail(&err, LCT_EUSAGE, "rules of no network");
    else
        regions_filter(&s->regions, w->text[WIRE_REGION],
            &(struct fleet_port){ .network = w->text[WIRE_NETWORK] }, w->text[WIRE_RULES], &err);
    supervisor_answer(s, w, &err);
}

// Work on disks' files takes time: each is a child, answered when it ended.
static void
worker_handle(struct supervisor *s, const struct wire *request)
{
    struct worker w = { .serial = request->serial, .node = request->node };
    struct lct_err err = { 0 };

    if (work_start(&w.work, request->text, &err))
        supervisor_answer(s, request, &err);
    else
        vec_push(&s->workers, w);
}

// The process ended; it may be none of these.
static void
worker_reap(struct supervisor *s, pid_t pid, int status)
{
    struct lct_err err = { 0 };

    for (size_t i = 0; i < s->workers.n; i++) {
        struct worker w = s->workers.items[i];
        if (w.work.pid != pid)
            continue;
        vec_remove(&s->workers, i);
        work_end(&w.work, status, &err);
        supervisor_answer(s, &(struct wire){ .serial = w.serial, .node = w.node }, &err);
        return;
    }
}

static void
control_read(void *user, int events)
{
    struct supervisor *s = user;
    static char packet[WIRE_MAX];
    struct wire w;
    ssize_t n = recv(SUPERVISOR_CONTROL, packet, sizeof packet, MSG_DONTWAIT);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        s->done = true; // the daemon is gone
        return;
    }
    if (!wire_unpack(packet, (size_t)n, &w) || w.kind >= WIRE_READY)
        return;
    if (w.kind == WIRE_WORK)
        worker_handle(s, &w);
    else if (w.kind == WIRE_BALANCE)
        proxy_handle(s, &w);
    else if (w.kind == WIRE_FILTER)
        filter_handle(s, &w);
    else
        guest_handle(s, &w);
}

static void
children_reap(void *user, int signo)
{
    int status;

    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        if (!guest_reap(user, pid, status) && !proxy_reap(user, pid))
            worker_reap(user, pid, status);
}

static bool
resolve(void *user, const char *hostname, struct cidr *out)
{
    return guest_address(user, hostname, out) || proxy_address(user, hostname, out);
}

// Of this namespace's own: /proc/sys/net shows the network of who mounted it.
static int
mounts_init(struct lct_err *err)
{
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot mount /proc: %s", strerror(errno));
    return LCT_OK;
}

// The package proxy listens in here, on every region's router, and is served by the daemon, which
// can reach the world.
static int
proxy_listen(struct lct_err *err)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PROXY_PORT) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int yes = 1;

    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(fd, (struct sockaddr *)&any, sizeof any) == 0 && listen(fd, 256) == 0)
        return fd;
    lct_fail(err, LCT_EFAILED, "cannot listen for package requests: %s", strerror(errno));
    if (fd >= 0)
        close(fd);
    return LCT_EFAILED;
}

static int
blocks_usable(const struct supervisor *s, struct lct_err *err)
{
    if (s->cgroup)
        return loopdev_usable(err);
    lct_fail(err, LCT_EFAILED, "there are no control groups, which would keep them from others");
    return lct_hint(err, "run: mount -t cgroup2 none /sys/fs/cgroup");
}

static int
supervisor_init(struct supervisor *s, struct lct_err *err)
{
    _own_(free) char *dial = mem_printf("%s/dial.sock", s->state_dir);
    _own_(fd) int proxy = -1;
    struct lct_err devices = { 0 };
    int code = lab_base_hold(s->base_dir, err);

    if (!code)
        code = mounts_init(err);
    if (!code)
        code = regions_init(&s->regions, err);
    if (!code)
        code = dialer_start(s->loop, dial, resolve, s, err);
    if (!code && s->internet) {
        proxy = proxy_listen(err);
        code = proxy < 0 ? proxy : LCT_OK;
    }
    if (!code && blocks_usable(s, &devices) < 0)
        lct_hint(err, "nodes have no disks beside their root: %s; %s", devices.text, devices.hint);
    control_send(s,
        &(struct wire){ .kind = WIRE_READY,
            .code = code,
            .text = { [WIRE_WHAT] = err->text, [WIRE_HINT] = err->hint } },
        proxy);
    return code;
}

int
supervisor_run(char *const *arguments, int n)
{
    struct lct_err err = { 0 };
    struct supervisor s = { 0 };

    if (n != 5)
        return 2;
    prctl(PR_SET_NAME, "lct-lab-nodes");
    s.loop = loop_new();
    s.state_dir = arguments[0];
    s.base_dir = arguments[1];
    s.cgroup = arguments[2][0] ? arguments[2] : NULL;
    s.init = str_eq(arguments[3], "tiny") ? FLEET_TINY : FLEET_SYSTEMD;
    s.internet = str_eq(arguments[4], "yes");
    s.writers = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (supervisor_init(&s, &err))
        return 1;
    watch_start(s.loop, SUPERVISOR_CONTROL, WATCH_READ, control_read, &s);
    watch_start(s.loop, s.writers, WATCH_READ, guest_devices_written, &s);
    sigwatch_start(s.loop, SIGCHLD, children_reap, &s);
    loop_run(s.loop, &s.done);
    return 0;
}
