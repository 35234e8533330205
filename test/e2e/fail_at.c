// SPDX-License-Identifier: MIT
// For the tests of failing machines: loaded into a program by LD_PRELOAD, makes one of its calls
// that touch files fail, as a full disk, a broken one, or a process with too many open files would.
//
//   FAIL_WHO    the program meant (default linodetool); in others it does nothing
//   FAIL_BELOW  the folder whose files are meant
//   FAIL_LOG    every such call is written there: SITE, which time it is called from there, and the
//               path. A site is the function, what kind of file it is, and from where in our own
//               code the call comes.
//   FAIL_SITE   calls from this site fail ...
//   FAIL_COUNT  ... the which time (default 1)
//   FAIL_STAYS  ... and from then on every call of that function below the folder
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))
#define SITES 4096
#define FRAMES 64
#define OWN_FRAMES 1 // of our code, the innermost

static bool armed, busy, failing;
static const char *below, *site, *failed;
static unsigned long count = 1;
static int log_fd = -1;
static struct {
    char name[96];
    unsigned long n;
} sites[SITES];

static void *
real(const char *name)
{
    void *f = dlsym(RTLD_NEXT, name);

    if (!f)
        abort();
    return f;
}

__attribute__((constructor)) static void
begin(void)
{
    const char *who = getenv("FAIL_WHO"), *n = getenv("FAIL_COUNT"), *path = getenv("FAIL_LOG");
    void *frames[2];

    if (strcmp(program_invocation_short_name, who ? who : "linodetool") != 0)
        return;
    below = getenv("FAIL_BELOW");
    site = getenv("FAIL_SITE");
    count = n ? strtoul(n, NULL, 10) : 1;
    if (path)
        log_fd = ((int (*)(const char *, int, ...))(uintptr_t)real("open64"))(
            path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    backtrace(frames, 2);   // loads what it needs
    unsetenv("LD_PRELOAD"); // children live
    armed = below != NULL;
}

// What kind of file it is: its name, without what differs from one run to the next.
static void
kind_of(const char *path, char kind[static 48])
{
    const char *name = strrchr(path, '/') + 1;
    size_t n = strlen(name), k = 0;

    if (*name == '.' && n > 8 && name[n - 7] == '.') // a temporary neighbour
        n -= 7;
    if (n == 36 && name[8] == '-' && name[23] == '-') { // a UUID
        strcpy(kind, "uuid");
        return;
    }
    for (size_t i = 0; i < n && k < 40; i++)
        if (name[i] < '0' || name[i] > '9')
            kind[k++] = name[i];
    kind[k] = '\0';
}

static bool
is_ours(const char *file)
{
    const char *name = strrchr(file, '/');

    name = name ? name + 1 : file;
    return !strncmp(name, "linodetool", 10) || !strncmp(name, "liblct", 6) ||
           !strncmp(name, "lct-", 4);
}

static uint32_t
where_from(void)
{
    void *frames[FRAMES];
    int n = backtrace(frames, FRAMES), own = 0;
    uint32_t sum = 2166136261u;

    for (int i = 1; i < n && own < OWN_FRAMES; i++) {
        Dl_info info;
        if (!dladdr(frames[i], &info) || !info.dli_fname || !is_ours(info.dli_fname))
            continue;
        uintptr_t at = (uintptr_t)frames[i] - (uintptr_t)info.dli_fbase;
        for (size_t b = 0; b < sizeof at; b++)
            sum = (sum ^ (uint32_t)(at >> (8 * b) & 0xff)) * 16777619u;
        own++;
    }
    return sum;
}

static unsigned long
times(const char *name)
{
    uint32_t at = 0;

    for (const char *p = name; *p; p++)
        at = at * 31 + (unsigned char)*p;
    for (at %= SITES; sites[at].n && strcmp(sites[at].name, name) != 0;)
        at = (at + 1) % SITES;
    snprintf(sites[at].name, sizeof sites[at].name, "%s", name);
    return ++sites[at].n;
}

// Is this call the one?
static bool
fails(const char *function, const char *path)
{
    char kind[48], name[96];
    unsigned long n;
    bool chosen;

    if (!armed || busy || !path || strncmp(path, below, strlen(below)) != 0 ||
        path[strlen(below)] != '/')
        return false;
    if (failing)
        return !strcmp(failed, function);
    if (!strcmp(function, "mkdir") && syscall(SYS_access, path, F_OK) == 0)
        return false; // it fails because it is there
    busy = true;
    kind_of(path, kind);
    snprintf(name, sizeof name, "%s:%s:%08x", function, kind, where_from());
    n = times(name);
    chosen = site && n == count && !strcmp(site, name);
    if (log_fd >= 0 && (chosen || !site))
        dprintf(log_fd, "%s %lu %s\n", name, n, path);
    if (chosen && getenv("FAIL_STAYS")) {
        failing = true;
        failed = function;
    }
    busy = false;
    return chosen;
}

static const char *
path_at(int dir, const char *path, char out[static PATH_MAX])
{
    char link[64];
    ssize_t n;

    if (path && *path == '/')
        return path;
    if (dir == AT_FDCWD)
        return path && getcwd(out, PATH_MAX) && strlen(out) + strlen(path) + 2 < PATH_MAX
                   ? strcat(strcat(out, "/"), path)
                   : NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    n = readlink(link, out, PATH_MAX - 1);
    if (n < 0)
        return NULL;
    out[n] = '\0';
    if (path && strlen(out) + strlen(path) + 2 < PATH_MAX)
        strcat(strcat(out, "/"), path);
    return out;
}

static bool
fails_at(const char *function, int dir, const char *path, int error)
{
    char whole[PATH_MAX];
    int before = errno;

    if (!armed || busy || !fails(function, path_at(dir, path, whole))) {
        errno = before;
        return false;
    }
    errno = error;
    return true;
}

static bool
fails_on(const char *function, int fd, int error)
{
    return fd > STDERR_FILENO && fails_at(function, fd, NULL, error);
}

// ---- the calls

// Symbols are defined by their own names, whatever the headers make of them; all of this build, and
// Debian's libraries, are for large files.
#define CALL(type, symbol, parameters, arguments, failed, otherwise)    \
    PUBLIC type fail_##symbol parameters __asm__(#symbol);              \
    PUBLIC type fail_##symbol parameters                                \
    {                                                                   \
        if (failed)                                                     \
            return otherwise;                                           \
        return ((type(*) parameters)(uintptr_t)real(#symbol))arguments; \
    }

static bool
fails_open(int dir, const char *path, int flags)
{
    return flags & O_CREAT ? fails_at("create", dir, path, ENOSPC)
                           : fails_at("open", dir, path, EMFILE);
}

CALL(int, open, (const char *path, int flags, mode_t mode), (path, flags, mode),
    fails_open(AT_FDCWD, path, flags), -1)
CALL(int, open64, (const char *path, int flags, mode_t mode), (path, flags, mode),
    fails_open(AT_FDCWD, path, flags), -1)
CALL(int, openat, (int dir, const char *path, int flags, mode_t mode), (dir, path, flags, mode),
    fails_open(dir, path, flags), -1)
CALL(int, openat64, (int dir, const char *path, int flags, mode_t mode), (dir, path, flags, mode),
    fails_open(dir, path, flags), -1)
CALL(int, mkostemp64, (char *path, int flags), (path, flags),
    fails_at("create", AT_FDCWD, path, ENOSPC), -1)
CALL(int, mkstemp64, (char *path), (path), fails_at("create", AT_FDCWD, path, ENOSPC), -1)
CALL(char *, mkdtemp, (char *path), (path), fails_at("mkdir", AT_FDCWD, path, ENOSPC), NULL)
CALL(FILE *, fopen, (const char *path, const char *mode), (path, mode),
    fails_at("fopen", AT_FDCWD, path, EMFILE), NULL)
CALL(FILE *, fopen64, (const char *path, const char *mode), (path, mode),
    fails_at("fopen", AT_FDCWD, path, EMFILE), NULL)
CALL(DIR *, opendir, (const char *path), (path), fails_at("opendir", AT_FDCWD, path, EMFILE), NULL)
CALL(DIR *, fdopendir, (int fd), (fd), fails_on("fdopendir", fd, ENOMEM), NULL)
CALL(int, mkdir, (const char *path, mode_t mode), (path, mode),
    fails_at("mkdir", AT_FDCWD, path, ENOSPC), -1)
CALL(int, mkdirat, (int dir, const char *path, mode_t mode), (dir, path, mode),
    fails_at("mkdir", dir, path, ENOSPC), -1)
CALL(int, rename, (const char *from, const char *to), (from, to),
    fails_at("rename", AT_FDCWD, to, EIO), -1)
CALL(int, renameat, (int from_dir, const char *from, int dir, const char *to),
    (from_dir, from, dir, to), fails_at("rename", dir, to, EIO), -1)
CALL(int, link, (const char *from, const char *to), (from, to), fails_at("link", AT_FDCWD, to, EIO),
    -1)
CALL(int, linkat, (int from_dir, const char *from, int dir, const char *to, int flags),
    (from_dir, from, dir, to, flags), fails_at("link", dir, to, EIO), -1)
CALL(int, symlink, (const char *text, const char *path), (text, path),
    fails_at("symlink", AT_FDCWD, path, ENOSPC), -1)
CALL(int, symlinkat, (const char *text, int dir, const char *path), (text, dir, path),
    fails_at("symlink", dir, path, ENOSPC), -1)
CALL(int, unlink, (const char *path), (path), fails_at("unlink", AT_FDCWD, path, EIO), -1)
CALL(int, unlinkat, (int dir, const char *path, int flags), (dir, path, flags),
    fails_at("unlink", dir, path, EIO), -1)
CALL(int, rmdir, (const char *path), (path), fails_at("rmdir", AT_FDCWD, path, EIO), -1)
CALL(int, chmod, (const char *path, mode_t mode), (path, mode),
    fails_at("chmod", AT_FDCWD, path, EPERM), -1)
CALL(int, fchmod, (int fd, mode_t mode), (fd, mode), fails_on("chmod", fd, EPERM), -1)
CALL(int, fchown, (int fd, uid_t u, gid_t g), (fd, u, g), fails_on("chown", fd, EPERM), -1)
CALL(int, access, (const char *path, int how), (path, how),
    fails_at("access", AT_FDCWD, path, EACCES), -1)
CALL(int, stat64, (const char *path, void *st), (path, st),
    fails_at("stat", AT_FDCWD, path, EACCES), -1)
CALL(int, lstat64, (const char *path, void *st), (path, st),
    fails_at("stat", AT_FDCWD, path, EACCES), -1)
CALL(int, fstat64, (int fd, void *st), (fd, st), fails_on("stat", fd, EIO), -1)
CALL(int, fstatat64, (int dir, const char *path, void *st, int flags), (dir, path, st, flags),
    fails_at("stat", dir, path, EACCES), -1)
CALL(ssize_t, readlink, (const char *path, char *out, size_t n), (path, out, n),
    fails_at("readlink", AT_FDCWD, path, EACCES), -1)
CALL(ssize_t, read, (int fd, void *data, size_t n), (fd, data, n), fails_on("read", fd, EIO), -1)
CALL(ssize_t, pread64, (int fd, void *data, size_t n, off_t at), (fd, data, n, at),
    fails_on("read", fd, EIO), -1)
CALL(ssize_t, write, (int fd, const void *data, size_t n), (fd, data, n),
    fails_on("write", fd, ENOSPC), -1)
CALL(ssize_t, pwrite64, (int fd, const void *data, size_t n, off_t at), (fd, data, n, at),
    fails_on("write", fd, ENOSPC), -1)
CALL(int, ftruncate64, (int fd, off_t n), (fd, n), fails_on("ftruncate", fd, ENOSPC), -1)
CALL(int, fallocate64, (int fd, int mode, off_t at, off_t n), (fd, mode, at, n),
    fails_on("fallocate", fd, ENOSPC), -1)
CALL(int, fsync, (int fd), (fd), fails_on("fsync", fd, EIO), -1)
CALL(int, fdatasync, (int fd), (fd), fails_on("fsync", fd, EIO), -1)
CALL(int, flock, (int fd, int how), (fd, how), fails_on("lock", fd, ENOLCK), -1)
CALL(int, fcntl64, (int fd, int what, void *arg), (fd, what, arg),
    (what == F_SETLK || what == F_SETLKW || what == F_OFD_SETLK) && fails_on("lock", fd, ENOLCK),
    -1)
CALL(int, futimens, (int fd, const void *times), (fd, times), fails_on("utimens", fd, EPERM), -1)
CALL(int, utimensat, (int dir, const char *path, const void *times, int flags),
    (dir, path, times, flags), fails_at("utimens", dir, path, EPERM), -1)
CALL(void *, mmap64, (void *at, size_t n, int how, int flags, int fd, off_t from),
    (at, n, how, flags, fd, from), fails_on("mmap", fd, ENOMEM), MAP_FAILED)

// A file is closed even where that fails.
PUBLIC int fail_close(int fd) __asm__("close");
PUBLIC int
fail_close(int fd)
{
    bool lies = fails_on("close", fd, EIO);
    int status = ((int (*)(int))(uintptr_t)real("close"))(fd);

    if (!lies)
        return status;
    errno = EIO;
    return -1;
}
