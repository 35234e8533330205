// SPDX-License-Identifier: MIT
// How this process takes signals, to be compared with how it took them before.
#ifndef TEST_SIGNALS_H
#define TEST_SIGNALS_H

#include <signal.h>
#include <string.h>

struct signals {
    struct sigaction actions[NSIG];
    sigset_t blocked;
};

static inline void
signals_take(struct signals *s)
{
    memset(s, 0, sizeof *s);
    for (int i = 1; i < NSIG; i++)
        sigaction(i, NULL, &s->actions[i]);
    sigprocmask(SIG_SETMASK, NULL, &s->blocked);
}

// The first signal that is taken otherwise now, or blocked or not; 0: none is.
static inline int
signals_changed(const struct signals *before)
{
    struct signals now;

    signals_take(&now);
    for (int i = 1; i < NSIG; i++)
        if (now.actions[i].sa_handler != before->actions[i].sa_handler ||
            now.actions[i].sa_flags != before->actions[i].sa_flags ||
            sigismember(&now.blocked, i) != sigismember(&before->blocked, i))
            return i;
    return 0;
}

#endif
