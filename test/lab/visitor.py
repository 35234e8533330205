#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# A client from outside of the lab's network, by its dialer: asks NodeBalancers and tells what came.
# usage: visitor.py DIAL.SOCK VERB HOST PORT [...]
#   get N [PATH [COOKIE]]  N requests, a connection each; what each answered, or "error"
#   tls N                  the same by TLS
#   shows                  SHA-256 of the certificate that it is shown
#   line N                 N connections by TCP, a line each
#   greets                 what it is told before it says anything
#   cookie                 the cookie that a first request gets
#   hold SECONDS           one connection, a line each 20 ms; how many were answered, and by whom
#   watch FILE [tls]       a request each 20 ms until FILE is there; the longest time without an answer, ms,
#                          and how many requests failed
import array
import hashlib
import os
import socket
import ssl
import sys
import time

dial, verb, host, port, *rest = sys.argv[1:]


def connect():
    asked = socket.socket(socket.AF_UNIX)
    asked.settimeout(20)
    asked.connect(dial)
    asked.sendall(('%s %s\n' % (host, port)).encode())
    fds = array.array('i')
    text, control, *_ = asked.recvmsg(512, socket.CMSG_SPACE(4))
    for level, kind, data in control:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[:4])
    if not fds:
        raise OSError(0, text.decode().strip().removeprefix('error '))
    made = socket.socket(fileno=fds[0])
    made.settimeout(20)
    return made


def request(s, path='/', cookie=None):
    s.sendall(('GET %s HTTP/1.1\r\nHost: x\r\n%sConnection: close\r\n\r\n'
               % (path, 'Cookie: %s\r\n' % cookie if cookie else '')).encode())
    data = b''
    while piece := s.recv(65536):
        data += piece
    head, _, body = data.partition(b'\r\n\r\n')
    return int(head.split()[1]), head.decode(), body.decode().strip()


def tried(ask):
    try:
        with connect() as s:
            return ask(s)
    except (OSError, IndexError) as e:
        return 'error %s' % (e.strerror if isinstance(e, OSError) and e.strerror else 'closed')


def web(s):
    status, _, body = request(s, *rest[1:])
    return '%d %s' % (status, body)


def secured(s):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(s)


def tls(s):
    with secured(s) as t:
        status, _, body = request(t)
        return '%d %s' % (status, body)


def shows(s):
    with secured(s) as t:
        return hashlib.sha256(t.getpeercert(True)).hexdigest()


def line(s):
    s.sendall(b'x\n')
    return s.recv(4096).decode().strip() or 'error closed'


def greets(s):
    return s.recv(4096).decode(errors='replace')


def cookie(s):
    _, head, _ = request(s)
    return next((h.split(': ')[1].split(';')[0] for h in head.split('\r\n') if h.lower().startswith('set-cookie')), '-')


def hold():
    by = {}
    with connect() as s:
        end = time.monotonic() + float(rest[0])
        while time.monotonic() < end:
            s.sendall(b'x\n')
            said = s.recv(4096).decode().split()
            if not said:
                return 'broken'
            by[said[0]] = by.get(said[0], 0) + 1
            time.sleep(0.02)
    return ' '.join(sorted(by))


def watch():
    longest = failed = 0
    ask = (lambda s: request(secured(s))[0]) if rest[1:] == ['tls'] else (lambda s: request(s)[0])
    last = time.monotonic()
    while not os.path.exists(rest[0]):
        if tried(ask) == 200:
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
        else:
            failed += 1
        time.sleep(0.02)
    return '%d %d' % (longest * 1000, failed)


if verb in ('get', 'tls', 'line'):
    for _ in range(int(rest[0])):
        print(tried({'get': web, 'tls': tls, 'line': line}[verb]), flush=True)
else:
    print({'cookie': lambda: tried(cookie), 'greets': lambda: tried(greets), 'shows': lambda: tried(shows),
           'hold': hold, 'watch': watch}[verb]())
