// What a node's root may not do. A fence against accidents (sysctl, date, mknod of a host's disk),
// not against an attacker: its root is this machine's root with fewer rights.
#include <errno.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lab/node.h"

static const int dropped[] = { CAP_IPC_LOCK, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_PACCT,
    CAP_SYS_RESOURCE, CAP_SYS_TIME, CAP_MAC_OVERRIDE, CAP_MAC_ADMIN, CAP_SYSLOG, CAP_WAKE_ALARM,
    CAP_BLOCK_SUSPEND, CAP_AUDIT_READ, CAP_PERFMON, CAP_BPF, CAP_CHECKPOINT_RESTORE };

static const char *const read_only[] = { "/proc/sysrq-trigger", "/proc/irq", "/proc/bus",
    "/proc/fs", "/proc/acpi", "/proc/scsi" };

static const char *const hidden[] = { "/proc/kcore", "/proc/kmsg", "/proc/keys", "/proc/timer_list",
    "/proc/sched_debug" };

static const int forbidden_calls[] = { SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load),
    SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(swapon),
    SCMP_SYS(swapoff), SCMP_SYS(acct), SCMP_SYS(settimeofday), SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime), SCMP_SYS(adjtimex), SCMP_SYS(iopl), SCMP_SYS(ioperm),
    SCMP_SYS(userfaultfd), SCMP_SYS(quotactl), SCMP_SYS(lookup_dcookie), SCMP_SYS(nfsservctl) };

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

static const char *
forbid_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool ok = filter && seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0) == 0;

    for (size_t i = 0; ok && i < COUNT(forbidden_calls); i++)
        ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), forbidden_calls[i], 0) == 0;
    ok = ok && seccomp_load(filter) == 0;
    if (filter)
        seccomp_release(filter);
    return ok ? NULL : "load the filter of system calls";
}

const char *
node_harden(bool devices_guarded)
{
    const char *failure = fence_proc();

    if (!failure && remount_read_only("/sys") < 0)
        failure = "make /sys read-only";
    if (!failure)
        failure = drop_capabilities(devices_guarded);
    if (!failure)
        failure = forbid_calls();
    return failure;
}
