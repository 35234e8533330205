// SPDX-License-Identifier: MIT
// Descriptors over sockets.
#include "base/pass.h"

#include <string.h>
#include <sys/socket.h>

// Room for one: of more that come the kernel closes the rest.
union control {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
};

ssize_t
pass_send(int socket, const void *data, size_t n, int fd, int flags)
{
    union control control = { 0 };
    union {
        const void *from;
        void *base;
    } bytes = { .from = data };
    struct iovec part = { bytes.base, n };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

    if (fd >= 0) {
        control.head.cmsg_level = SOL_SOCKET;
        control.head.cmsg_type = SCM_RIGHTS;
        control.head.cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
    }
    return sendmsg(socket, &message, flags);
}

ssize_t
pass_receive(int socket, void *data, size_t n, int flags, int *fd)
{
    union control control;
    struct iovec part = { data, n };
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
    };
    ssize_t got = recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC);
    struct cmsghdr *c = got >= 0 ? CMSG_FIRSTHDR(&message) : NULL;

    *fd = -1;
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
        c->cmsg_len == CMSG_LEN(sizeof *fd))
        memcpy(fd, CMSG_DATA(c), sizeof *fd);
    return got;
}
