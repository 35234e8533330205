// SPDX-License-Identifier: MIT
// The supervisor's birth and end, seen from the daemon.
#include "lab/fleet/birth.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/pass.h"
#include "base/str.h"
#include "lab/fleet/cgroup.h"
#include "lab/fleet/limits.h"
#include "lab/fleet/supervisor.h"
#include "lab/fleet/wire.h"

#define LOCK_TRIES 60 // of 50 ms: a dying lab's nodes may take that long
#define ROLE "supervisor"

static void
pause_ms(long ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static int
lock_take(struct birth *b, struct lct_err *err)
{
    _own_(free) char *path = mem_printf("%s/fleet.lock", b->state_dir);

    b->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (b->lock < 0)
        return lct_fail(err, LCT_EFAILED, "cannot open %s: %s", path, strerror(errno));
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(b->lock, LOCK_EX | LOCK_NB) == 0)
            return LCT_OK;
        pause_ms(50);
    }
    close(take_fd(&b->lock)); // it is the other one's
    lct_fail(err, LCT_EEXISTS, "another lab runs in %s", b->state_dir);
    return lct_hint(err, "stop it first, or name another folder");
}

// Root file systems whose removal was interrupted.
static void
sweep(const struct birth *b)
{
    _own_(free) char *nodes = mem_printf("%s/nodes", b->state_dir);
    DIR *dir = opendir(nodes);

    for (const struct dirent *e; dir && (e = readdir(dir));)
        if (str_ends(e->d_name, ".gone")) {
            _own_(free) char *path = mem_printf("%s/%s", nodes, e->d_name);
            file_remove_tree(path, ERR_IGNORED);
        }
    if (dir)
        closedir(dir);
}

// The lab's own control group. Its name is the state folder's, so that the next lab there finds
// what this one left.
static int
cgroup_make(struct birth *b, enum fleet_init init, struct lct_err *err)
{
    _own_(free) char *mount = cgroup_mount();
    char digest[DIGEST_TEXT];
    int code;

    if (mount) {
        digest_text(b->state_dir, strlen(b->state_dir), digest);
        b->cgroup = mem_printf("%s/lct-lab-%.12s", mount, digest);
        code = cgroup_remove(b->cgroup, err);
        if (!code && mkdir(b->cgroup, 0755) == 0)
            return cgroup_guard_devices(b->cgroup, err);
        free(take(b->cgroup));
    }
    if (init == FLEET_TINY)
        return LCT_OK;
    lct_fail(err, LCT_EFAILED, "systemd nodes need a cgroup2 file system that root may write");
    return lct_hint(err, "run: mount -t cgroup2 none /sys/fs/cgroup - or use the tiny init");
}

static int
control_make(struct birth *b, int *child, struct lct_err *err)
{
    int ends[2], size = 4 << 20;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make a socket pair: %s", strerror(errno));
    for (int i = 0; i < 2; i++)
        setsockopt(ends[i], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    b->control = ends[0];
    *child = ends[1];
    return LCT_OK;
}

// In the child, which shares nothing with the daemon but its pages: only system calls until exec.
static void __attribute__((noreturn)) role_take(int control, int lock, char *const *argv)
{
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    control = fcntl(control, F_DUPFD, 10); // out of the way of where they go
    lock = fcntl(lock, F_DUPFD, 10);
    if (dup2(control, SUPERVISOR_CONTROL) < 0 || dup2(lock, SUPERVISOR_LOCK) < 0 ||
        close_range(SUPERVISOR_LOCK + 1, ~0U, 0) < 0)
        _exit(1);
    execv("/proc/self/exe", argv);
    _exit(1);
}

static int
supervisor_start(struct birth *b, const struct fleet_conf *conf, int control, struct lct_err *err)
{
    static char program[] = "lct-lab", role[] = ROLE, none[] = "";
    static char systemd[] = "systemd", tiny[] = "tiny", yes[] = "yes", no[] = "no";
    _own_(free) char *base_dir = mem_strdup(conf->base_dir);
    char *argv[] = { program, role, b->state_dir, base_dir, b->cgroup ? b->cgroup : none,
        conf->init == FLEET_TINY ? tiny : systemd, conf->internet ? yes : no, NULL };
    struct clone_args args = { .flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET,
        .exit_signal = SIGCHLD };
    long pid = syscall(SYS_clone3, &args, sizeof args);

    if (pid == 0)
        role_take(control, b->lock, argv);
    if (pid < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make namespaces: %s", strerror(errno));
    b->pid = (pid_t)pid;
    return LCT_OK;
}

static int
ready_await(struct birth *b, int wait_ms, int *proxy, struct lct_err *err)
{
    struct pollfd p = { .fd = b->control, .events = POLLIN };
    char packet[8192], why[128];
    struct wire w;
    ssize_t n = -1;

    if (poll(&p, 1, wait_ms) == 1)
        n = pass_receive(b->control, packet, sizeof packet, 0, proxy);
    if (n <= 0 || !wire_unpack(packet, (size_t)n, &w) || w.kind != WIRE_READY) {
        birth_reap(b, why, sizeof why);
        return lct_fail(err, LCT_EFAILED, "the lab's supervisor did not start: %s", why);
    }
    if (!w.code && w.text[WIRE_HINT] && w.text[WIRE_HINT][0])
        log_warn("%s", w.text[WIRE_HINT]);
    if (!w.code)
        return LCT_OK;
    return lct_fail(err, w.code, "%s", w.text[WIRE_WHAT] ? w.text[WIRE_WHAT] : "no reason given");
}

int
birth_give(
    struct birth *b, const struct fleet_conf *conf, int wait_ms, int *proxy, struct lct_err *err)
{
    _own_(free) char *nodes = mem_printf("%s/nodes", conf->state_dir);
    _own_(fd) int control = -1;
    int code;

    *b = (struct birth){
        .control = -1,
        .lock = -1,
        .limits = -1,
        .state_dir = mem_strdup(conf->state_dir),
    };
    code = file_mkdirs(nodes, 0700, err);
    if (!code)
        code = lock_take(b, err);
    if (!code)
        code = limits_check(conf, &b->limits, err);
    if (!code)
        code = cgroup_make(b, conf->init, err);
    if (!code)
        code = control_make(b, &control, err);
    if (!code) {
        sweep(b);
        code = supervisor_start(b, conf, control, err);
    }
    if (control >= 0)
        close(take_fd(&control)); // or its end would never be seen
    if (!code)
        code = ready_await(b, wait_ms, proxy, err);
    if (code)
        birth_undo(b);
    return code;
}

void
birth_reap(struct birth *b, char *why, size_t n)
{
    int status = 0;

    kill(b->pid, SIGKILL);
    waitpid(b->pid, &status, 0);
    b->pid = 0;
    if (WIFSIGNALED(status))
        snprintf(why, n, "the supervisor was killed by signal %d", WTERMSIG(status));
    else
        snprintf(why, n, "the supervisor ended with status %d", WEXITSTATUS(status));
}

void
birth_undo(struct birth *b)
{
    _own_(free) char *dial = mem_printf("%s/dial.sock", b->state_dir);
    char why[128];

    if (b->pid > 0)
        birth_reap(b, why, sizeof why);
    if (b->control >= 0)
        close(b->control);
    if (b->cgroup)
        cgroup_remove(b->cgroup, ERR_IGNORED);
    if (b->lock >= 0) {
        unlink(dial);
        close(b->lock);
    }
    if (b->limits >= 0)
        limits_leave(b->limits);
    free(b->state_dir);
    free(b->cgroup);
}

bool
fleet_role(int argc, char **argv, int *status)
{
    if (argc < 2 || !str_eq(argv[1], ROLE))
        return false;
    *status = supervisor_run(argv + 2, argc - 2);
    return true;
}
