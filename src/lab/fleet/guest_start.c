// SPDX-License-Identifier: MIT
// The start of a node: its control group, its process, its link, and what it reports; and the
// release of all of it.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/pass.h"
#include "lab/fleet/cgroup.h"
#include "lab/fleet/console.h"
#include "lab/fleet/guest_private.h"
#include "lab/fleet/mounting.h"
#include "lab/fleet/node.h"
#include "lab/fleet/provision.h"

static void
guest_asks(void *user, int events)
{
    struct guest *g = user;

    _own_(free) char *swaps = mem_printf("%s/swaps", g->dir);

    if (mounting_handle(g->listener, g->group, swaps) >= 0)
        return;
    watch_stop(g->asking);
    g->asking = NULL;
}

// A text, or the listener of its filter with an empty one.
static ssize_t
report_read(struct guest *g, char *text, size_t size)
{
    int fd;
    ssize_t n = pass_receive(g->status, text, size, 0, &fd);

    if (fd >= 0 && g->listener < 0) {
        g->listener = fd;
        g->asking = watch_start(g->s->loop, g->listener, WATCH_READ, guest_asks, g);
    } else if (fd >= 0) {
        close(fd);
    }
    return n;
}

// The start is over when the child has closed its report: with a text it has failed.
void
guest_reported(void *user, int events)
{
    struct guest *g = user;
    struct lct_err err = { 0 };
    char text[512];
    ssize_t n = report_read(g, text, sizeof text - 1);

    if (n > 0 && !text[0]) {
        guest_devices_watch(g);
        return; // its filter came, its init runs soon
    }
    watch_stop(g->report);
    close(g->status);
    g->report = NULL;
    g->status = -1;
    text[n > 0 ? n : 0] = '\0';
    if (n > 0) {
        g->failed = true;
        lct_fail(&err, LCT_EFAILED, "%s", text);
    }
    guest_answer(g, &err);
}

// Its control group, made afresh; -1 when this lab has none.
static int
group_open(struct guest *g, struct lct_err *err)
{
    int fd;

    if (!g->group)
        return -1;
    if (mkdir(g->group, 0755) < 0 && errno != EEXIST)
        return lct_fail(err, LCT_EFAILED, "cannot make %s: %s", g->group, strerror(errno)) - 1;
    fd = open(g->group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        lct_fail(err, LCT_EFAILED, "cannot open %s: %s", g->group, strerror(errno));
    return fd;
}

static int
ports_make(struct guest *g, struct lct_err *err)
{
    int code = LCT_OK;

    for (size_t i = 0; !code && i < FLEET_PORTS; i++)
        if (g->node.ports[i].network)
            code = regions_plug(&g->s->regions, &g->node, i, g->pid, err);
    return code;
}

// From the birth of the process to its release.
static int
process_start(struct guest *g, int cgroup, struct lct_err *err)
{
    int go[2], report[2], code;

    if (pipe2(go, O_CLOEXEC) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make a pipe: %s", strerror(errno));
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, report) < 0) {
        close(go[0]);
        close(go[1]);
        return lct_fail(err, LCT_EFAILED, "cannot make a pipe: %s", strerror(errno));
    }
    code = node_spawn(&(struct node_spawn){ .node = &g->node,
                          .init = g->s->init,
                          .base_dir = g->s->base_dir,
                          .dir = g->dir,
                          .devices = g->devices.items,
                          .n_devices = g->devices.n,
                          .console = console_terminal(g->console),
                          .cgroup = cgroup,
                          .go = go[0],
                          .status = report[1] },
        err);
    close(go[0]);
    close(report[1]);
    g->status = report[0];
    if (code > 0) {
        g->pid = code;
        code = ports_make(g, err);
        if (!code && write(go[1], "g", 1) != 1)
            code = lct_fail(err, LCT_EFAILED, "the node's process has gone");
    }
    close(go[1]);
    return code;
}

// Releases what only a running node has.
void
guest_clear(struct guest *g)
{
    g->pid = 0;
    watch_stop(g->asking);
    g->asking = NULL;
    if (g->listener >= 0)
        close(g->listener);
    g->listener = -1;
    timer_stop(g->stopping);
    g->stopping = NULL;
    console_close(g->console);
    g->console = NULL;
    guest_devices_close(g);
    for (size_t i = 0; i < FLEET_PORTS; i++)
        if (g->node.ports[i].network)
            regions_unplug(&g->s->regions, &g->node, i);
    if (g->group)
        cgroup_remove(g->group, ERR_IGNORED);
}

// Undoes a start that failed half-way; what is born is cleared when it is reaped.
static void
guest_abandon(struct guest *g)
{
    g->failed = true;
    if (g->status >= 0)
        close(g->status);
    g->status = -1;
    if (g->pid)
        kill(g->pid, SIGKILL);
    else
        guest_clear(g);
}

int
guest_start(struct guest *g, struct lct_err *err)
{
    _own_(free) char *swaps = mem_printf("%s/swaps", g->dir);
    _own_(free) char *log = mem_printf("%s/console.log", g->dir);
    _own_(fd) int cgroup = -1;
    int code;

    g->failed = false;
    if (!provision_is_there(g->dir, g->node.disk))
        return lct_fail(
            err, LCT_ENOTFOUND, "node %lld has no root file system", (long long)g->node.id);
    cgroup = group_open(g, err);
    if (g->group && cgroup < 0)
        return LCT_EFAILED;
    guest_devices_open(g);
    code = guest_devices_guard(g, err);
    if (!code)
        code = swapping_begin(swaps, err);
    if (!code)
        code = console_open(g->s->loop, log, &g->console, err);
    if (!code)
        code = process_start(g, cgroup, err);
    if (code) {
        guest_abandon(g);
        return code;
    }
    g->report = watch_start(g->s->loop, g->status, WATCH_READ, guest_reported, g);
    return LCT_OK;
}
