#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# A backend of the tests of NodeBalancers: answers each request with its name, and with what it knows
# of who asks.
# usage: backend.py NAME
#   8080 HTTP: /fail answers 500, /slow after a second, all others "NAME CLIENT FORWARDED-FOR PROTO"
#   8081 TCP behind PROXY v1 or v2: "NAME VERSION CLIENT"; 8082 TCP: echoes each line behind "NAME "
#   8083 UDP: echoes behind "NAME CLIENT "
import http.server
import socket
import socketserver
import struct
import sys
import threading
import time

name = sys.argv[1]


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        if self.path == '/slow':
            time.sleep(1)
        said = '%s %s %s %s\n' % (name, self.client_address[0], self.headers.get('X-Forwarded-For', '-'),
                                  self.headers.get('X-Forwarded-Proto', '-'))
        self.send_response(500 if self.path == '/fail' else 200)
        self.send_header('Content-Length', str(len(said)))
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, *args):
        pass


class Proxied(socketserver.BaseRequestHandler):
    def handle(self):
        head = self.request.recv(4096)
        if head.startswith(b'\r\n\r\n\0\r\nQUIT\n'):
            family, = struct.unpack('B', head[13:14])
            client = socket.inet_ntop(socket.AF_INET, head[16:20]) if family == 0x11 else '-'
            version = 'v2'
        else:
            words = head.split(b'\r\n')[0].split()
            version, client = ('v1', words[2].decode()) if words[:1] == [b'PROXY'] and len(words) > 2 else ('-', '-')
        self.request.sendall(('%s %s %s\n' % (name, version, client)).encode())


class Lines(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(name.encode() + b' ' + line)


class Packets(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        sock.sendto(('%s %s ' % (name, self.client_address[0])).encode() + data, self.client_address)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


for server in (Server(('', 8080), Web), Server(('', 8081), Proxied), Server(('', 8082), Lines),
               socketserver.ThreadingUDPServer(('', 8083), Packets)):
    threading.Thread(target=server.serve_forever).start()
