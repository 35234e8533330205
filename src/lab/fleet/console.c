// SPDX-License-Identifier: MIT
// A node's console: a terminal whose output goes to a bounded file.
#include "lab/fleet/console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define LOG_MAX (256 * 1024)

struct console {
    int master, slave; // slave: kept open, or the master would see an end at every close
    int log;
    off_t written;
    struct watch *watch;
    char terminal[64];
};

static void
console_drain(void *user, int events)
{
    struct console *c = user;
    char data[4096];
    ssize_t n;

    while ((n = read(c->master, data, sizeof data)) > 0) {
        if (c->written > LOG_MAX && ftruncate(c->log, 0) == 0)
            c->written = 0;
        if (pwrite(c->log, data, (size_t)n, c->written) == n)
            c->written += n;
    }
}

static int
terminal_open(struct console *c)
{
    c->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (c->master < 0 || grantpt(c->master) < 0 || unlockpt(c->master) < 0 ||
        fcntl(c->master, F_SETFL, O_NONBLOCK) < 0 ||
        ptsname_r(c->master, c->terminal, sizeof c->terminal) != 0)
        return -1;
    c->slave = open(c->terminal, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return c->slave;
}

int
console_open(struct loop *l, const char *log, struct console **ret, struct lct_err *err)
{
    struct console *c = NEW(struct console);

    c->master = c->slave = -1;
    c->log = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (c->log < 0 || terminal_open(c) < 0) {
        lct_fail(err, LCT_EFAILED, "cannot make a console: %s", strerror(errno));
        console_close(c);
        return LCT_EFAILED;
    }
    c->watch = watch_start(l, c->master, WATCH_READ, console_drain, c);
    *ret = c;
    return LCT_OK;
}

void
console_close(struct console *c)
{
    if (!c)
        return;
    if (c->watch) {
        console_drain(c, WATCH_READ);
        watch_stop(c->watch);
    }
    if (c->master >= 0)
        close(c->master);
    if (c->slave >= 0)
        close(c->slave);
    if (c->log >= 0)
        close(c->log);
    free(c);
}

const char *
console_terminal(const struct console *c)
{
    return c->terminal;
}
