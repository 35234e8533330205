// SPDX-License-Identifier: MIT
// For the tests of crashes: loaded into a program by LD_PRELOAD, kills it at an exact moment, as
// kill -9 from outside would, of its talk with an API over HTTP or of its writing to SQLite.
//
//   DIE_WHEN   leaving   a request is about to leave
//              sent      a request has left, its answer was not waited for
//              answered  an answer is there, the program has not seen it
//              commit    before the next write to the write-ahead log of the store
//              torn      in the midst of that write
//              synced    after it, before the program hears that it succeeded
//   DIE_AFTER  what the request begins with, "POST /v4/linode/instances HTTP", as a pattern of file
//              names; without it, and with commit, torn and synced, the commits themselves are
//              counted
//   DIE_COUNT  which of them, from 1
//   DIE_ONCE   with commit, torn and synced: the first once there is such a file, a pattern of
//   paths.
//              What began on a node or here tells that way how far it is
#include <dlfcn.h>
#include <fnmatch.h>
#include <glob.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FDS 4096

enum when { NEVER, LEAVING, SENT, ANSWERED, COMMIT, TORN, SYNCED };

static enum when when;
static const char *request, *once;
static unsigned long count, seen;
static bool armed;      // the next write is the one
static bool asked[FDS]; // such a request left by this socket, no answer yet

#define REAL(name) ((__typeof__(&name))real(#name))
#define PUBLIC __attribute__((visibility("default")))

static void *
real(const char *name)
{
    void *f = dlsym(RTLD_NEXT, name);

    if (!f)
        abort();
    return f;
}

static void
die(void)
{
    kill(getpid(), SIGKILL);
}

__attribute__((constructor)) static void
begin(void)
{
    static const char *const names[] = { [LEAVING] = "leaving",
        [SENT] = "sent",
        [ANSWERED] = "answered",
        [COMMIT] = "commit",
        [TORN] = "torn",
        [SYNCED] = "synced" };
    const char *wanted = getenv("DIE_WHEN"), *n = getenv("DIE_COUNT");

    unsetenv("LD_PRELOAD"); // children live
    request = getenv("DIE_AFTER");
    once = getenv("DIE_ONCE");
    count = n ? strtoul(n, NULL, 10) : 1;
    for (int w = LEAVING; wanted && w <= SYNCED; w++)
        if (!strcmp(wanted, names[w]))
            when = (enum when)w;
    armed = !request && count == 1;
}

// The next of what is counted; is it the chosen one?
static bool
is_it(void)
{
    return ++seen == count;
}

// ---- HTTP

static bool
is_request(int fd, const void *data, size_t n)
{
    char line[512], pattern[128];

    if (!request || fd < 0 || fd >= FDS)
        return false;
    snprintf(
        line, sizeof line, "%.*s", (int)(n < sizeof line ? n : sizeof line), (const char *)data);
    snprintf(pattern, sizeof pattern, "%s*", request);
    return !fnmatch(pattern, line, 0);
}

static void
note_answer(int fd)
{
    if (fd < 0 || fd >= FDS || !asked[fd])
        return;
    asked[fd] = false;
    if (when == LEAVING || when == SENT || !is_it())
        return;
    if (when == ANSWERED)
        die();
    armed = true;
}

PUBLIC ssize_t
send(int fd, const void *data, size_t n, int flags)
{
    bool ours = is_request(fd, data, n);
    ssize_t sent;

    if (ours && when == LEAVING && is_it())
        die();
    sent = REAL(send)(fd, data, n, flags);
    if (!ours || sent <= 0)
        return sent;
    asked[fd] = true;
    if (when == SENT && is_it())
        die();
    return sent;
}

PUBLIC ssize_t
recv(int fd, void *data, size_t n, int flags)
{
    ssize_t got = REAL(recv)(fd, data, n, flags);

    if (got > 0 && !(flags & MSG_PEEK))
        note_answer(fd);
    return got;
}

// ---- SQLite

static bool
is_log(int fd)
{
    static const char end[] = "-wal";
    char link[64], path[4096];
    ssize_t n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, path, sizeof path);
    return n >= 4 && !memcmp(path + n - 4, end, 4);
}

static bool
has_begun(void)
{
    glob_t found;
    const bool any = !once || !glob(once, GLOB_NOSORT, NULL, &found);

    if (once && any)
        globfree(&found);
    return any;
}

// How much of it is written before the end comes; what is not written dies here.
static size_t
cut(int fd, size_t n)
{
    if (!armed || (when != COMMIT && when != TORN) || !is_log(fd) || !has_begun())
        return n;
    if (when == COMMIT)
        die();
    return n / 2;
}

// Its symbol is pwrite64: files are large in all of this build, and in Debian's SQLite.
PUBLIC ssize_t
pwrite(int fd, const void *data, size_t n, off_t at)
{
    ssize_t (*next)(int, const void *, size_t, off_t) = real("pwrite64");
    size_t most = cut(fd, n);
    ssize_t done = next(fd, data, most, at);

    if (most < n)
        die();
    return done;
}

static void
note_sync(int fd)
{
    if (!when || when < COMMIT || !is_log(fd))
        return;
    if (armed && when == SYNCED && has_begun())
        die();
    if (!request && ++seen + 1 == count)
        armed = true;
}

PUBLIC int
fdatasync(int fd)
{
    int status = REAL(fdatasync)(fd);

    note_sync(fd);
    return status;
}

PUBLIC int
fsync(int fd)
{
    int status = REAL(fsync)(fd);

    note_sync(fd);
    return status;
}
