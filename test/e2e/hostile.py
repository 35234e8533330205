# SPDX-License-Identifier: MIT
# An API that turns hostile, for tests: it stands between a client and the lab, hands requests on,
# and changes the answers about Linodes as the file MODE says. What it was asked is in LOG, with the
# token that came.
#
# usage: hostile.py UPSTREAM MODE LOG PORT-FILE
import http.server
import json
import os
import sys
import urllib.error
import urllib.request

upstream, mode_file, log, port_file = sys.argv[1:5]

WORDS = {
    "label": ("label", "x\nHost *\n    ProxyCommand touch %s/pwned" % os.path.dirname(log)),
    "option": ("label", "-oProxyCommand=touch"),
    "path": ("label", "../../../tmp/x"),
    "mark": ("label", "web\u202e01"),
    "address": ("ipv4", ["203.0.113.9\n    ProxyCommand touch x", "198.18.0.3/16", "::1", "0.0.0.0"]),
    "region": ("region", "us-east\u009b31m"),
    "status": ("status", "running\x1b[2J"),
}
REASON = "\x1b]0;title\x07 \u009b31mred \u202egnp.exe \U000e0041"


def turned(mode, path, method, status, body):
    if mode == "reason" and "/linode/instances" in path:
        return 400, {"errors": [{"reason": REASON, "field": "a\u2066b"}]}
    if mode == "profile" and path.startswith("/v4/profile"):
        return status, dict(body, username="me\x1b[31m\u202e", email="\u009b2J")
    if mode == "pages" and "pages" in body and "/linode/instances" in path:
        return status, dict(body, pages=10**9, results=10**12)
    if mode in WORDS:
        for item in body["data"] if isinstance(body.get("data"), list) else [body]:
            if isinstance(item, dict) and "ipv4" in item:
                item.update([WORDS[mode]])
    return status, body


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection", "transfer-encoding", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(b'{"data":[')
            while True:
                self.wfile.write(b" " * 65536)
        except OSError:
            self.close_connection = True

    def handle_one(self):
        with open(mode_file) as f:
            mode = f.read().strip()
        body = self.rfile.read(int(self.headers.get("content-length", 0))) or None
        with open(log, "a") as out:
            print(mode, self.command, self.path, self.headers.get("authorization"), file=out)
        if mode.startswith("redirect "):
            return self.answer(302, [("Location", mode.split()[1])], b"")
        if mode == "endless" and self.command == "GET" and "/linode/instances" in self.path:
            return self.endless()
        kept = {n: v for n, v in self.headers.items() if n.lower() not in ("host", "connection", "content-length")}
        request = urllib.request.Request(upstream + self.path, data=body, headers=kept, method=self.command)
        try:
            a = urllib.request.urlopen(request)
        except urllib.error.HTTPError as e:
            a = e
        data, status = a.read(), a.status
        if mode != "honest":
            status, data = turned(mode, self.path, self.command, status, json.loads(data))
            data = json.dumps(data).encode()
        self.answer(status, a.headers.items(), data)

    do_GET = do_POST = do_PUT = do_DELETE = handle_one


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
with open(port_file + ".new", "w") as f:
    f.write(str(server.server_address[1]))
os.rename(port_file + ".new", port_file)
server.serve_forever()
