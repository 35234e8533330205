// SPDX-License-Identifier: MIT
// Writes into the tree of a node that does not run.
#include "lab/layer/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

void
layer_fail(struct layer *l, const char *path)
{
    l->code =
        lct_fail(l->err, LCT_EFAILED, "cannot write the node's %s: %s", path, strerror(errno));
}

// The folder that a path lies in.
static int
parent_open(const struct layer *l, const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    _own_(free) char *folder = slash ? mem_strndup(path, (size_t)(slash - path)) : mem_strdup(".");
    struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };

    *name = slash ? slash + 1 : path;
    return (int)syscall(SYS_openat2, l->fd, folder, &how, sizeof how);
}

void
layer_folder(struct layer *l, const char *path, mode_t mode)
{
    const char *name;
    _own_(fd) int parent = -1;

    if (l->code)
        return;
    parent = parent_open(l, path, &name);
    if (parent < 0 || (mkdirat(parent, name, mode) < 0 && errno != EEXIST))
        layer_fail(l, path);
}

void
layer_remove(struct layer *l, const char *path)
{
    const char *name;
    _own_(fd) int parent = -1;

    if (l->code)
        return;
    parent = parent_open(l, path, &name);
    if (parent < 0 || (unlinkat(parent, name, 0) < 0 && errno != ENOENT))
        layer_fail(l, path);
}

void
layer_bytes(struct layer *l, const char *path, mode_t mode, const void *bytes, size_t n)
{
    const char *name;
    _own_(fd) int parent = -1;
    _own_(fd) int fd = -1;

    layer_remove(l, path);
    if (l->code)
        return;
    parent = parent_open(l, path, &name);
    fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || fchmod(fd, mode) < 0)
        layer_fail(l, path);
}

void
layer_file(struct layer *l, const char *path, mode_t mode, const char *text)
{
    layer_bytes(l, path, mode, text, strlen(text));
}
