// SPDX-License-Identifier: MIT
// measure COMMAND..: runs it and says what it cost, as one line of JSON on descriptor 3: wall
// seconds until it ended, CPU seconds (user and system) of it and of all that it left behind.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REPORT_FD 3

static double
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

// Waits for the command, then for what it put into the background: orphans come to us, so that
// their time is counted too (the connection masters of OpenSSH, for one).
static int
wait_all(pid_t command, double *ended)
{
    int status, result = -1;
    pid_t one;
    while ((one = wait(&status)) > 0 || errno == EINTR)
        if (one == command) {
            *ended = now();
            result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    return result;
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: measure COMMAND.. 3>report\n", stderr);
        return 2;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    double began = now(), ended = began;
    pid_t command = fork();
    if (command == 0) {
        close(REPORT_FD);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    int status = command > 0 ? wait_all(command, &ended) : 127;
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    dprintf(REPORT_FD,
        "{\"wall_s\": %.4f, \"user_s\": %.4f, \"sys_s\": %.4f, \"cpu_s\": %.4f, \"status\": %d}\n",
        ended - began, seconds(usage.ru_utime), seconds(usage.ru_stime),
        seconds(usage.ru_utime) + seconds(usage.ru_stime), status);
    return status;
}
