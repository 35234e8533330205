// SPDX-License-Identifier: MIT
// A node's block devices: opened when it starts, shown to it while it runs, closed when it ends.
// What happens in its /dev is done by a child in its mount namespace: its root may have made of
// those paths what he likes.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "lab/block/loopdev.h"
#include "lab/fleet/cgroup.h"
#include "lab/fleet/guest_private.h"
#include "lab/fleet/mounting.h"

#define CHILD_S 30 // a file system that is pulled writes what it has for as long
#ifndef FS_IOC_SHUTDOWN
#define FS_IOC_SHUTDOWN _IOR('X', 125, uint32_t) // of ext4, xfs, f2fs
#endif

// ---- all of them

void
guest_devices_take(struct guest *g)
{
    struct device d;

    guest_devices_drop(g);
    for (const char *line = g->node.devices; line && *line; line += strcspn(line, "\n") + 1) {
        if (device_parse(line, &d))
            vec_push(&g->devices, d);
        if (!line[strcspn(line, "\n")])
            break;
    }
}

void
guest_devices_drop(struct guest *g)
{
    vec_each (d, &g->devices)
        device_free(d);
    g->devices.n = 0;
}

// Without a control group nothing would keep its root from other devices than these: what it mounts
// may have files that are devices.
static int
device_open(struct guest *g, struct device *d, struct lct_err *err)
{
    int fd;

    if (!g->group)
        return lct_fail(err, LCT_EFAILED, "nodes without control groups have no block devices");
    fd = loopdev_open(d->path, &d->minor, err);
    if (fd < 0)
        return fd;
    d->fd = fd;
    signature_read(fd, &d->what);
    return LCT_OK;
}

// A node boots without those that cannot be had; the lab has said so when it has none at all.
void
guest_devices_open(struct guest *g)
{
    struct lct_err err = { 0 };

    vec_each (d, &g->devices)
        if (d->fd < 0 && device_open(g, d, &err) < 0)
            log_info("node %lld boots without %s: %s", (long long)g->node.id, d->name, err.text);
}

void
guest_devices_close(struct guest *g)
{
    vec_each (d, &g->devices) {
        if (d->seen >= 0)
            inotify_rm_watch(g->s->writers, d->seen);
        if (d->fd >= 0)
            close(d->fd);
        d->fd = d->seen = -1;
    }
    if (g->guard >= 0)
        close(g->guard);
    g->guard = -1;
}

int
guest_devices_guard(struct guest *g, struct lct_err *err)
{
    unsigned minors[GUARD_DEVICES];
    size_t n = 0;

    vec_each (d, &g->devices)
        if (d->fd >= 0 && n < GUARD_DEVICES)
            minors[n++] = d->minor;
    return g->group ? cgroup_guard_node(g->group, minors, n, &g->guard, err) : LCT_OK;
}

// ---- in the node

struct errand {
    const struct device *device;
    bool (*fn)(const struct errand *e);
    const char *mounts; // where it is mounted, each with its end, an empty one behind them
};

static void __attribute__((noreturn)) child_run(int pid, const struct errand *e)
{
    char path[32];
    int fd;

    alarm(CHILD_S);
    snprintf(path, sizeof path, "/proc/%d/ns/mnt", pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    _exit(fd < 0 || setns(fd, CLONE_NEWNS) < 0 || chdir("/") < 0 || !e->fn(e));
}

static bool
in_node(const struct guest *g, const struct errand *e)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0)
        child_run(g->pid, e);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static bool
show(const struct errand *e)
{
    return device_show(e->device);
}

static bool
links_make(const struct errand *e)
{
    return device_links_make(e->device);
}

static bool
links_remove(const struct errand *e)
{
    device_links_remove(e->device);
    return true;
}

// As if the disk had been pulled, but for what was to be written yet.
static void
pull(const struct device *d, const char *path)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    uint32_t how = 0;
    struct stat st;

    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_dev == makedev(LOOPDEV_MAJOR, d->minor)) {
        syncfs(fd);
        ioctl(fd, FS_IOC_SHUTDOWN, &how);
    }
    if (fd >= 0)
        close(fd);
    umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW);
}

static bool
hide(const struct errand *e)
{
    for (const char *path = e->mounts; *path; path += strlen(path) + 1)
        pull(e->device, path);
    device_hide(e->device);
    return true;
}

// "\040" is a space, in place.
static void
unescape(char *s)
{
    char *to = s;

    for (; *s; s++)
        if (s[0] == '\\' && s[1] && s[2] && s[3]) {
            *to++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
            s += 3;
        } else {
            *to++ = *s;
        }
    *to = '\0';
}

static void
mounts_read(const struct guest *g, const struct device *d, struct buf *out)
{
    char path[64], line[2 * PATH_MAX], where[PATH_MAX];
    unsigned major, minor;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/mountinfo", (int)g->pid);
    f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "%*d %*d %u:%u %*s %4095s", &major, &minor, where) == 3 &&
            major == LOOPDEV_MAJOR && minor == d->minor) {
            unescape(where);
            buf_add(out, where, strlen(where) + 1);
        }
    if (f)
        fclose(f);
    buf_addc(out, '\0');
}

// ---- one of them, while it runs

static struct device *
device_of(struct guest *g, const char *path)
{
    vec_each (d, &g->devices)
        if (str_eq(d->path, path))
            return d;
    return NULL;
}

static bool
name_is_taken(const struct guest *g, const char *name)
{
    vec_each (d, &g->devices)
        if (str_eq(d->name, name))
            return true;
    return false;
}

static void
name_choose(const struct guest *g, struct device *d)
{
    for (char letter = 'a'; name_is_taken(g, d->name) && letter <= 'z'; letter++)
        snprintf(d->name, sizeof d->name, "sd%c", letter);
}

static void
device_watch(struct guest *g, struct device *d)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/root/dev/%s", (int)g->pid, d->name);
    d->seen = inotify_add_watch(g->s->writers, path, IN_CLOSE_WRITE | IN_DONT_FOLLOW);
}

void
guest_devices_watch(struct guest *g)
{
    vec_each (d, &g->devices)
        if (d->fd >= 0)
            device_watch(g, d);
}

static void
device_forget(struct guest *g, struct device *d)
{
    if (d->seen >= 0)
        inotify_rm_watch(g->s->writers, d->seen);
    device_free(d);
    vec_remove(&g->devices, (size_t)(d - g->devices.items));
}

void
guest_attach(struct guest *g, const char *line, struct lct_err *err)
{
    struct device d, *kept;

    if (!g->pid || !device_parse(line, &d))
        return;
    if (device_of(g, d.path)) {
        device_free(&d);
        return;
    }
    name_choose(g, &d);
    vec_push(&g->devices, d);
    kept = &g->devices.items[g->devices.n - 1];
    if (device_open(g, kept, err) == LCT_OK && guest_devices_guard(g, err) == LCT_OK &&
        !in_node(g, &(struct errand){ kept, show, NULL }))
        lct_fail(err, LCT_EFAILED, "cannot show %s to the node", kept->name);
    if (err->code)
        device_forget(g, kept);
    else
        device_watch(g, kept);
}

void
guest_detach(struct guest *g, const char *path, struct lct_err *err)
{
    struct device *d = device_of(g, path);
    _own_(free) char *swaps = mem_printf("%s/swaps", g->dir);
    _own_(buf) struct buf mounts = { 0 };

    if (!g->pid || !d)
        return;
    mounts_read(g, d, &mounts);
    swapping_forget(swaps, d->name);
    in_node(g, &(struct errand){ d, hide, mounts.data });
    device_forget(g, d);
    guest_devices_guard(g, err);
}

void
guest_grown(struct guest *g, const char *path, struct lct_err *err)
{
    struct device *d = device_of(g, path);

    if (g->pid && d && d->fd >= 0)
        loopdev_grow(d->fd, err);
}

// ---- what is written on them

static void
device_look(struct guest *g, struct device *d)
{
    struct signature now;

    signature_read(d->fd, &now);
    if (memcmp(&now, &d->what, sizeof now) == 0)
        return;
    in_node(g, &(struct errand){ d, links_remove, NULL });
    d->what = now;
    in_node(g, &(struct errand){ d, links_make, NULL });
}

static void
written(struct supervisor *s, int seen)
{
    map_each (it, &s->guests) {
        struct guest *g = it->value;
        vec_each (d, &g->devices)
            if (d->seen == seen && d->fd >= 0 && g->pid)
                device_look(g, d);
    }
}

void
guest_devices_written(void *user, int events)
{
    struct supervisor *s = user;
    union {
        struct inotify_event event; // for its alignment
        char bytes[4096];
    } buffer;
    ssize_t n = read(s->writers, buffer.bytes, sizeof buffer.bytes);

    for (ssize_t at = 0; at + (ssize_t)sizeof(struct inotify_event) <= n;) {
        struct inotify_event e;
        memcpy(&e, buffer.bytes + at, sizeof e);
        if (e.mask & IN_CLOSE_WRITE)
            written(s, e.wd);
        at += (ssize_t)(sizeof e + e.len);
    }
}
