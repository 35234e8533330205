# SPDX-License-Identifier: MIT
# A web server that misbehaves when asked to, for tests: serves a folder on loopback and writes down
# what it is asked.
#
# usage: web.py FOLDER LOG PORT-FILE [CERTIFICATE KEY]
import http.server
import os
import ssl
import sys
import time
import urllib.parse

folder, log, port_file = sys.argv[1:4]


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args):
        super().__init__(*args, directory=folder)

    def log_message(self, *args):
        pass

    def note(self):
        with open(log, "a") as out:
            print(self.command, self.path, file=out)

    def redirect(self, where):
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def endless(self, piece, pause):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass

    def do_GET(self):
        self.note()
        path, _, query = self.path.partition("?")
        if path == "/to":
            self.redirect(urllib.parse.unquote(query))
        elif path == "/round":
            self.redirect("/round")
        elif path == "/nowhere":
            self.send_response(302)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif path == "/large":
            self.endless(b"# " + b"x" * 65534, 0)
        elif path == "/slow":
            self.endless(b"#\n", 0.2)
        elif path == "/status":
            self.send_error(int(query))
        elif path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"name: short\n")
            self.close_connection = True
        else:
            super().do_GET()

    def other(self):
        self.note()
        self.send_error(404)

    do_POST = do_PUT = do_DELETE = other


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass  # whoever asked has gone


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4], sys.argv[5])
    server.socket = context.wrap_socket(server.socket, server_side=True)
with open(port_file + ".new", "w") as out:
    print(server.server_address[1], file=out)
os.rename(port_file + ".new", port_file)
server.serve_forever()
