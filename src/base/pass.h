// SPDX-License-Identifier: MIT
// Descriptors that go from one process to another, with bytes beside them, over a socket of
// AF_UNIX.
#ifndef BASE_PASS_H
#define BASE_PASS_H

#include <stddef.h>
#include <sys/types.h>

// As send(2), and fd (-1: none) with it. It stays the sender's, too.
ssize_t pass_send(int socket, const void *data, size_t n, int fd, int flags);
// As recv(2). *fd: the one that came, the caller's to close, closed by exec; -1: none.
ssize_t pass_receive(int socket, void *data, size_t n, int flags, int *fd);

#endif
