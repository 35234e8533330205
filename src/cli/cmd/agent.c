// SPDX-License-Identifier: MIT
// Agents beside what logs in by them; and ssh-agent, which has the shared one of a cluster serve.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"

#define IDLE_MS 60000 // of the shared one: longer than any log-in takes

// ---- a process of its own

// What ends it: the process, or a signal to us, who then still tidy up. A descriptor that can be
// read when one of these has come; -1: there is none to be had.
static int
ends(int process)
{
    static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
    struct epoll_event in = { .events = EPOLLIN };
    int all = epoll_create1(EPOLL_CLOEXEC);
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaddset(&set, signals[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (epoll_ctl(all, EPOLL_CTL_ADD, signalfd(-1, &set, SFD_CLOEXEC), &in) < 0 ||
        (process >= 0 && epoll_ctl(all, EPOLL_CTL_ADD, process, &in) < 0))
        return -1;
    return all;
}

// Nobody who reads what the command says waits for us.
static void
leave_terminal(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        dup2(nothing, fd);
}

static _Noreturn void
serve(struct lct_agent *a, int process, int64_t idle_ms)
{
    struct lct_err err = { 0 };

    leave_terminal();
    int end = ends(process);
    if (end >= 0) // else it would never end
        lct_agent_serve(a, end, idle_ms, &err);
    lct_agent_close(a);
    _exit(0);
}

// A grandchild: whoever we become has no child that he does not know of. The agent is its own.
static int
start(struct lct_agent *a, int process, int64_t idle_ms, struct lct_err *err)
{
    pid_t child = fork(), grandchild;
    int status = 0;

    if (child == 0) {
        setsid();
        grandchild = fork();
        if (grandchild == 0)
            serve(a, process, idle_ms);
        _exit(grandchild < 0);
    }
    if (child > 0)
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
    if (child > 0 && !status) {
        lct_agent_forget(a);
        return LCT_OK;
    }
    lct_agent_close(a);
    return lct_fail(err, LCT_EFAILED, "cannot start the agent");
}

int
agent_beside(struct lct_agent *a, struct lct_err *err)
{
    _own_(fd) int us = (int)syscall(SYS_pidfd_open, getpid(), 0);

    if (us >= 0)
        return start(a, us, 0, err);
    lct_agent_close(a);
    return lct_fail(err, LCT_EFAILED, "cannot watch ourselves: %s", strerror(errno));
}

// ---- the command

static int
serve_shared(struct lct_agent *a, struct lct_err *err)
{
    int code = lct_agent_listen(a, err);

    if (code == LCT_OK)
        return start(a, -1, IDLE_MS, err);
    lct_agent_close(a);
    return code == LCT_EEXISTS ? LCT_OK : code;
}

int
run_ssh_agent(struct invocation *v)
{
    struct lct_agent *agent = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    closefrom(STDERR_FILENO + 1); // who calls us may wait for the end of what he handed us
    if (!toolkit(v, &status))
        return status;
    int code = lct_agent_open(v->toolkit, v->arguments[0], true, &agent, &err);
    lct_close(v->toolkit); // what serves has nothing of it
    v->toolkit = NULL;
    if (code < 0)
        return tell_error(v, &err);
    _own_(free) char *socket = mem_strdup(lct_agent_socket(agent));
    if (serve_shared(agent, &err) < 0)
        return tell_error(v, &err);
    if (v->json)
        return print_json_word("socket", socket);
    puts(socket);
    return 0;
}
