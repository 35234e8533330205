// SPDX-License-Identifier: MIT
// lab dial: a connection into the lab for ssh, Ansible and scp - the connected socket itself where
// the other side takes it (ProxyUseFdpass), else its bytes.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/own.h"
#include "base/parse.h"
#include "base/pass.h"
#include "cli/cmd/run.h"

static int
pass_descriptor(int fd, struct lct_err *err)
{
    if (pass_send(STDOUT_FILENO, "", 1, fd, 0) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot hand over the connection: %s", strerror(errno));
    return LCT_OK;
}

// Copies what can be read; false at the end.
static bool
copy(int from, int to)
{
    char data[65536];
    ssize_t n = read(from, data, sizeof data);

    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    if (to == STDOUT_FILENO)
        return n > 0 && output_write(data, (size_t)n);
    for (ssize_t done = 0, k; done < n; done += k) {
        k = write(to, data + done, (size_t)(n - done));
        if (k < 0 && errno != EINTR)
            return false;
        k = k < 0 ? 0 : k;
    }
    return n > 0;
}

// Until the node's side ends; the end of the input is passed on.
static int
copy_both(int fd, struct lct_err *err)
{
    struct pollfd waits[] = { { STDIN_FILENO, POLLIN, 0 }, { fd, POLLIN, 0 } };

    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    for (;;) {
        if (poll(waits, 2, -1) < 0 && errno != EINTR)
            return lct_fail(err, LCT_EFAILED, "cannot wait for data: %s", strerror(errno));
        if (waits[1].revents && !copy(fd, STDOUT_FILENO))
            return LCT_OK;
        if (waits[0].revents && !copy(STDIN_FILENO, fd)) {
            shutdown(fd, SHUT_WR);
            waits[0].fd = -1;
            waits[0].revents = 0;
        }
    }
}

static bool
wants_descriptor(void)
{
    struct sockaddr_storage address;
    socklen_t n = sizeof address;

    return getsockname(STDOUT_FILENO, (struct sockaddr *)&address, &n) == 0 &&
           address.ss_family == AF_UNIX;
}

int
run_lab_dial(struct invocation *v)
{
    _own_(fd) int fd = -1;
    struct lct_err err = { 0 };
    int status = 0, code;
    int64_t port;

    if (!parse_int(v->arguments[1], 1, 65535, &port))
        return tell_usage(v, "", "%s is no port", v->arguments[1]);
    if (!toolkit(v, &status))
        return status;
    code = lct_lab_dial(v->toolkit, v->arguments[0], (unsigned)port, &fd, &err);
    if (code == LCT_OK)
        code = wants_descriptor() ? pass_descriptor(fd, &err) : copy_both(fd, &err);
    return code == LCT_OK ? 0 : tell_error(v, &err);
}
