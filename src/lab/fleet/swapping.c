// SPDX-License-Identifier: MIT
// Swap areas of a node. A kernel's swap is everybody's, so that a node's is only told of: what
// swapon(2) would take is listed in a file that lies over its /proc/swaps, and nothing is ever
// swapped to it.
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "lab/block/signature.h"
#include "lab/fleet/mounting.h"

#define HEAD "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
#define LIST_MAX ((ssize_t)16 * 1024)

int
swapping_begin(const char *path, struct lct_err *err)
{
    return file_write(path, HEAD, sizeof HEAD - 1, 0444, err);
}

// A line begins with the path, spaces behind it.
static bool
is_line_of(const char *line, const char *path)
{
    size_t n = strlen(path);

    return strncmp(line, path, n) == 0 && strchr(" \t\n", line[n]);
}

// The list without the path's line; yields whether it had one.
static bool
list_without(int fd, const char *path, struct buf *out)
{
    char text[LIST_MAX];
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    bool found = false;

    text[n > 0 ? n : 0] = '\0';
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n") + 1;
        if (is_line_of(line, path))
            found = true;
        else
            buf_add(out, line, len);
        line += strnlen(line, len);
    }
    return found;
}

static bool
list_write(int fd, const struct buf *list)
{
    return list->len < (size_t)LIST_MAX && ftruncate(fd, 0) == 0 &&
           pwrite(fd, list->data, list->len, 0) == (ssize_t)list->len;
}

// What the kernel would look at: a device or a file with a swap area on it.
static int
area_size(const char *path, uint64_t *bytes, const char **type)
{
    _own_(fd) int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct signature what;
    struct stat st;

    if (fd < 0)
        return errno;
    if (fstat(fd, &st) < 0 || (!S_ISBLK(st.st_mode) && !S_ISREG(st.st_mode)))
        return EINVAL;
    signature_read(fd, &what);
    if (!what.swap)
        return EINVAL;
    *type = S_ISBLK(st.st_mode) ? "partition" : "file\t";
    *bytes = (uint64_t)st.st_size;
    return S_ISBLK(st.st_mode) && ioctl(fd, BLKGETSIZE64, bytes) < 0 ? errno : 0;
}

int
swapping_on(int list, const char *path)
{
    _own_(buf) struct buf lines = { 0 };
    const char *type = "";
    uint64_t bytes = 0;
    int code = area_size(path, &bytes, &type);

    if (code)
        return code;
    flock(list, LOCK_EX);
    if (list_without(list, path, &lines))
        return EBUSY;
    buf_addf(&lines, "%-39s %s\t%llu\t\t0\t\t-2\n", path, type,
        (unsigned long long)(bytes / 1024 - 4)); // but for its head
    return list_write(list, &lines) ? 0 : ENOMEM;
}

int
swapping_off(int list, const char *path)
{
    _own_(buf) struct buf lines = { 0 };

    flock(list, LOCK_EX);
    if (!list_without(list, path, &lines))
        return EINVAL;
    return list_write(list, &lines) ? 0 : EIO;
}

void
swapping_forget(const char *path, const char *device)
{
    _own_(free) char *name = mem_printf("/dev/%s", device);
    _own_(fd) int list = open(path, O_RDWR | O_CLOEXEC);

    if (list >= 0)
        swapping_off(list, name);
}
