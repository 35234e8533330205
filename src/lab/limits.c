// What this machine must offer before nodes are started, and what may be raised for them.
#include "lab/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/parse.h"
#include "base/str.h"

#define BRIDGE_PORTS 1023 // the kernel's limit of one bridge
#define NODE_BYTES (8u << 20)
#define INOTIFY_OF_SYSTEMD 4 // instances a node, measured 3
#define INOTIFY_OF_OTHERS 128

static const char inotify_limit[] = "/proc/sys/fs/inotify/max_user_instances";

static int64_t
number_read(const char *path)
{
    _own_(buf) struct buf text = { 0 };
    char *start;
    int64_t value;

    if (file_read(path, 64, &text, NULL))
        return -1;
    start = str_trim(text.data);
    return parse_int(start, 0, INT64_MAX, &value) ? value : -1;
}

static int
number_write(const char *path, int64_t value)
{
    _own_(file) FILE *f = fopen(path, "we");

    return f && fprintf(f, "%" PRId64 "\n", value) > 0 && fflush(f) == 0 ? 0 : -1;
}

// Each systemd holds three inotify instances: the usual limit of 128 ends at 42 nodes.
static int
check_inotify(const struct fleet_conf *conf, const char *saved, struct lct_err *err)
{
    int64_t now = number_read(inotify_limit);
    int64_t wanted = INOTIFY_OF_OTHERS + (int64_t)conf->nodes_max * INOTIFY_OF_SYSTEMD;

    if (conf->init == FLEET_TINY || now < 0 || now >= wanted)
        return LCT_OK;
    if (!file_exists(saved) && number_write(saved, now) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot write %s", saved);
    if (number_write(inotify_limit, wanted) == 0)
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

int
limits_check(const struct fleet_conf *conf, const char *saved, struct lct_err *err)
{
    int code = LCT_OK;

    if (geteuid() != 0) {
        lct_fail(err, LCT_EAUTH, "making nodes needs root on this machine");
        return lct_hint(err, "run the lab by sudo, or start it without nodes");
    }
    if (conf->nodes_max > BRIDGE_PORTS)
        return lct_fail(err, LCT_EUSAGE, "a region holds at most %d nodes", BRIDGE_PORTS);
    code = check_path(conf->state_dir, err);
    if (!code)
        code = check_path(conf->base_dir, err);
    if (!code)
        code = check_inotify(conf, saved, err);
    if (!code)
        code = check_memory(conf, err);
    if (!code)
        code = check_disk(conf, err);
    return code;
}

void
limits_restore(const char *saved)
{
    int64_t before = number_read(saved);

    if (before > 0)
        number_write(inotify_limit, before);
    unlink(saved);
}
