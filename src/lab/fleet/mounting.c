// SPDX-License-Identifier: MIT
// Mounts that a node's root asks for. Its own fences are locked (harden.c), but a new instance of
// proc, sysfs, debugfs or a control group hierarchy would have none: the node's filter hands every
// call that makes a file system, or changes one, to the supervisor. A child of it copies what was
// asked, judges the copy, steps into the caller's namespaces, root, control group and rights, and
// does it there: what the caller changes in its memory meanwhile changes nothing.
#include "lab/fleet/mounting.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/parse.h"
#include "base/str.h"

#define PAGE 4096u
#define ANSWER_S 60  // a mount that takes longer has failed
#define HIGH_FD 1000 // numbers below may be the caller's

// What a machine of its own would mount, and nothing of it is the host's.
static const char *const types[] = { "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "vfat",
    "exfat", "iso9660", "udf", "squashfs", "erofs", "tmpfs", "ramfs", "overlay", "cgroup2",
    "devpts", "mqueue", "nfs", "nfs4", "fuse", "fuseblk" };

// Of which of them the options may be changed.
static const long remountable[] = { EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,
    F2FS_SUPER_MAGIC, MSDOS_SUPER_MAGIC, EXFAT_SUPER_MAGIC, ISOFS_SUPER_MAGIC, UDF_SUPER_MAGIC,
    SQUASHFS_MAGIC, EROFS_SUPER_MAGIC_V1, TMPFS_MAGIC, RAMFS_MAGIC, OVERLAYFS_SUPER_MAGIC,
    NFS_SUPER_MAGIC, FUSE_SUPER_MAGIC };

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct request {
    int listener;
    uint64_t id;
    pid_t task, process; // as the supervisor numbers them
    uint64_t rights;     // the caller's capabilities
    unsigned long flags;
    bool has_source, has_data;
    int call;  // its number
    int swaps; // what it is about, of calls about swap; else -1
    char source[PAGE], target[PAGE], type[64], data[PAGE];
    int root, folder; // its root, and where its target is looked for
};

static struct request *current; // of this child, for its alarm

static void __attribute__((noreturn)) answer(const struct request *r, int error)
{
    struct seccomp_notif_resp response = { .id = r->id, .error = -error };

    // NOLINTNEXTLINE(bugprone-signal-handler): a system call, and nothing of the C library's own
    ioctl(r->listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
    _exit(0);
}

static void
late(int signo)
{
    answer(current, ETIMEDOUT);
}

static int
open_of(const struct request *r, const char *what, int flags)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/%s", (int)r->task, what);
    return open(path, flags | O_CLOEXEC);
}

// ---- what was asked

// A text of the caller's memory, a page at a time: the next one may not be there.
static bool
text_read(int memory, uint64_t at, char *out, size_t size)
{
    for (size_t n = 0; n < size;) {
        size_t part = PAGE - (at + n) % PAGE;
        ssize_t got = pread(memory, out + n, part < size - n ? part : size - n, (off_t)(at + n));
        if (got <= 0)
            return false;
        if (memchr(out + n, '\0', (size_t)got))
            return true;
        n += (size_t)got;
    }
    return false;
}

static void
mount_arguments_read(struct request *r, int memory, const uint64_t *args)
{
    r->flags = args[3] & 0xffffffff;
    if ((r->flags & MS_MGC_MSK) == MS_MGC_VAL)
        r->flags &= ~(unsigned long)MS_MGC_MSK;
    r->has_source = args[0] != 0;
    r->has_data = args[4] != 0;
    if ((r->has_source && !text_read(memory, args[0], r->source, sizeof r->source)) ||
        !text_read(memory, args[1], r->target, sizeof r->target) ||
        (r->has_data && !text_read(memory, args[4], r->data, sizeof r->data)))
        answer(r, EFAULT);
    if (!(r->flags & MS_REMOUNT) &&
        (!args[2] || !text_read(memory, args[2], r->type, sizeof r->type)))
        answer(r, EINVAL);
}

static void
arguments_read(struct request *r, const struct seccomp_notif *n)
{
    _own_(fd) int memory = open_of(r, "mem", O_RDONLY);
    const uint64_t *args = (const uint64_t *)n->data.args;

    if (r->call == SYS_mount)
        mount_arguments_read(r, memory, args);
    else if (!text_read(memory, args[0], r->target, sizeof r->target))
        answer(r, EFAULT);
}

static uint64_t
status_number(const char *status, const char *key, int base)
{
    const char *at = strstr(status, key);

    return at ? strtoull(at + strlen(key), NULL, base) : 0;
}

static void
rights_read(struct request *r)
{
    char status[8192];
    _own_(fd) int fd = open_of(r, "status", O_RDONLY);
    ssize_t n = read(fd, status, sizeof status - 1);

    status[n > 0 ? n : 0] = '\0';
    r->process = (pid_t)status_number(status, "\nTgid:", 10);
    r->rights = status_number(status, "\nCapEff:", 16);
}

// In a user namespace of its own it has rights of its own, which are not ours to use.
static bool
is_of_this_user_namespace(const struct request *r)
{
    struct stat its, ours;
    _own_(fd) int fd = open_of(r, "ns/user", O_RDONLY);

    return fd >= 0 && fstat(fd, &its) == 0 && stat("/proc/self/ns/user", &ours) == 0 &&
           its.st_ino == ours.st_ino;
}

// ---- the judgement

static bool
is_type(const struct request *r)
{
    const char *dot = strchr(r->type, '.'); // "fuse.glusterfs"
    size_t n = dot ? (size_t)(dot - r->type) : strlen(r->type);

    if (dot && !str_starts(r->type, "fuse"))
        return false;
    for (size_t i = 0; i < COUNT(types); i++)
        if (strlen(types[i]) == n && strncmp(types[i], r->type, n) == 0)
            return true;
    return false;
}

static bool
is_remountable(int fd)
{
    struct statfs fs;

    if (fstatfs(fd, &fs) < 0)
        return false;
    for (size_t i = 0; i < COUNT(remountable); i++)
        if ((long)fs.f_type == remountable[i])
            return true;
    return false;
}

// ---- becoming the caller

static int
high(int fd)
{
    int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);

    if (fd >= 0)
        close(fd);
    return moved;
}

// Names by which a program means a descriptor of its own mean nothing in another.
static void
target_open(struct request *r)
{
    static const char *const own[] = { "/proc/self/fd/", "/proc/thread-self/fd/", "/dev/fd/" };
    char name[32];
    int64_t number;

    for (size_t i = 0; i < COUNT(own); i++) {
        if (!str_starts(r->target, own[i]) ||
            !parse_int(r->target + strlen(own[i]), 0, INT32_MAX, &number))
            continue;
        snprintf(name, sizeof name, "fd/%d", (int)number);
        r->folder = high(open_of(r, name, O_PATH | O_DIRECTORY));
        if (r->folder < 0)
            answer(r, ENOTDIR);
        strcpy(r->target, ".");
        return;
    }
    r->folder = high(open_of(r, "cwd", O_PATH | O_DIRECTORY));
}

// The device guard is the control group's.
static bool
group_enter(const char *group)
{
    static const char *const places[] = { "cgroup.procs", "init.scope/cgroup.procs" };

    for (size_t i = 0; i < COUNT(places); i++) {
        char path[PAGE];
        snprintf(path, sizeof path, "%s/%s", group, places[i]);
        _own_(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);
        if (fd >= 0 && write(fd, "0", 1) == 1)
            return true;
    }
    return false;
}

// "fd=5,rootmode=40000": its descriptor of /dev/fuse, under the same number.
static bool
fuse_take(const struct request *r)
{
    const char *at = str_starts(r->data, "fd=") ? r->data : strstr(r->data, ",fd=");
    int number = at ? atoi(strchr(at, '=') + 1) : -1;
    _own_(fd) int process = -1, fd = -1;

    if (number < 0 || number >= HIGH_FD)
        return false;
    process = high((int)syscall(SYS_pidfd_open, r->process, 0));
    fd = high((int)syscall(SYS_pidfd_getfd, process, number, 0));
    return fd >= 0 && dup2(fd, number) == number;
}

static bool
namespaces_enter(const struct request *r)
{
    static const char *const names[] = { "ns/cgroup", "ns/ipc", "ns/net", "ns/mnt" };
    int fds[COUNT(names)];

    for (size_t i = 0; i < COUNT(names); i++)
        fds[i] = open_of(r, names[i], O_RDONLY);
    // Still the one who asked? What was opened is of no other then.
    if (ioctl(r->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &r->id) < 0)
        return false;
    for (size_t i = 0; i < COUNT(names); i++)
        if (fds[i] < 0 || setns(fds[i], 0) < 0 || close(fds[i]) < 0)
            return false;
    return fchdir(r->root) == 0 && chroot(".") == 0 && fchdir(r->folder) == 0;
}

static bool
rights_take(const struct request *r)
{
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct rights[2] = {
        { .effective = (uint32_t)r->rights, .permitted = (uint32_t)r->rights },
        { .effective = (uint32_t)(r->rights >> 32), .permitted = (uint32_t)(r->rights >> 32) },
    };

    return syscall(SYS_capset, &head, rights) == 0;
}

// ---- doing it

static int
remount(const struct request *r)
{
    _own_(fd) int fd = open(r->target, O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return errno;
    if (!is_remountable(fd) || fchdir(fd) < 0)
        return EPERM;
    return mount(NULL, ".", NULL, r->flags, r->has_data ? r->data : NULL) < 0 ? errno : 0;
}

static int
mount_new(const struct request *r)
{
    int code = mount(r->has_source ? r->source : NULL, r->target, r->type, r->flags,
        r->has_data ? r->data : NULL);

    return code < 0 ? errno : 0;
}

static bool
is_allowed(const struct request *r)
{
    if (!is_of_this_user_namespace(r))
        return false;
    if (r->call != SYS_mount)
        return r->swaps >= 0 && (r->rights & UINT64_C(1) << CAP_SYS_ADMIN);
    return (r->flags & MS_REMOUNT) || is_type(r);
}

static int
carried_out(const struct request *r)
{
    if (r->call == SYS_swapon)
        return swapping_on(r->swaps, r->target);
    if (r->call == SYS_swapoff)
        return swapping_off(r->swaps, r->target);
    return r->flags & MS_REMOUNT ? remount(r) : mount_new(r);
}

static void __attribute__((noreturn))
carry_out(const struct seccomp_notif *n, int listener, const char *group, const char *swaps)
{
    struct request *r = NEW(struct request);

    current = r;
    *r = (struct request){ .listener = high(listener),
        .id = n->id,
        .task = (pid_t)n->pid,
        .call = n->data.nr,
        .swaps = n->data.nr == SYS_mount ? -1 : high(open(swaps, O_RDWR | O_CLOEXEC)) };
    signal(SIGALRM, late);
    alarm(ANSWER_S);
    arguments_read(r, n);
    rights_read(r);
    if (!is_allowed(r))
        answer(r, EPERM);
    r->root = high(open_of(r, "root", O_PATH | O_DIRECTORY));
    target_open(r);
    close_range(3, HIGH_FD - 1, 0);
    if ((group && !group_enter(group)) || (str_starts(r->type, "fuse") && !fuse_take(r)) ||
        !namespaces_enter(r) || !rights_take(r))
        answer(r, EPERM);
    answer(r, carried_out(r));
}

int
mounting_handle(int listener, const char *group, const char *swaps)
{
    struct seccomp_notif n = { 0 };
    struct pollfd waits = { .fd = listener, .events = POLLIN };
    pid_t pid;

    if (poll(&waits, 1, 0) > 0 && (waits.revents & POLLHUP))
        return -1;
    if (!(waits.revents & POLLIN) || ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n) < 0)
        return 0; // it has gone meanwhile
    pid = fork();
    if (pid == 0)
        carry_out(&n, listener, group, swaps);
    if (pid < 0)
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND,
            &(struct seccomp_notif_resp){ .id = n.id, .error = -EAGAIN });
    return pid > 0 ? pid : 0;
}
