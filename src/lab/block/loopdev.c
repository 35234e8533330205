// SPDX-License-Identifier: MIT
// Files as block devices: Linux' loop devices, by ioctl.
#include "lab/block/loopdev.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/err.h"
#include "base/own.h"

#define CONTROL_MINOR 237 // of the "misc" devices, major 10
#define TRIES 50          // others may take the free one first
#define PATH_SIZE 64

// Opens a device of the kernel's, also where /dev lacks its file, as in containers.
static int
node_open(const char *path, mode_t kind, dev_t device, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);

    if (fd >= 0 || errno != ENOENT || mknod(path, kind | 0600, device) < 0)
        return fd;
    fd = open(path, flags | O_CLOEXEC);
    unlink(path);
    return fd;
}

static int
control_open(void)
{
    return node_open("/dev/loop-control", S_IFCHR, makedev(10, CONTROL_MINOR), O_RDWR);
}

static int
device_open(unsigned minor)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof path, "/dev/loop%u", minor);
    return node_open(path, S_IFBLK, makedev(LOOPDEV_MAJOR, minor), O_RDWR);
}

int
loopdev_usable(struct lct_err *err)
{
    _own_(fd) int control = control_open(), device = -1;
    int minor = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);

    if (minor >= 0)
        device = device_open((unsigned)minor);
    if (device >= 0)
        return LCT_OK;
    lct_fail(err, LCT_EFAILED, "this machine gives no loop devices (%s: %s)",
        control < 0 ? "/dev/loop-control" : "/dev/loopN", strerror(errno));
    return lct_hint(err, "run: modprobe loop - or let the container have /dev/loop-control and "
                         "block devices of major 7");
}

static bool
is_of(int device, const struct stat *file)
{
    struct loop_info64 info;

    return ioctl(device, LOOP_GET_STATUS64, &info) == 0 && info.lo_inode == file->st_ino &&
           info.lo_device == file->st_dev;
}

// One that the file has already: somebody still writes what was in it.
static int
existing_open(const struct stat *file, unsigned *minor)
{
    DIR *dir = opendir("/sys/block");
    int found = -1;

    for (const struct dirent *e; dir && found < 0 && (e = readdir(dir));) {
        char path[PATH_SIZE + sizeof e->d_name];
        snprintf(path, sizeof path, "/sys/block/%s/loop", e->d_name);
        if (sscanf(e->d_name, "loop%u", minor) != 1 || access(path, F_OK) < 0)
            continue;
        found = device_open(*minor);
        if (found >= 0 && !is_of(found, file)) {
            close(found);
            found = -1;
        }
    }
    if (dir)
        closedir(dir);
    return found;
}

static int
fresh_open(int file, unsigned *minor)
{
    struct loop_config config = { .fd = (uint32_t)file,
        .info = { .lo_flags = LO_FLAGS_AUTOCLEAR } };
    _own_(fd) int control = control_open();

    for (int tries = 0; control >= 0 && tries < TRIES; tries++) {
        int n = ioctl(control, LOOP_CTL_GET_FREE), device = n < 0 ? -1 : device_open((unsigned)n);
        if (device < 0)
            return -1;
        *minor = (unsigned)n;
        if (ioctl(device, LOOP_CONFIGURE, &config) == 0)
            return device;
        close(device);
        if (errno != EBUSY)
            return -1;
    }
    return -1;
}

int
loopdev_open(const char *path, unsigned *minor, struct lct_err *err)
{
    _own_(fd) int file = open(path, O_RDWR | O_CLOEXEC);
    struct stat st;
    int device = -1;

    if (file >= 0 && fstat(file, &st) == 0) {
        device = existing_open(&st, minor);
        if (device < 0)
            device = fresh_open(file, minor);
    }
    if (device >= 0)
        return device;
    return lct_fail(
        err, LCT_EFAILED, "cannot make a block device of %s: %s", path, strerror(errno));
}

int
loopdev_grow(int fd, struct lct_err *err)
{
    if (ioctl(fd, LOOP_SET_CAPACITY, 0) == 0)
        return LCT_OK;
    return lct_fail(err, LCT_EFAILED, "cannot grow a block device: %s", strerror(errno));
}
