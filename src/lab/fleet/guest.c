// SPDX-License-Identifier: MIT
// A node as the supervisor sees it: off, starting, running, stopping. One request at a time.
#include "lab/fleet/guest.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "lab/fleet/guest_private.h"
#include "lab/fleet/provision.h"

#define STOP_TICK_MS 2000
#define STOP_TICKS 5 // then it is killed

enum { SIGNAL_OFF = 4, SIGNAL_RESTART = 5 }; // above SIGRTMIN, as systemd has them

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
    g->status = g->listener = g->guard = -1;
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
    guest_devices_drop(g);
    vec_done(&g->devices);
    buf_done(&g->message);
    buf_done(&g->readdressed);
    buf_done(&g->asked);
    free(g->dir);
    free(g->group);
    free(g);
}

void
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
    guest_devices_take(g);
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

// The proxy of its packages; NULL: none. Free() it.
static char *
proxy_of(const struct supervisor *s, const struct fleet_node *n)
{
    char text[CIDR_TEXT];
    struct cidr router;

    if (!s->internet || !port_public(n, AF_INET, &router))
        return NULL;
    router = cidr_nth(&router, 1);
    router.prefix = 32;
    return mem_printf("http://%s:%d", cidr_text(&router, text), PROXY_PORT);
}

// What is done with a disk that a root file system is on.
static void
handle_root(struct guest *g, const struct wire *request)
{
    struct fleet_node n = wire_node(request);
    _own_(free) char *proxy = proxy_of(g->s, &n);
    struct random *random = loop_random(g->s->loop);
    struct lct_err err = { 0 };

    if (g->pid && g->node.disk == n.disk)
        lct_fail(&err, LCT_EEXISTS, "the disk is in use: its node is running");
    else if (request->kind == WIRE_PROVISION)
        provision_make(g->dir, g->s->base_dir, &n, proxy, random, &err);
    else if (request->kind == WIRE_IDENTITY)
        provision_identity(g->dir, &n, proxy, random, &err);
    else
        provision_password(g->dir, n.disk, n.root_hash, &err);
    supervisor_answer(g->s, request, &err);
}

// What is done with the devices of a node, whether it is busy or not.
static void
handle_device(struct guest *g, const struct wire *request)
{
    const char *device = request->text[WIRE_DEVICES] ? request->text[WIRE_DEVICES] : "";
    struct lct_err err = { 0 };

    if (request->kind == WIRE_ATTACH)
        guest_attach(g, device, &err);
    else if (request->kind == WIRE_DETACH)
        guest_detach(g, device, &err);
    else
        guest_grown(g, device, &err);
    supervisor_answer(g->s, request, &err);
}

// What is routed to a node that runs changes, whether it is busy or not.
static void
handle_readdress(struct guest *g, const struct wire *request)
{
    struct lct_err err = { 0 };
    struct buf kept = { 0 };
    struct fleet_node n;
    struct wire w;

    wire_pack(request, &kept);
    wire_unpack(kept.data, kept.len, &w);
    n = wire_node(&w);
    if (!g->pid || regions_readdress(&g->s->regions, &g->node, &n, &err)) {
        buf_done(&kept);
    } else {
        memcpy(g->node.ports, n.ports, sizeof n.ports);
        buf_done(&g->readdressed);
        g->readdressed = kept;
    }
    supervisor_answer(g->s, request, &err);
}

// Carries out what needs the node to be off.
static void
guest_settle(struct guest *g)
{
    struct lct_err err = { 0 };

    if (g->request.kind == WIRE_DESTROY) {
        provision_remove(g->dir, &err);
        guest_answer(g, &err);
        guest_drop(g);
        return;
    }
    if (g->request.kind == WIRE_REBOOT && guest_start(g, &err) == LCT_OK)
        return; // answered when its init runs
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
handle_destroy(struct guest *g)
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
    struct lct_err err = { 0 };

    if (request->kind == WIRE_PROVISION || request->kind == WIRE_PASSWORD ||
        request->kind == WIRE_IDENTITY) {
        handle_root(g, request);
        return;
    }
    if (request->kind == WIRE_READDRESS) {
        handle_readdress(g, request);
        return;
    }
    if (request->kind >= WIRE_ATTACH) {
        handle_device(g, request);
        return;
    }
    if (g->busy && request->kind != WIRE_DESTROY) {
        lct_fail(&err, LCT_EWAIT, "the node is busy with another request");
        supervisor_answer(s, request, &err);
        return;
    }
    if (g->busy) {
        lct_fail(&err, LCT_ECANCELLED, "the node is being removed");
        guest_answer(g, &err);
    }
    request_keep(g, request);
    if (request->kind == WIRE_DESTROY)
        handle_destroy(g);
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

bool
guest_address(const struct supervisor *s, const char *hostname, struct cidr *out)
{
    map_each (it, &s->guests) {
        const struct guest *g = it->value;
        if (g->node.hostname && str_ieq(g->node.hostname, hostname))
            return port_public(&g->node, AF_INET, out);
    }
    return false;
}
