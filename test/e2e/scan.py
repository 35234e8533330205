# SPDX-License-Identifier: MIT
# scan.py open|any FIRST LAST ADDRESS... - prints the TCP ports that answer at each address ("ADDRESS PORT"), by
# plain connects; any: a refusal is an answer, too. Needs nothing but the socket and select modules. Run on a
# node; its own firewall refuses what it may not send, so only `open` tells anything of the other end there.
import errno
import select
import socket
import sys
import time

BATCH, WAIT = 15000, 0.8
ANSWERS = (0, errno.ECONNREFUSED) if sys.argv[1] == 'any' else (0,)


def scan(address, ports):
    family = socket.AF_INET6 if ':' in address else socket.AF_INET
    poll, waiting, found = select.epoll(), {}, []
    for port in ports:
        s = socket.socket(family, socket.SOCK_STREAM)
        s.setblocking(False)
        code = s.connect_ex((address, port))
        if code == 0:
            found.append(port)
        elif code == errno.EINPROGRESS:
            poll.register(s.fileno(), select.EPOLLOUT | select.EPOLLERR | select.EPOLLHUP)
            waiting[s.fileno()] = (s, port)
            continue
        s.close()
    end = time.monotonic() + WAIT
    while waiting and time.monotonic() < end:
        for fd, _ in poll.poll(max(0, end - time.monotonic())):
            s, port = waiting.pop(fd)
            code = s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code in ANSWERS:
                found.append(port)
            poll.unregister(fd)
            s.close()
    for s, _ in waiting.values():
        s.close()
    return found


first, last = int(sys.argv[2]), int(sys.argv[3])
for address in sys.argv[4:]:
    for start in range(first, last + 1, BATCH):
        for port in scan(address, range(start, min(start + BATCH, last + 1))):
            print(address, port)
