// SPDX-License-Identifier: MIT
// A node's own process, from its birth until its init takes over: namespaces, root file system,
// devices, network.
#include "lab/fleet/node.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/pass.h"
#include "lab/net/port.h"

// Ends the child, with the reason for the supervisor.
static void __attribute__((noreturn)) give_up(const struct node_spawn *s, const char *what)
{
    dprintf(s->status, "cannot %s: %s", what, strerror(errno));
    _exit(1);
}

static void
mount_or_give_up(const struct node_spawn *s, const char *type, const char *where,
    unsigned long flags, const char *options)
{
    if (mount(type, where, type, flags, options) < 0) {
        dprintf(s->status, "cannot mount %s on /%s: %s", type, where, strerror(errno));
        _exit(1);
    }
}

static bool
layer_mount(const struct node_spawn *s, long long disk, const char *where)
{
    _own_(free) char *options =
        mem_printf("lowerdir=%s,upperdir=%s/disks/%lld/upper,workdir=%s/disks/%lld/work",
            s->base_dir, s->dir, disk, s->dir, disk);

    return mount("overlay", where, "overlay", 0, options) == 0;
}

// A root file system that is not booted is a tree of files.
static void
trees_mount(const struct node_spawn *s)
{
    for (const char *line = s->node->trees; line; line = strchr(line, '\n')) {
        char name[DEVICE_NAME], where[32];
        long long disk;
        line += *line == '\n';
        if (sscanf(line, "%7s %lld", name, &disk) != 2)
            continue;
        snprintf(where, sizeof where, "media/%s", name);
        mkdir(where, 0755);
        if (!layer_mount(s, disk, where))
            give_up(s, "mount the root file system of another disk");
    }
}

static void
root_mount(const struct node_spawn *s)
{
    _own_(free) char *root = mem_printf("%s/root", s->dir);

    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        give_up(s, "make mounts private");
    if (!layer_mount(s, s->node->disk, root))
        give_up(s, "mount the root file system (the state folder must be on ext4, xfs or btrfs)");
    if (chdir(root) < 0)
        give_up(s, "enter the root file system");
    trees_mount(s);
}

static void
console_bind(const struct node_spawn *s)
{
    int fd = open("dev/console", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

    if (fd < 0 || mount(s->console, "dev/console", NULL, MS_BIND, NULL) < 0)
        give_up(s, "make /dev/console");
    close(fd);
}

static void
devices_make(const struct node_spawn *s)
{
    static const struct {
        const char *path;
        unsigned major, minor;
    } devices[] = {
        { "dev/null", 1, 3 },
        { "dev/zero", 1, 5 },
        { "dev/full", 1, 7 },
        { "dev/random", 1, 8 },
        { "dev/urandom", 1, 9 },
        { "dev/tty", 5, 0 },
        { "dev/fuse", 10, 229 },
        { "dev/net/tun", 10, 200 },
    };
    static const struct {
        const char *target, *path;
    } links[] = {
        { "pts/ptmx", "dev/ptmx" },
        { "/proc/self/fd", "dev/fd" },
        { "/proc/self/fd/0", "dev/stdin" },
        { "/proc/self/fd/1", "dev/stdout" },
        { "/proc/self/fd/2", "dev/stderr" },
    };

    mode_t mask = umask(0);
    mkdir("dev/net", 0755);
    mkdir("dev/pts", 0755);
    mkdir("dev/shm", 01777);
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (mknod(devices[i].path, S_IFCHR | 0666, makedev(devices[i].major, devices[i].minor)) < 0)
            give_up(s, devices[i].path);
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (symlink(links[i].target, links[i].path) < 0)
            give_up(s, links[i].path);
    umask(mask);
}

static void
blocks_make(const struct node_spawn *s)
{
    for (size_t i = 0; i < s->n_devices; i++)
        if (s->devices[i].fd >= 0 && !device_show(&s->devices[i]))
            give_up(s, "make block devices");
}

// The kernel's own list is of this machine's swap.
static void
swaps_bind(const struct node_spawn *s)
{
    _own_(free) char *list = mem_printf("%s/swaps", s->dir);

    if (access("proc/swaps", F_OK) == 0 &&
        (mount(list, "proc/swaps", NULL, MS_BIND, NULL) < 0 ||
            mount(NULL, "proc/swaps", NULL,
                MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0))
        give_up(s, "make /proc/swaps");
}

static void
tree_build(const struct node_spawn *s)
{
    const unsigned long data = MS_NOSUID | MS_NODEV | MS_NOEXEC;

    mount_or_give_up(s, "proc", "proc", data, NULL);
    swaps_bind(s);
    mount_or_give_up(s, "sysfs", "sys", data, NULL);
    mount_or_give_up(s, "tmpfs", "sys/block", data, "mode=755,size=1m");
    mount_or_give_up(s, "tmpfs", "sys/class/block", data, "mode=755,size=1m");
    mount_or_give_up(s, "tmpfs", "dev", MS_NOSUID, "mode=755,size=4m");
    devices_make(s);
    blocks_make(s);
    mount_or_give_up(
        s, "devpts", "dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620,gid=5");
    mount_or_give_up(s, "tmpfs", "dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
    mount_or_give_up(s, "tmpfs", "run", MS_NOSUID | MS_NODEV, "mode=755,size=64m");
    mkdir("run/lock", 01777);
    if (s->cgroup >= 0)
        mount_or_give_up(s, "cgroup2", "sys/fs/cgroup", data, NULL);
    console_bind(s);
}

static void
root_enter(const struct node_spawn *s)
{
    if (syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
        give_up(s, "enter the root file system");
    if (sethostname(s->node->hostname, strlen(s->node->hostname)) < 0)
        give_up(s, "set the host name");
}

static void
network_set(const struct node_spawn *s)
{
    struct lct_err err = { 0 };
    struct netlink nl;
    int code = netlink_open(&nl, &err);

    if (!code)
        code = netlink_up(&nl, "lo", &err);
    for (size_t i = 0; !code && i < FLEET_PORTS; i++)
        if (s->node->ports[i].network)
            code = port_set_up(&nl, i, &s->node->ports[i], &err);
    if (code) {
        dprintf(s->status, "%s", err.text);
        _exit(1);
    }
    netlink_close(&nl);
}

static void
console_open(void)
{
    int fd = open("/dev/console", O_RDWR | O_NOCTTY);

    for (int i = 0; fd >= 0 && i < 3; i++)
        dup2(fd, i);
    if (fd > 2)
        close(fd);
}

// What a machine shows whose kernel cannot start its init.
static void __attribute__((noreturn)) panic(void)
{
    puts("Run /sbin/init as init process\r\n"
         "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100\r");
    fflush(stdout);
    _exit(1);
}

// ---- fstab

static void
program_run(const char *const *argv, char *const *environment)
{
    pid_t pid = fork();

    if (pid == 0) {
        execve(argv[0], (char *const *)(uintptr_t)argv, environment);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

static bool
names_devices(const char *fstab)
{
    static const char *const words[] = { "UUID=", "LABEL=", "/dev/" };
    char text[16384];
    int fd = open(fstab, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);

    if (fd >= 0)
        close(fd);
    text[n > 0 ? n : 0] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

// What systemd does on a machine of its own, and leaves to others in a container: the devices of
// fstab. What it says goes to the console.
static void
fstab_mount(char *const *environment)
{
    static const char *const mounts[] = { "/bin/mount", "-a", "-t",
        "auto,ext2,ext3,ext4,xfs,btrfs,f2fs,vfat,exfat,iso9660,udf,squashfs,erofs", NULL };
    static const char *const swaps[] = { "/sbin/swapon", "-a", NULL };

    if (!names_devices("/etc/fstab"))
        return;
    program_run(mounts, environment);
    program_run(swaps, environment);
}

static void __attribute__((noreturn)) init_start(const struct node_spawn *s)
{
    static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    static char container[] = "container=lct-lab", term[] = "TERM=linux";
    static char *environment[] = { path, container, term, NULL };
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    umask(022);
    console_open();
    if (s->node->unbootable)
        panic();
    fstab_mount(environment);
    if (s->init == FLEET_TINY) {
        close_range(3, ~0U, 0);
        environ = environment;
        tiny_init_run();
    }
    execle("/sbin/init", "/sbin/init", (char *)NULL, environment);
    give_up(s, "run /sbin/init");
}

// With a byte that is no text.
static void
listener_hand_over(const struct node_spawn *s, int listener)
{
    if (pass_send(s->status, "", 1, listener, MSG_NOSIGNAL) != 1)
        give_up(s, "hand over its filter");
    close(listener);
}

static void __attribute__((noreturn)) child_run(const struct node_spawn *s)
{
    const char *failure;
    int listener;
    char byte;

    setsid();
    root_mount(s);
    tree_build(s);
    root_enter(s);
    if (read(s->go, &byte, 1) != 1)
        _exit(1);
    network_set(s);
    failure = node_harden(s->cgroup >= 0, &listener);
    if (failure)
        give_up(s, failure);
    listener_hand_over(s, listener);
    init_start(s);
}

int
node_spawn(const struct node_spawn *s, struct lct_err *err)
{
    struct clone_args args = {
        .flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC |
                 CLONE_NEWCGROUP | (s->cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
        .exit_signal = SIGCHLD,
        .cgroup = s->cgroup >= 0 ? (uint64_t)s->cgroup : 0,
    };
    long pid = syscall(SYS_clone3, &args, sizeof args);

    if (pid == 0)
        child_run(s);
    if (pid < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make the node's process: %s", strerror(errno));
    return (int)pid;
}
