// A node as the supervisor sees it: off, starting, running, stopping. One request at a time.
#include "lab/fleet/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "lab/fleet/cgroup.h"
#include "lab/fleet/console.h"
#include "lab/fleet/mounting.h"
#include "lab/fleet/node.h"
#include "lab/fleet/provision.h"

#define STOP_TICK_MS 2000
#define STOP_TICKS 5 // then it is killed

enum { SIGNAL_OFF = 4, SIGNAL_RESTART = 5 }; // above SIGRTMIN, as systemd has them

struct guest {
    struct supervisor *s;
    struct buf message;     // what node borrows from
    struct fleet_node node; // as of the last provision or boot
    struct buf asked;       // what request borrows from
    struct wire request;    // the one under way
    bool busy;              // there is one
    bool failed;            // its init never ran
    pid_t pid;              // 0: off
    char link[IFNAMSIZ];
    char *dir, *group;
    struct console *console;
    int status;           // our end of the start's report; -1: none
    int listener;         // of its filter of calls; -1: none
    struct watch *asking; // on listener
    struct watch *report; // on status
    struct timer *stopping;
    unsigned ticks;
};

static struct guest *
guest_get(struct supervisor *s, int64_t id)
{
    char key[24];
    struct guest *g;

    snprintf(key, sizeof key, "%lld", (long long)id);
    g = map_get(&s->guests, key);
    if (g)
        return g;
    g = NEW(struct guest);
    g->s = s;
    g->status = g->listener = -1;
    g->dir = mem_printf("%s/nodes/%s", s->state_dir, key);
    g->group = s->cgroup ? mem_printf("%s/n%s", s->cgroup, key) : NULL;
    map_put(&s->guests, key, g);
    return g;
}

static void
guest_drop(struct guest *g)
{
    char key[24];

    snprintf(key, sizeof key, "%lld", (long long)g->request.node);
    map_remove(&g->s->guests, key);
    buf_done(&g->message);
    buf_done(&g->asked);
    free(g->dir);
    free(g->group);
    free(g);
}

static void
guest_answer(struct guest *g, const struct lct_err *err)
{
    if (g->busy)
        supervisor_answer(g->s, &g->request, err);
    g->busy = false;
}

static void
request_keep(struct guest *g, const struct wire *request)
{
    wire_pack(request, &g->asked);
    wire_unpack(g->asked.data, g->asked.len, &g->request);
    g->busy = true;
}

// The request's description becomes the node's.
static void
description_keep(struct guest *g)
{
    struct wire w;

    buf_clear(&g->message);
    buf_add(&g->message, g->asked.data, g->asked.len);
    wire_unpack(g->message.data, g->message.len, &w);
    g->node = wire_node(&w);
}

static void
guest_asks(void *user, int events)
{
    struct guest *g = user;

    if (mounting_handle(g->listener, g->group) >= 0)
        return;
    watch_stop(g->asking);
    g->asking = NULL;
}

// A text, or the listener of its filter with an empty one.
static ssize_t
report_read(struct guest *g, char *text, size_t size)
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = { text, size };
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
    };
    ssize_t n = recvmsg(g->status, &message, MSG_CMSG_CLOEXEC);
    struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;

    if (c && c->cmsg_type == SCM_RIGHTS && g->listener < 0) {
        memcpy(&g->listener, CMSG_DATA(c), sizeof g->listener);
        g->asking = watch_start(g->s->loop, g->listener, WATCH_READ, guest_asks, g);
    }
    return n;
}

// The start is over when the child has closed its report: with a text it has failed.
static void
guest_reported(void *user, int events)
{
    struct guest *g = user;
    struct lct_err err = { 0 };
    char text[512];
    ssize_t n = report_read(g, text, sizeof text - 1);

    if (n > 0 && !text[0])
        return; // its filter came, its init runs soon
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

// Made from the address, so that nobody holds a stale pair of the two after a reboot or when the
// next node gets the address.
static void
hardware_address(const struct fleet_node *n, uint8_t out[static 6])
{
    uint32_t low = (uint32_t)n->id;
    struct cidr address;

    out[0] = 0xf2; // locally administered
    out[1] = 0x3c;
    memcpy(out + 2, &low, sizeof low);
    if (n->public_ipv4 && region_address(n->public_ipv4, &address))
        memcpy(out + 2, address.addr, 4);
}

static int
link_make(struct guest *g, struct lct_err *err)
{
    struct regions *r = &g->s->regions;
    int bridge = regions_bridge(r, &g->node, err);
    uint8_t hardware[6];

    if (bridge < 0)
        return bridge;
    snprintf(g->link, sizeof g->link, "node%u", ++g->s->links);
    hardware_address(&g->node, hardware);
    return netlink_veth(&r->nl, g->link, bridge, g->pid, hardware, err);
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
        code = link_make(g, err);
        if (!code && write(go[1], "g", 1) != 1)
            code = lct_fail(err, LCT_EFAILED, "the node's process has gone");
    }
    close(go[1]);
    return code;
}

// Releases what only a running node has.
static void
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
    if (g->link[0])
        netlink_remove(
            &g->s->regions.nl, g->link, ERR_IGNORED); // its other end may be gone already
    g->link[0] = '\0';
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

static int
guest_start(struct guest *g, struct lct_err *err)
{
    _own_(free) char *upper = mem_printf("%s/upper", g->dir);
    _own_(free) char *log = mem_printf("%s/console.log", g->dir);
    _own_(fd) int cgroup = -1;
    int code;

    g->failed = false;
    if (access(upper, F_OK) < 0)
        return lct_fail(
            err, LCT_ENOTFOUND, "node %lld has no root file system", (long long)g->node.id);
    cgroup = group_open(g, err);
    if (g->group && cgroup < 0)
        return LCT_EFAILED;
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

static void
stop_tick(void *user)
{
    struct guest *g = user;
    int above = g->request.kind == WIRE_REBOOT ? SIGNAL_RESTART : SIGNAL_OFF;

    timer_stop(g->stopping);
    g->stopping = NULL;
    if (!g->pid)
        return;
    if (g->ticks++ >= STOP_TICKS) {
        kill(g->pid, SIGKILL);
        return;
    }
    // Again and again: an init that has only just begun does not hear it yet.
    kill(g->pid, SIGRTMIN + above);
    g->stopping = timer_start(g->s->loop, STOP_TICK_MS, stop_tick, g);
}

static void
guest_stop(struct guest *g)
{
    g->ticks = 0;
    timer_stop(g->stopping);
    stop_tick(g);
}

static void
guest_provision(struct guest *g, struct lct_err *err)
{
    char text[CIDR_TEXT], proxy[CIDR_TEXT + 32];
    struct cidr router;
    bool with_proxy;

    description_keep(g);
    with_proxy =
        g->s->internet && g->node.public_ipv4 && region_address(g->node.public_ipv4, &router);
    if (with_proxy) {
        router = cidr_nth(&router, 1);
        router.prefix = 32;
        snprintf(proxy, sizeof proxy, "http://%s:%d", cidr_text(&router, text), PROXY_PORT);
    }
    provision_make(
        g->dir, g->s->base_dir, &g->node, with_proxy ? proxy : NULL, loop_random(g->s->loop), err);
}

// Carries out what needs the node to be off.
static void
guest_settle(struct guest *g)
{
    struct lct_err err = { 0 };

    switch (g->request.kind) {
    case WIRE_PROVISION:
        guest_provision(g, &err);
        break;
    case WIRE_DESTROY:
        provision_remove(g->dir, &err);
        guest_answer(g, &err);
        guest_drop(g);
        return;
    case WIRE_REBOOT:
        if (guest_start(g, &err) == LCT_OK)
            return; // answered when its init runs
        break;
    case WIRE_BOOT:
    case WIRE_SHUTDOWN:
    case WIRE_READY:
    case WIRE_ANSWER:
    case WIRE_ENDED:
    case WIRE_KINDS:
        break;
    }
    guest_answer(g, &err);
}

static void
handle_boot(struct guest *g)
{
    struct lct_err err = { 0 };

    if (g->pid) {
        lct_fail(&err, LCT_EEXISTS, "the node is running");
    } else {
        description_keep(g);
        if (guest_start(g, &err) == LCT_OK)
            return;
    }
    guest_answer(g, &err);
}

static void
handle_stop(struct guest *g)
{
    struct lct_err err = { 0 };

    if (g->pid) {
        guest_stop(g);
        return;
    }
    if (g->request.kind == WIRE_REBOOT)
        lct_fail(&err, LCT_EWAIT, "the node is not running");
    guest_answer(g, &err);
}

static void
handle_remake(struct guest *g)
{
    if (g->pid)
        kill(g->pid, SIGKILL); // settled when it is reaped
    else
        guest_settle(g);
}

void
guest_handle(struct supervisor *s, const struct wire *request)
{
    struct guest *g = guest_get(s, request->node);
    bool remake = request->kind == WIRE_PROVISION || request->kind == WIRE_DESTROY;
    struct lct_err err = { 0 };

    if (g->busy && !remake) {
        lct_fail(&err, LCT_EWAIT, "the node is busy with another request");
        supervisor_answer(s, request, &err);
        return;
    }
    if (g->busy) {
        lct_fail(&err, LCT_ECANCELLED, "the node is being removed");
        guest_answer(g, &err);
    }
    request_keep(g, request);
    if (remake)
        handle_remake(g);
    else if (request->kind == WIRE_BOOT)
        handle_boot(g);
    else
        handle_stop(g);
}

// It ended without having been told to. The kernel says how by the signal its init died of.
static void
guest_ended(struct guest *g, int status)
{
    enum fleet_end how = FLEET_CRASH;

    if (g->failed)
        return; // the start's answer has said so
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT)
        how = FLEET_POWEROFF;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP && guest_start(g, ERR_IGNORED) == LCT_OK)
        how = FLEET_REBOOT;
    supervisor_ended(g->s, g->node.id, how);
}

bool
guest_reap(struct supervisor *s, pid_t pid, int status)
{
    map_each (it, &s->guests) {
        struct guest *g = it->value;
        if (g->pid != pid)
            continue;
        while (g->report)
            guest_reported(g, WATCH_READ);
        guest_clear(g);
        if (g->busy)
            guest_settle(g);
        else
            guest_ended(g, status);
        return true;
    }
    return false;
}

const char *
guest_address(const struct supervisor *s, const char *hostname)
{
    map_each (it, &s->guests) {
        const struct guest *g = it->value;
        if (g->node.hostname && str_ieq(g->node.hostname, hostname))
            return g->node.public_ipv4;
    }
    return NULL;
}
