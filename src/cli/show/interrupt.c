// SPDX-License-Identifier: MIT
// Ctrl-C: once, what runs is finished and saved; twice, it is cancelled; three times, it is over.
// Where there is nothing to save: once, it is cancelled; twice, it is over.
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/show/progress.h"

static struct lct *interrupted;
static volatile sig_atomic_t n_times, told;
static bool nothing_to_save;

static void
say(const char *text)
{
    if (write(STDERR_FILENO, "\r", 1) == 1 && write(STDERR_FILENO, text, strlen(text)) > 0 &&
        write(STDERR_FILENO, "\n", 1) == 1)
        told = 1;
}

const char *
interrupt_text(void)
{
    if (nothing_to_save)
        return "stopping";
    return n_times > 1 ? "cancelling" : "stopping: what runs is finished and saved (again: cancel)";
}

void
interrupt_unheard(void)
{
    if (nothing_to_save)
        lct_interrupt(interrupted);
}

int
interrupt_times(void)
{
    return n_times;
}

static void
on_signal(int signo)
{
    (void)signo;
    n_times = n_times + 1;
    if (n_times > 2 - nothing_to_save)
        _exit(130);
    say(interrupt_text());
    lct_interrupt(interrupted);
}

void
interrupt_stop(struct lct *t)
{
    interrupt_catch(t);
    nothing_to_save = true;
}

void
interrupt_catch(struct lct *t)
{
    struct sigaction action = { .sa_handler = t ? on_signal : SIG_DFL, .sa_flags = SA_RESTART };

    interrupted = t;
    n_times = 0;
    nothing_to_save = false;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool
interrupt_told(void)
{
    bool was = told;

    told = 0;
    return was;
}
