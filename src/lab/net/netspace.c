// SPDX-License-Identifier: MIT
// Network namespaces without a process: each segment of the lab's network is one.
#include "lab/net/netspace.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"

static const char here[] = "/proc/self/ns/net";

static int
setting_write(const char *path, const char *value, struct lct_err *err)
{
    _own_(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0 || write(fd, value, strlen(value)) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot set %s: %s", path, strerror(errno));
    return LCT_OK;
}

struct setting {
    const char *path, *value; // NULL ends a table
};

static int
settings_write(const struct setting *s, struct lct_err *err)
{
    int code = LCT_OK;

    for (; !code && s->path; s++)
        code = setting_write(s->path, s->value, err);
    return code;
}

// A new namespace may begin with this machine's own.
int
netspace_route_here(struct lct_err *err)
{
    static const struct setting settings[] = {
        { "/proc/sys/net/ipv4/ip_forward", "1" },
        { "/proc/sys/net/ipv6/conf/all/forwarding", "1" },
        { "/proc/sys/net/ipv4/conf/all/rp_filter", "0" },
        { "/proc/sys/net/ipv4/conf/default/rp_filter", "0" },
        { "/proc/sys/net/ipv6/conf/default/accept_dad", "0" },
        { 0 },
    };

    return settings_write(settings, err);
}

static int
ports_judge(struct lct_err *err)
{
    static const struct setting settings[] = {
        { "/proc/sys/net/ipv4/conf/all/rp_filter", "1" },
        { "/proc/sys/net/ipv4/conf/all/proxy_arp", "1" },
        { "/proc/sys/net/ipv4/conf/all/src_valid_mark", "1" },
        { 0 },
    };

    return settings_write(settings, err);
}

// What is made of the namespace that this process is in.
static int
inside_make(struct netspace *ns, struct lct_err *err)
{
    int code;

    ns->fd = open(here, O_RDONLY | O_CLOEXEC);
    if (ns->fd < 0)
        return lct_fail(err, LCT_EFAILED, "cannot open %s: %s", here, strerror(errno));
    code = netspace_route_here(err);
    if (!code)
        code = ports_judge(err);
    if (!code)
        code = netlink_open(&ns->nl, err);
    return code ? code : netlink_up(&ns->nl, "lo", err);
}

int
netspace_make(struct netspace *ns, struct lct_err *err)
{
    _own_(fd) int home = open(here, O_RDONLY | O_CLOEXEC);
    int code;

    *ns = (struct netspace){ .fd = -1, .nl = { .fd = -1 } };
    if (home < 0 || unshare(CLONE_NEWNET) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make a network: %s", strerror(errno));
    code = inside_make(ns, err);
    if (setns(home, CLONE_NEWNET) < 0)
        abort(); // all that follows would happen in the wrong network
    if (code)
        netspace_close(ns);
    return code;
}

void
netspace_close(struct netspace *ns)
{
    netlink_close(&ns->nl);
    if (ns->fd >= 0)
        close(ns->fd);
    ns->fd = -1;
}

// ---- rules

static void __attribute__((noreturn)) nft_run(const struct netspace *ns, int rules, int said)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    dup2(rules, STDIN_FILENO);
    dup2(said, STDERR_FILENO);
    if (setns(ns->fd, CLONE_NEWNET) < 0)
        _exit(126);
    execlp("nft", "nft", "-f", "-", (char *)NULL);
    dprintf(STDERR_FILENO, "cannot run nft: %s", strerror(errno));
    _exit(127);
}

// What it says of a failure is short: it is read when it has ended.
static int
nft_wait(pid_t pid, int said, struct lct_err *err)
{
    char text[256];
    int status = 0;
    ssize_t n;

    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return LCT_OK;
    n = read(said, text, sizeof text - 1);
    text[n > 0 ? n : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return lct_fail(err, LCT_EFAILED, "cannot load rules of the network: %s",
        text[0] ? text : "nft has failed");
}

int
netspace_rules(const struct netspace *ns, const char *rules, struct lct_err *err)
{
    _own_(fd) int file = memfd_create("rules", MFD_CLOEXEC);
    _own_(fd) int in = -1;
    _own_(fd) int out = -1;
    size_t n = strlen(rules);
    int said[2];
    pid_t pid;

    if (file < 0 || write(file, rules, n) != (ssize_t)n || lseek(file, 0, SEEK_SET) < 0 ||
        pipe2(said, O_CLOEXEC | O_NONBLOCK) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot hand over rules: %s", strerror(errno));
    in = said[0];
    out = said[1];
    pid = fork();
    if (pid == 0)
        nft_run(ns, file, out);
    return nft_wait(pid, in, err);
}
