// SPDX-License-Identifier: MIT
// Death by ptrace: nothing in the program knows of it.
#include "die.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../testing.h"

// Those that a store may use; what it opens is opened to be made or not.
static bool
changes_files(const struct __ptrace_syscall_info *i)
{
    static const long calls[] = { SYS_write, SYS_pwrite64, SYS_writev, SYS_fsync, SYS_fdatasync,
        SYS_syncfs, SYS_ftruncate, SYS_truncate, SYS_rename, SYS_renameat, SYS_renameat2,
        SYS_unlink, SYS_unlinkat, SYS_rmdir, SYS_mkdir, SYS_mkdirat, SYS_link, SYS_fchmod,
        SYS_chmod, SYS_flock };

    if (i->entry.nr == SYS_openat)
        return i->entry.args[2] & O_CREAT;
    for (size_t c = 0; c < sizeof calls / sizeof calls[0]; c++)
        if (i->entry.nr == (unsigned long)calls[c])
            return true;
    return false;
}

// To its next stop; false: it has ended.
static bool
goes_on(pid_t child, int *status)
{
    assert_int_equal(ptrace(PTRACE_SYSCALL, child, NULL, NULL), 0);
    assert_int_equal(waitpid(child, status, 0), child);
    return WIFSTOPPED(*status);
}

static bool
is_at_change(pid_t child, int status)
{
    struct __ptrace_syscall_info i;

    return WSTOPSIG(status) == (SIGTRAP | 0x80) &&
           ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof i, &i) > 0 &&
           i.op == PTRACE_SYSCALL_INFO_ENTRY && changes_files(&i);
}

bool
dies_at(unsigned n, void (*fn)(void *user), void *user)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        fn(user);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
    while (goes_on(child, &status)) {
        if (!is_at_change(child, status) || --n)
            continue;
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        return true;
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return false;
}
