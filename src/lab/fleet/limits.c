// SPDX-License-Identifier: MIT
// What this machine must offer before nodes are started, and what may be raised for them.
#include "lab/fleet/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/own.h"
#include "base/parse.h"
#include "base/str.h"

#define NODE_BYTES (8u << 20)
#define INOTIFY_OF_SYSTEMD 4 // instances a node, measured 3
#define INOTIFY_OF_OTHERS 128

static const char inotify_limit[] = "/proc/sys/fs/inotify/max_user_instances";

// Locked by every lab of this machine; holds what the limit was before the first one raised it.
static const char register_path[] = "/run/lct-lab.limits";

static int64_t
number_read(int fd)
{
    char text[32];
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    int64_t value;

    text[n > 0 ? n : 0] = '\0';
    return parse_int(str_trim(text), 0, INT64_MAX, &value) ? value : -1;
}

static bool
number_write(int fd, int64_t value)
{
    return lseek(fd, 0, SEEK_SET) == 0 && ftruncate(fd, 0) == 0 &&
           dprintf(fd, "%" PRId64 "\n", value) > 0;
}

// Each systemd holds three inotify instances: the usual limit of 128 ends at 42 nodes.
static int
check_inotify(const struct fleet_conf *conf, int held, bool alone, struct lct_err *err)
{
    _own_(fd) int limit = open(inotify_limit, O_RDWR | O_CLOEXEC);
    int64_t now = number_read(limit);
    int64_t wanted = (int64_t)conf->nodes_max * INOTIFY_OF_SYSTEMD;

    wanted += alone ? INOTIFY_OF_OTHERS : now; // what the other labs have asked for is theirs
    if (conf->init == FLEET_TINY || now < 0 || now >= wanted)
        return LCT_OK;
    if (number_read(held) < 0 && !number_write(held, now))
        return lct_fail(err, LCT_EFAILED, "cannot write %s", register_path);
    if (dprintf(limit, "%" PRId64 "\n", wanted) > 0)
        return LCT_OK;
    lct_fail(err, LCT_EQUOTA,
        "this machine allows %" PRId64 " inotify instances, %u nodes need %" PRId64, now,
        conf->nodes_max, wanted);
    return lct_hint(err, "run: sysctl -w fs.inotify.max_user_instances=%" PRId64, wanted);
}

static int
check_memory(const struct fleet_conf *conf, struct lct_err *err)
{
    long pages = sysconf(_SC_AVPHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    uint64_t free_bytes = (uint64_t)pages * (uint64_t)size;
    uint64_t wanted = (uint64_t)conf->nodes_max * NODE_BYTES;

    if (pages < 0 || free_bytes >= wanted)
        return LCT_OK;
    lct_fail(err, LCT_EQUOTA, "%u nodes need %" PRIu64 " MB of memory, %" PRIu64 " MB are free",
        conf->nodes_max, wanted >> 20, free_bytes >> 20);
    return lct_hint(err, "allow fewer nodes, or use the tiny init");
}

static int
check_disk(const struct fleet_conf *conf, struct lct_err *err)
{
    struct statvfs st;
    uint64_t wanted = (uint64_t)conf->nodes_max * NODE_BYTES;

    if (statvfs(conf->state_dir, &st) < 0 || st.f_bavail * st.f_frsize >= wanted)
        return LCT_OK;
    lct_fail(err, LCT_EQUOTA, "%u nodes need %" PRIu64 " MB in %s", conf->nodes_max, wanted >> 20,
        conf->state_dir);
    return lct_hint(err, "make room there, or put the lab's state elsewhere");
}

static int
check_path(const char *path, struct lct_err *err)
{
    if (path[0] != '/' || strpbrk(path, ":,\\\"\n"))
        return lct_fail(err, LCT_EUSAGE,
            "%s cannot be used: it must be a full path without colon, comma, quote or backslash",
            path);
    return LCT_OK;
}

static int
register_enter(int *held, bool *alone, struct lct_err *err)
{
    int fd = open(register_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return lct_fail(err, LCT_EFAILED, "cannot open %s: %s", register_path, strerror(errno));
    *held = fd;
    *alone = flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (flock(fd, LOCK_SH) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot lock %s: %s", register_path, strerror(errno));
    return LCT_OK;
}

int
limits_check(const struct fleet_conf *conf, int *held, struct lct_err *err)
{
    bool alone = false;
    int code;

    if (geteuid() != 0) {
        lct_fail(err, LCT_EAUTH, "making nodes needs root on this machine");
        return lct_hint(err, "run the lab by sudo, or start it without nodes");
    }
    code = check_path(conf->state_dir, err);
    if (!code)
        code = check_path(conf->base_dir, err);
    if (!code)
        code = check_memory(conf, err);
    if (!code)
        code = check_disk(conf, err);
    if (!code)
        code = register_enter(held, &alone, err);
    if (!code)
        code = check_inotify(conf, *held, alone, err);
    return code;
}

void
limits_leave(int held)
{
    bool last = flock(held, LOCK_EX | LOCK_NB) == 0;
    int64_t before = last ? number_read(held) : -1;
    _own_(fd) int limit = open(inotify_limit, O_WRONLY | O_CLOEXEC);

    if (before > 0 && limit >= 0 && dprintf(limit, "%" PRId64 "\n", before) > 0 &&
        ftruncate(held, 0) < 0)
        unlink(register_path);
    close(held);
}
