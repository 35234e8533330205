#!/bin/sh
# SPDX-License-Identifier: MIT
# A NodeBalancer of a plan before real nodes, asked from outside: shares, the client's address, one
# node that stops, one that goes, one that comes.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none
dial=$(lt lab status --json | jq -r .dial)

# Tells what the PROXY protocol says of the client, and its own name.
cat >"$work/told.py" <<'P'
import socket, socketserver
class Told(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline().decode().split()
        self.wfile.write(('%s %s\n' % (socket.gethostname(), line[2] if line[:1] == ['PROXY'] else '-')).encode())
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
Server(('', 8443), Told).serve_forever()
P
cat >"$work/plan.yaml" <<'P'
name: site
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: 3
    nodenames: 'web-{index}'
    files:
    - {path: /srv/index.html, content: "{hostname}\n"}
    - {path: /opt/told.py, source: told.py}
    units:
    - {name: site, command: /usr/bin/python3 -m http.server 8080 --directory /srv}
    - {name: told, command: /usr/bin/python3 /opt/told.py}
  nodebalancers:
  - name: front
    nodes: web
    drain: 3s
    ports:
    - {port: 80, target_port: 8080, stickiness: none, check: {path: /, interval: 2, timeout: 1, attempts: 2}}
    - {port: 443, protocol: https, target_port: 8080, stickiness: none, certificate: site.pem, key: site.key,
       check: {path: /, interval: 2, timeout: 1, attempts: 2}}
    - {port: 444, protocol: tcp, target_port: 8443, proxy_protocol: v1, stickiness: none,
       check: {type: connection, interval: 2, timeout: 1, attempts: 2}}
P
sha() { # FILE : the digest of its certificate
    openssl x509 -in "$1" -outform DER | sha256sum | cut -d' ' -f1
}
certify() { # DAYS NAME
    openssl req -x509 -newkey rsa:2048 -nodes -days "$1" -subj "/CN=$2" -keyout "$work/site.key" \
        -out "$work/site.pem" 2>/dev/null
}
shown() { # the digest of the certificate that clients see
    visit shows "$ip" 443
}
certify 300 site.example

visit() { # VERB HOST PORT ...
    python3 "$top/test/lab/visitor.py" "$dial" "$@"
}

shares() { # N : how often each node answers, "web-1:10 web-2:10"
    visit get "$ip" 80 "$1" | awk '{ n[$2]++ } END { for (k in n) print k ":" n[k] }' | sort | paste -sd' '
}

watch() { # COMMAND... : while it runs, two clients ask 50 times a second, one of them by https
    rm -f "$work/enough"
    visit watch "$ip" 80 "$work/enough" >"$work/watched" &
    watchers=$!
    visit watch "$ip" 443 "$work/enough" tls >"$work/watched.tls" &
    watchers="$watchers $!"
    "$@"
    touch "$work/enough"
    # shellcheck disable=SC2086 # numbers
    wait $watchers
}

# What a check takes to find out: its interval, as often as it is tried, and its timeout; and how long an
# answer takes on a machine that has much to do.
found_out=$((2000 * 2 + 1000 + 500))
answered() { # MS : has nobody been without an answer for longer?
    [ "$(cut -d' ' -f1 "$work/watched")" -le "$1" ] && [ "$(cut -d' ' -f1 "$work/watched.tls")" -le "$1" ]
}

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh
}

ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
has "$work/err" '+ NodeBalancer front, in us-east, $10.00 a month' 'whose preview tells what its NodeBalancer costs'
ip=$(api GET /v4/nodebalancers | jq -r '.data[0].ipv4')
all='web-1:10 web-2:10 web-3:10'
becomes "$all" 'each of its nodes gets its share' shares 30
is 198.18.0.1 "$(visit line "$ip" 444 1 | cut -d' ' -f2)" 'and is told of the client by the PROXY protocol'
all_up() {
    lt cluster show s 2>/dev/null | grep -c 'web-1 UP, web-2 UP, web-3 UP'
}
until_is 3 all_up
ok 'shown' lt cluster show s
has "$work/out" "front: $ip" 'with its address'
has "$work/out" 'http 80: web-1 UP, web-2 UP, web-3 UP' 'and who is up, as the balancer sees it'
ok 'the same plan again' lt cluster apply s "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
first=$(sha "$work/site.pem")
is "$first" "$(shown)" 'https shows the certificate of the plan'
secured() { visit tls "$ip" 443 10 | cut -d' ' -f1 | sort | uniq -c | awk '{ print $1, $2 }' | paste -sd' '; }
is '10 200' "$(secured)" 'and goes on to the nodes'

mv "$work/site.key" "$work/away.key"
ok 'a cluster whose key is away' lt cluster scale s web=3 --yes
mv "$work/away.key" "$work/site.key"
certify 20 new.example
ok 'a plan with another certificate' lt cluster plan s "$work/plan.yaml"
has "$work/out" 'certificate of new.example until' 'shows it'
has "$work/err" 'ends on' 'and that it ends soon'
ok 'applied' lt cluster apply s "$work/plan.yaml" --yes
until_is "$(sha "$work/site.pem")" shown
is "$(sha "$work/site.pem")" "$(shown)" 'it is changed in place'
is 0 "$(grep -rlaF -e "$(sed -n 3p "$work/site.key")" "$XDG_DATA_HOME" "$work/out" "$work/err" | wc -l)" 'its key is kept nowhere'

failed() { # how many requests of each client
    cut -d' ' -f2 "$work/watched" "$work/watched.tls" | paste -sd' '
}
# Another hand puts another certificate.
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=strange.example -keyout "$work/strange.key" \
    -out "$work/strange.pem" 2>/dev/null
secure=/v4/nodebalancers/$(api GET /v4/nodebalancers | jq '.data[0].id')/configs
secure=$secure/$(api GET "$secure" | jq '.data[] | select(.port == 443) | .id')
api PUT "$secure" "$(jq -n --rawfile c "$work/strange.pem" --rawfile k "$work/strange.key" '{ssl_cert: $c, ssl_key: $k}')" >"$work/changed"
status 1 'an audit' lt cluster audit s
has "$work/out" 'https 443 of NodeBalancer front is to have certificate of new.example' 'sees that the certificate is another one'
has "$work/out" 'not strange.example' 'and which'
ok 'the plan again' lt cluster apply s "$work/plan.yaml" --yes
until_is "$(sha "$work/site.pem")" shown
is "$(sha "$work/site.pem")" "$(shown)" 'puts it right'

down() { # on how many ports web-2 is
    lt cluster show s 2>/dev/null | grep -c 'web-2 DOWN'
}

stops() {
    on web-2 'systemctl stop site' >/dev/null 2>&1
    until_is 2 down
}
watch stops
ok "its service stops: nobody is without an answer for longer than its check takes ($(cat "$work/watched"))" \
    answered $found_out
is 'web-1:5 web-3:5' "$(shares 10)" 'the others go on'
status 1 'an audit' lt cluster audit s
has "$work/out" 'web-2 is down' 'says so'
on web-2 'systemctl start site' >/dev/null 2>&1
until_is "$all" shares 30

# A whole Linode, by another hand.
id=$(api GET /v4/linode/instances | jq '.data[] | select(.label == "web-2") | .id')
is_off() {
    api GET "/v4/linode/instances/$id" | jq -r .status
}
shut_down() {
    api POST "/v4/linode/instances/$id/shutdown" '{}' >/dev/null
    until_is offline is_off
    until_is 3 down
}
serves() {
    on web-2 'curl -fsS --max-time 1 http://127.0.0.1:8080/' 2>/dev/null | grep -c web-2
}
watch shut_down
is 'offline 3' "$(is_off) $(down)" 'a machine is switched off by another hand, and found down'
ok "nobody is without an answer for longer than its check takes ($(cat "$work/watched" "$work/watched.tls" | paste -sd' '))" \
    answered $found_out
is 'web-1:5 web-3:5' "$(shares 10)" 'the others go on'
api POST "/v4/linode/instances/$id/boot" '{}' >/dev/null
until_is 1 serves
served=$(date +%s%3N)
until_is "$all" shares 30
back=$(($(date +%s%3N) - served))
is "$all" "$(shares 30)" 'booted, it has its share again'
is yes "$([ $back -le $((2000 + 1500)) ] && echo yes)" "within the interval of the check ($back ms)"

watch ok 'one node less' lt cluster scale s web=2 --yes
is '0 0' "$(failed)" 'no request fails meanwhile'
is 'web-1:5 web-2:5' "$(shares 10)" 'it gets nothing any more'
watch ok 'and one more' lt cluster scale s web=3 --yes
is '0 0' "$(failed)" 'nor then'
until_is 'web-1:10 web-2:10 web-4:10' shares 30
is 3 "$(shares 30 | wc -w)" 'which gets its share'
ok 'deleted' lt cluster delete s --yes
is '0 0' "$(api GET /v4/nodebalancers | jq .results) $(api GET /v4/linode/instances | jq .results)" 'nothing is left'
finish
