// SPDX-License-Identifier: MIT
// The light init of a node: makes a host key, keeps sshd running, reaps, ends when told to.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/fleet/node.h"

// Forks; the child starts with ordinary signals in a session of its own.
static pid_t
child_start(void)
{
    pid_t child = fork();

    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        setsid();
    }
    return child;
}

static void
host_key_ensure(void)
{
    pid_t child = child_start();

    if (child == 0) {
        execl("/bin/sh", "sh", "-c",
            "set -- /etc/ssh/ssh_host_*_key; test -s \"$1\" ||"
            " ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key",
            (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
}

static pid_t
sshd_run(void)
{
    pid_t child = child_start();

    if (child == 0) {
        execl("/usr/sbin/sshd", "/usr/sbin/sshd", "-D", (char *)NULL);
        _exit(127);
    }
    return child;
}

// A pid namespace's init cannot really restart the machine: it dies of SIGHUP or SIGINT instead,
// which is how the supervisor tells the two apart.
static void
end(bool restart)
{
    kill(-1, SIGTERM);
    usleep(50000);
    kill(-1, SIGKILL);
    while (wait(NULL) > 0)
        ;
    reboot(restart ? RB_AUTOBOOT : RB_POWER_OFF);
    _exit(1);
}

void
tiny_init_run(void)
{
    sigset_t all;
    pid_t sshd;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    prctl(PR_SET_NAME, "init");
    mkdir("/run/sshd", 0755);
    host_key_ensure();
    sshd = sshd_run();
    for (;;) {
        int signo = 0;
        sigwait(&all, &signo);
        if (signo == SIGRTMIN + 4 || signo == SIGTERM || signo == SIGPWR)
            end(false);
        if (signo == SIGRTMIN + 5 || signo == SIGINT)
            end(true);
        for (pid_t pid; (pid = waitpid(-1, NULL, WNOHANG)) > 0;)
            if (pid == sshd) {
                usleep(200000); // an sshd that cannot start must not spin
                sshd = sshd_run();
            }
    }
}
