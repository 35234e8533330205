// SPDX-License-Identifier: MIT
// Reading what is not shown.
#include "cli/term/unseen.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/err.h"

// A person types a secret unseen.
static bool
echo_off(struct termios *before)
{
    struct termios unseen;

    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, before) < 0)
        return false;
    unseen = *before;
    unseen.c_lflag &= ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0;
}

static int
read_all(struct unseen *value, bool one_line, struct lct_err *err)
{
    ssize_t got;

    do {
        got = read(STDIN_FILENO, value->data + value->n, UNSEEN_MAX - value->n);
        if (got < 0 && errno != EINTR)
            return lct_fail(err, LCT_EFAILED, "cannot read the value: %s", strerror(errno));
        value->n += got > 0 ? (size_t)got : 0;
    } while (got != 0 && value->n < UNSEEN_MAX &&
             !(one_line && value->n && value->data[value->n - 1] == '\n'));
    if (value->n == UNSEEN_MAX)
        return lct_fail(err, LCT_EUSAGE, "the value is larger than %d bytes", UNSEEN_MAX - 1);
    while (value->n && strchr("\r\n", value->data[value->n - 1]))
        value->n--;
    return LCT_OK;
}

int
unseen_read(const char *name, struct unseen *value, struct lct_err *err)
{
    struct termios before;
    bool unseen = echo_off(&before);
    int code;

    value->n = 0;
    if (unseen)
        fprintf(stderr, "%s (not shown): ", name);
    code = read_all(value, unseen, err);
    if (unseen) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    return code;
}
