// SPDX-License-Identifier: MIT
// Standard output: all that is written to it passes here, so that a full disk, or a reader that
// went away, ends every command with the right status - at once, where it would go on for long.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/show/progress.h"
#include "cli/show/tell.h"

#define BUFFER ((size_t)64 << 10)

static int lost; // errno of the write that failed; nothing is written after it

static void
lose(int error)
{
    lost = error;
    interrupt_unheard();
}

bool
output_write(const void *data, size_t n)
{
    const char *p = data;

    while (n && !lost) {
        ssize_t done = write(STDOUT_FILENO, p, n);
        if (done < 0 && errno == EAGAIN) // whom we share it with made it so
            poll(&(struct pollfd){ .fd = STDOUT_FILENO, .events = POLLOUT }, 1, -1);
        else if (done < 0 && errno != EINTR)
            lose(errno);
        p += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    return !lost;
}

static ssize_t
write_buffered(void *user, const char *data, size_t n)
{
    (void)user;
    return output_write(data, n) ? (ssize_t)n : 0;
}

void
output_begin(void)
{
    FILE *out = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = write_buffered });

    signal(SIGPIPE, SIG_IGN); // it is an error as others are
    if (!out)
        _exit(1);
    setvbuf(out, NULL, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, BUFFER);
    stdout = out;
}

int
output_fd(const FILE *out)
{
    return out == stderr ? STDERR_FILENO : STDOUT_FILENO;
}

bool
output_lost(void)
{
    return lost != 0;
}

// What was interrupted only because nobody took its output has failed, and was not cancelled.
int
output_end(const struct invocation *v, int status)
{
    struct lct_err err;

    fflush(stdout);
    if (!lost)
        return status;
    if (lost != EPIPE) {
        lct_fail(&err, LCT_EFAILED, "cannot write the answer: %s", strerror(lost));
        tell_error(v, &err);
    }
    return status && status != exit_status(LCT_ECANCELLED) ? status : exit_status(LCT_EFAILED);
}
