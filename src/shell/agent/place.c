// SPDX-License-Identifier: MIT
// Sockets in private folders. Who comes to a shared place and who leaves it hold the folder's lock
// meanwhile: so none is taken away from under somebody who serves, and none ends that was found.
#include "shell/agent/place.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/ours.h"

#define BACKLOG 128

static bool
address_of(const char *path, struct sockaddr_un *ret)
{
    *ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof ret->sun_path)
        return false;
    memcpy(ret->sun_path, path, strlen(path));
    return true;
}

// ---- folders

// NULL: not below this one.
static char *
folder_below(const char *parent)
{
    _own_(free) char *folder = file_join(parent, OUR_NAME "-XXXXXX");
    struct sockaddr_un address;

    // As long as the path of its socket will be.
    _own_(free) char *longest = file_join(folder, "agent");
    return address_of(longest, &address) && mkdtemp(folder) ? take(folder) : NULL;
}

int
agent_place_own(struct agent_place *p, const char *first, const char *second, struct lct_err *err)
{
    *p = (struct agent_place){ .fd = -1 };
    if (first)
        p->folder = folder_below(first);
    if (!p->folder)
        p->folder = folder_below(second);
    if (!p->folder)
        return lct_fail(err, LCT_EFAILED, "cannot make a folder in %s for the agent's socket: %s",
            second, strerror(errno));
    p->path = file_join(p->folder, "agent");
    return LCT_OK;
}

static int
folder_check(const char *folder, struct lct_err *err)
{
    struct stat st;

    if (lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
        !(st.st_mode & 077))
        return LCT_OK;
    lct_fail(err, LCT_EFAILED, "%s is no folder that only you can enter", folder);
    return lct_hint(err, "remove it: it is made anew");
}

int
agent_place_shared(struct agent_place *p, const char *folder, const char *name, struct lct_err *err)
{
    struct sockaddr_un address;

    *p = (struct agent_place){ mem_strdup(folder), file_join(folder, name), true, -1 };
    if (!address_of(p->path, &address))
        return lct_fail(err, LCT_EFAILED, "%s is too long for the name of a socket", p->path);
    return file_mkdirs(folder, 0700, err) < 0 ? err->code : folder_check(folder, err);
}

// ---- coming and leaving

// Held until it is closed; -1: there is none.
static int
lock_take(const struct agent_place *p)
{
    _own_(fd) int fd = open(p->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    while (fd >= 0 && flock(fd, LOCK_EX) < 0)
        if (errno != EINTR)
            return -1;
    return take_fd(&fd);
}

// It stays connected until somebody accepts it: that counts as use.
static bool
is_served(const struct sockaddr_un *address)
{
    _own_(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    return connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 || errno == EAGAIN;
}

bool
agent_place_is_served(const struct agent_place *p)
{
    _own_(fd) int lock = lock_take(p);
    struct sockaddr_un address;

    return lock >= 0 && address_of(p->path, &address) && is_served(&address);
}

static int
listen_at(struct agent_place *p, const struct sockaddr_un *address, struct lct_err *err)
{
    _own_(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0 || bind(fd, (const struct sockaddr *)address, sizeof *address) < 0 ||
        chmod(p->path, 0600) < 0 || listen(fd, BACKLOG) < 0) {
        lct_fail(err, LCT_EFAILED, "cannot listen at %s: %s", p->path, strerror(errno));
        unlink(p->path);
        return err->code;
    }
    p->fd = take_fd(&fd);
    return LCT_OK;
}

int
agent_place_listen(struct agent_place *p, struct lct_err *err)
{
    _own_(fd) int lock = lock_take(p);
    struct sockaddr_un address;

    address_of(p->path, &address);
    if (lock < 0)
        return lct_fail(err, LCT_EFAILED, "cannot lock %s: %s", p->folder, strerror(errno));
    if (is_served(&address))
        return lct_fail(err, LCT_EEXISTS, "an agent serves at %s already", p->path);
    unlink(p->path); // of one that was killed
    return listen_at(p, &address, err);
}

static void
leave(struct agent_place *p)
{
    unlink(p->path);
    close(p->fd);
    p->fd = -1;
}

static void
lock_drop(int lock)
{
    if (lock >= 0)
        close(lock);
}

bool
agent_place_leave_unused(struct agent_place *p)
{
    struct pollfd waiting = { .fd = p->fd, .events = POLLIN };
    int lock = lock_take(p);
    bool unused = poll(&waiting, 1, 0) == 0;

    if (unused)
        leave(p);
    lock_drop(lock);
    return unused;
}

void
agent_place_remove(struct agent_place *p)
{
    if (p->fd >= 0) {
        int lock = lock_take(p);
        leave(p);
        lock_drop(lock);
    }
    if (p->folder && !p->shared)
        rmdir(p->folder);
}

void
agent_place_done(struct agent_place *p)
{
    if (p->fd >= 0)
        close(p->fd);
    free(p->folder);
    free(p->path);
    *p = (struct agent_place){ .fd = -1 };
}
