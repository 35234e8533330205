// SPDX-License-Identifier: MIT
// Programs as the library starts them where the caller does not.
#include "io/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>

#include "base/own.h"

// Above the three: what is to become one of these is not overwritten by another.
static int
lift(int fd)
{
    _own_(fd) int null = fd < 0 ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1;

    return fcntl(fd < 0 ? null : fd, F_DUPFD_CLOEXEC, 3);
}

// Of all signals it knows only what every program does: a pipe that breaks ends it.
static void
take_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, pipe;

    sigemptyset(&none);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &pipe);
    posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int
spawn(const struct lct_program *p, const int files[static 3], pid_t *pid)
{
    static char *const nothing[] = { NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failed;

    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    take_signals(&attributes);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2(&actions, files[i], i);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    failed = posix_spawnp(pid, p->argv[0], &actions, &attributes, (char *const *)(uintptr_t)p->argv,
        p->environment ? (char *const *)(uintptr_t)p->environment : nothing);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static int
start(void *user, const struct lct_program *p, pid_t *pid)
{
    _own_(fd) int in = lift(p->files[0]), out = lift(p->files[1]), err = lift(p->files[2]);
    const int files[] = { in, out, err };

    if (in < 0 || out < 0 || err < 0)
        return errno;
    return spawn(p, files, pid);
}

static int
ended(void *user, pid_t pid, int *status)
{
    pid_t found = waitpid(pid, status, WNOHANG);

    return found < 0 ? errno : found ? 0 : EAGAIN;
}

static int
stop(void *user, pid_t pid)
{
    return kill(pid, SIGTERM) < 0 ? errno : 0;
}

const struct lct_processes program_processes = { .start = start, .ended = ended, .stop = stop };
