// SPDX-License-Identifier: MIT
// Programs that the library starts: Graphviz's dot, where an SVG is asked for; lct-lab, by
// lct_lab_start; cloud-init, where it is installed and a plan that is read has user-data: it tells
// what is wrong with that; git, where a plan that is read names what lies in git. No other call
// starts one, or touches how this process takes signals. Whoever wants to start them himself, or
// none to be started, says so by lct_conf.processes.
#ifndef LCT_PROCESS_H
#define LCT_PROCESS_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// What is to be started.
struct lct_program {
    const char *const *argv;        // NULL-terminated; argv[0]: a path, or a name for PATH
    const char *const *environment; // "NAME=value", NULL-terminated; NULL: none
    int files[3]; // descriptors that become its standard input, output and error; -1: /dev/null.
                  // They stay the library's.
};

// How programs are started, in the thread of the call that needs one. Each yields 0 or a number of
// errno(3), and has `user` handed to it.
struct lct_processes {
    // Starts it in a session of its own, with no descriptor but these three; *pid names it from now
    // on. ENOENT: there is no such program.
    int (*start)(void *user, const struct lct_program *p, pid_t *pid);
    // Has it ended? *status as of waitpid(2); EAGAIN: it runs. Does not wait. Is not asked again
    // once it has.
    int (*ended)(void *user, pid_t pid, int *status);
    // Asks it to end; ended tells when it has.
    int (*stop)(void *user, pid_t pid);
    void *user;
};

// For lct_conf.processes: none is started, what needs one is LCT_EUSAGE.
const struct lct_processes *lct_processes_none(void);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
