// lab start, stop, status, reset, dial.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/own.h"
#include "base/parse.h"
#include "cli/run.h"

static void
print_status(const struct lct_value *root)
{
    printf("The lab is %s.\n", lct_text(lct_get(root, "state"), "?"));
    if (lct_get(root, "url"))
        printf("  API     %s (v4 and v4beta)\n  token   in %s\n",
            lct_text(lct_get(root, "url"), ""), lct_text(lct_get(root, "token_file"), ""));
}

int
run_lab_start(struct invocation *v)
{
    struct lct_lab_args args = { .internet = option_value(v, "internet"),
        .speed = option_value(v, "speed") };
    const char *most = option_value(v, "nodes-max");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int64_t n = 0;
    int status = 0, code;

    if (most && !parse_int(most, 1, 100000, &n)) {
        lct_fail(&err, LCT_EUSAGE, "--nodes-max %s is no number of nodes", most);
        return tell_error(v, &err);
    }
    args.nodes_max = (int)n;
    if (!toolkit(v, &status))
        return status;
    struct progress *p = progress_new(v);
    code = lct_lab_start(v->toolkit, &args, progress_watch(p), &answer, &err);
    progress_free(p);
    if (code != LCT_OK)
        return tell_error(v, &err);
    if (v->json)
        return print_json(answer);
    print_status(lct_answer_root(answer));
    lct_answer_free(answer);
    return 0;
}

int
run_lab_stop(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return lct_lab_stop(v->toolkit, &err) < 0 ? tell_error(v, &err) : 0;
}

int
run_lab_status(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (lct_lab_status(v->toolkit, &answer, &err) < 0)
        return tell_error(v, &err);
    if (v->json)
        return print_json(answer);
    print_status(lct_answer_root(answer));
    lct_answer_free(answer);
    return 0;
}

int
run_lab_reset(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = confirm(v, "Delete everything in the lab?");

    if (status || !toolkit(v, &status))
        return status;
    return lct_lab_reset(v->toolkit, &err) < 0 ? tell_error(v, &err) : 0;
}

static int
pass_descriptor(int fd)
{
    char byte = 0, space[CMSG_SPACE(sizeof fd)] = { 0 };
    struct iovec part = { &byte, 1 };
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space
    };
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);

    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(head), &fd, sizeof fd);
    return sendmsg(STDOUT_FILENO, &message, 0) < 0 ? 1 : 0;
}

// Copies what can be read; false at the end.
static bool
copy(int from, int to)
{
    char data[65536];
    ssize_t n = read(from, data, sizeof data);

    for (ssize_t done = 0, k; done < n; done += k) {
        k = write(to, data + done, (size_t)(n - done));
        if (k < 0)
            return false;
    }
    return n > 0;
}

static int
copy_both(int fd)
{
    struct pollfd waits[] = { { STDIN_FILENO, POLLIN, 0 }, { fd, POLLIN, 0 } };

    while (poll(waits, 2, -1) >= 0) {
        if (waits[1].revents && !copy(fd, STDOUT_FILENO))
            return 0;
        if (waits[0].revents && !copy(STDIN_FILENO, fd)) {
            shutdown(fd, SHUT_WR);
            waits[0].fd = -1;
        }
    }
    return 1;
}

static bool
wants_descriptor(void)
{
    int type;
    socklen_t n = sizeof type;
    struct sockaddr_storage address;
    socklen_t len = sizeof address;

    return getsockopt(STDOUT_FILENO, SOL_SOCKET, SO_TYPE, &type, &n) == 0 &&
           getsockname(STDOUT_FILENO, (struct sockaddr *)&address, &len) == 0 &&
           address.ss_family == AF_UNIX;
}

int
run_lab_dial(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = 0;
    int64_t port;
    _own_(fd) int fd = -1;

    if (!parse_int(v->arguments[1], 1, 65535, &port)) {
        lct_fail(&err, LCT_EUSAGE, "%s is no port", v->arguments[1]);
        return tell_error(v, &err);
    }
    if (!toolkit(v, &status))
        return status;
    if (lct_lab_dial(v->toolkit, v->arguments[0], (unsigned)port, &fd, &err) < 0)
        return tell_error(v, &err);
    return wants_descriptor() ? pass_descriptor(fd) : copy_both(fd);
}
