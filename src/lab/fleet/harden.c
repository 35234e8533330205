// SPDX-License-Identifier: MIT
// What a node's root may not do. It is this machine's root with fewer rights: what the machine
// shares with it is read-only or hidden, cannot be uncovered, and cannot be mounted once more.
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/fleet/node.h"

static const int dropped[] = { CAP_IPC_LOCK, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_PACCT,
    CAP_SYS_RESOURCE, CAP_SYS_TIME, CAP_MAC_OVERRIDE, CAP_MAC_ADMIN, CAP_SYSLOG, CAP_WAKE_ALARM,
    CAP_BLOCK_SUSPEND, CAP_AUDIT_READ, CAP_PERFMON, CAP_BPF, CAP_CHECKPOINT_RESTORE };

static const char *const read_only[] = { "/proc/sysrq-trigger", "/proc/irq", "/proc/bus",
    "/proc/fs", "/proc/acpi", "/proc/scsi" };

static const char *const hidden[] = { "/proc/kcore", "/proc/kmsg", "/proc/keys", "/proc/timer_list",
    "/proc/sched_debug" };

// Programs know that these may be missing, and fall back on mount(2), which is judged.
static const int missing_calls[] = { SCMP_SYS(fsopen), SCMP_SYS(fspick) };

static const int forbidden_calls[] = { SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load),
    SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(acct),
    SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(clock_adjtime), SCMP_SYS(adjtimex),
    SCMP_SYS(iopl), SCMP_SYS(ioperm), SCMP_SYS(userfaultfd), SCMP_SYS(quotactl),
    SCMP_SYS(lookup_dcookie), SCMP_SYS(nfsservctl), SCMP_SYS(keyctl), SCMP_SYS(add_key),
    SCMP_SYS(request_key) };

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define NO_PROGRAMS (MS_NOSUID | MS_NODEV | MS_NOEXEC)

static int
remount_read_only(const char *path)
{
    return mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | NO_PROGRAMS, NULL);
}

// /proc/sys belongs to the host but for the network's part, which is the node's own.
static const char *
fence_proc(void)
{
    if (mount("/proc/sys", "/proc/sys", NULL, MS_BIND | MS_REC, NULL) < 0 ||
        mount("/proc/sys/net", "/proc/sys/net", NULL, MS_BIND, NULL) < 0 ||
        remount_read_only("/proc/sys") < 0)
        return "make /proc/sys read-only";
    for (size_t i = 0; i < COUNT(read_only); i++)
        if (access(read_only[i], F_OK) == 0 &&
            (mount(read_only[i], read_only[i], NULL, MS_BIND, NULL) < 0 ||
                remount_read_only(read_only[i]) < 0))
            return "make parts of /proc read-only";
    for (size_t i = 0; i < COUNT(hidden); i++)
        if (access(hidden[i], F_OK) == 0 && mount("/dev/null", hidden[i], NULL, MS_BIND, NULL) < 0)
            return "hide parts of /proc";
    return NULL;
}

// Mounts that come from a mount namespace of other users are locked: the kernel lets nobody take
// one off, or give it back a right that it lost. So all of them pass through the namespace of a
// helper in a user namespace of its own, and come back.
static void __attribute__((noreturn)) helper_run(int to, int from)
{
    bool apart = unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
    char byte = apart ? 'y' : 'n';

    if (write(to, &byte, 1) == 1 && read(from, &byte, 1) < 0)
        _exit(1);
    _exit(0);
}

static bool
namespace_cross(pid_t helper)
{
    char path[32];
    int fd;
    bool well;

    snprintf(path, sizeof path, "/proc/%d/ns/mnt", (int)helper);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    well = fd >= 0 && setns(fd, CLONE_NEWNS) == 0 && unshare(CLONE_NEWNS) == 0;
    if (fd >= 0)
        close(fd);
    return well;
}

static const char *
lock_mounts(void)
{
    int ready[2], done[2];
    char byte = 'n';
    pid_t helper;
    bool well;

    if (pipe2(ready, O_CLOEXEC) < 0 || pipe2(done, O_CLOEXEC) < 0)
        return "make a pipe";
    helper = fork();
    if (helper == 0) {
        close(done[1]);
        helper_run(ready[1], done[0]);
    }
    close(ready[1]);
    close(done[0]);
    well = helper > 0 && read(ready[0], &byte, 1) == 1 && byte == 'y' && namespace_cross(helper);
    close(ready[0]);
    close(done[1]);
    if (helper > 0)
        waitpid(helper, NULL, 0);
    return well ? NULL : "lock what is mounted";
}

static const char *
drop_capabilities(bool devices_guarded)
{
    for (size_t i = 0; i < COUNT(dropped); i++)
        if (prctl(PR_CAPBSET_DROP, dropped[i], 0, 0, 0) < 0 && errno != EINVAL)
            return "drop capabilities";
    if (!devices_guarded && prctl(PR_CAPBSET_DROP, CAP_MKNOD, 0, 0, 0) < 0)
        return "drop capabilities";
    return NULL;
}

static bool
ask_about_swap(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(swapon), 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(swapoff), 0) == 0;
}

// Calls of mount(2) that make a file system or change one, not those that bind, move or change how
// one is seen. The kernel forgets the upper half of flags that carry the old magic number.
static bool
ask_about_mounts(scmp_filter_ctx filter)
{
    const unsigned long shown = MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE,
                        moved = MS_REMOUNT | MS_BIND | MS_MOVE;

    return seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(mount), 1,
               SCMP_A3(SCMP_CMP_MASKED_EQ, shown | moved, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(mount), 1,
               SCMP_A3(SCMP_CMP_MASKED_EQ, MS_MGC_MSK | moved, MS_MGC_VAL)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(mount), 1,
               SCMP_A3(SCMP_CMP_MASKED_EQ, MS_REMOUNT | MS_BIND, MS_REMOUNT)) == 0;
}

static bool
calls_add(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (seccomp_rule_add(filter, action, calls[i], 0) != 0)
            return false;
    return true;
}

// By hand: the library does not know the flag by which a call that waits for its judgement is not
// begun anew after each signal.
static int
filter_load(scmp_filter_ctx filter)
{
    static struct sock_filter code[BPF_MAXINSNS];
    int file = memfd_create("filter", MFD_CLOEXEC), listener;
    ssize_t n =
        file >= 0 && seccomp_export_bpf(filter, file) == 0 ? pread(file, code, sizeof code, 0) : 0;
    struct sock_fprog program = { .len = (unsigned short)((size_t)n / sizeof *code),
        .filter = code };

    if (file >= 0)
        close(file);
    if (n <= 0)
        return -1;
    listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
        SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &program);
    if (listener < 0 && errno == EINVAL) // before Linux 5.19
        listener = (int)syscall(
            SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    return listener;
}

static const char *
forbid_calls(int *listener)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool ok = filter &&
              calls_add(filter, SCMP_ACT_ERRNO(EPERM), forbidden_calls, COUNT(forbidden_calls)) &&
              calls_add(filter, SCMP_ACT_ERRNO(ENOSYS), missing_calls, COUNT(missing_calls)) &&
              ask_about_mounts(filter) && ask_about_swap(filter);

    *listener = ok ? filter_load(filter) : -1;
    if (filter)
        seccomp_release(filter);
    return *listener >= 0 ? NULL : "load the filter of system calls";
}

const char *
node_harden(bool devices_guarded, int *listener)
{
    const char *failure = fence_proc();

    if (!failure && remount_read_only("/sys") < 0)
        failure = "make /sys read-only";
    if (!failure)
        failure = lock_mounts();
    if (!failure)
        failure = drop_capabilities(devices_guarded);
    if (!failure)
        failure = forbid_calls(listener);
    return failure;
}
