#!/bin/sh
# SPDX-License-Identifier: MIT
# NodeBalancers before real nodes, asked from outside by the lab's dialer: shares, stickiness, modes,
# checks, PROXY protocol, HTTPS, UDP, throttles, and that no connection is lost when they change.
. "$(dirname "$0")/../e2e/e2e.sh"
here=$top/test/lab
lab_up
dial=$(lt lab status --json | jq -r .dial)
ssh-keygen -q -t ed25519 -N '' -f "$work/key"

on() { # ADDRESS COMMAND...
    to=$1
    shift
    ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i "$work/key" \
        -o "ProxyCommand=$LCT_BUILD/linodetool lab dial %h %p" -o ProxyUseFdpass=yes "root@$to" "$@"
}

visit() { # VERB HOST PORT ...
    python3 "$here/visitor.py" "$dial" "$@"
}

# shares : how often each backend has answered, "a:20 b:10 c:10"
shares() {
    awk '{ n[$2]++ } END { for (k in n) print k ":" n[k] }' | sort | paste -sd' '
}

# ---- three nodes

for name in a b c; do
    api POST /v4/linode/instances "$(jq -n --arg key "$(cat "$work/key.pub")" --arg l "node-$name" \
        '{region: "us-ord", type: "g6-nanode-1", image: "linode/debian12", label: $l, private_ip: true,
          authorized_keys: [$key]}')" >"$work/$name.json"
done
public() { jq -r '.ipv4[0]' "$work/$1.json"; }
private() { jq -r '.ipv4[1]' "$work/$1.json"; }
serve() { # NAME
    on "$(public "$1")" "cat >/root/backend.py; setsid python3 /root/backend.py $1 >/root/log 2>&1 & sleep 0" <"$here/backend.py"
}
for name in a b c; do
    tries=0
    until on "$(public $name)" true 2>/dev/null || [ $((tries += 1)) -gt 60 ]; do sleep 0.5; done
    serve $name
done

# ---- HTTP

# nodes PORT : the three, as JSON
nodes() {
    for name in a b c; do
        printf '{"label": "node-%s", "address": "%s:%s"}\n' $name "$(private $name)" "$1"
    done | jq -s .
}

# config JSON PORT : a configuration of the NodeBalancer, with the three nodes at their PORT; its id
config() {
    api POST "$lb/configs" "$(jq -n --argjson nodes "$(nodes "$2")" "$1 + {nodes: \$nodes}")" | jq .id
}

# change ID JSON : of a configuration
change() {
    api PUT "$lb/configs/$1" "$(jq -n "$2")" >"$work/changed"
}

# mode ID NAME JSON : of a node of a configuration
mode() {
    api PUT "$lb/configs/$1/nodes/$(api GET "$lb/configs/$1/nodes" | jq ".data[] | select(.label == \"node-$2\").id")" \
        "$(jq -n "$3")" >"$work/changed"
}

up() { # ID : how many nodes are up, and down
    api GET "$lb/configs/$1" | jq -c '[.nodes_status.up, .nodes_status.down]'
}

got() { # PORT N [PATH [COOKIE]] : the shares of so many requests
    visit get "$ip" "$@" | shares
}

checked='{check: "http", check_path: "/", check_interval: 2, check_timeout: 1, check_attempts: 2}'
api POST /v4/nodebalancers '{"region": "us-ord", "label": "front"}' >"$work/lb.json"
lb=/v4/nodebalancers/$(jq -r .id "$work/lb.json") ip=$(jq -r .ipv4 "$work/lb.json")
web=$(config "$checked" 8080)
becomes '[3,0]' 'its nodes come up' up "$web"
is 'a:10 b:10 c:10' "$(got 80 30)" 'each gets its turn'
is '192.168.255.1 198.18.0.1 http' "$(visit get "$(jq -r .hostname "$work/lb.json")" 80 1 | cut -d' ' -f3-)" \
    'by its name, from the address of NodeBalancers, and told who asks'

visit hold "$ip" 81 1 >"$work/none" 2>/dev/null
tcp=$(config '{port: 81, protocol: "tcp", check: "connection", check_interval: 2, check_timeout: 1}' 8082)
until_is '[3,0]' up "$tcp"
visit hold "$ip" 81 12 >"$work/held" &
held=$!
mode "$web" a '{weight: 100}'
becomes 'a:20 b:10 c:10' 'by their weights' got 80 40
for word in drain reject; do
    mode "$web" a "{mode: \"$word\"}"
    becomes 'b:10 c:10' "one that is set to $word gets nothing" got 80 20
done
mode "$web" a '{mode: "backup"}'
mode "$web" b '{mode: "reject"}'
becomes 'c:10' 'nor does one that is a backup' got 80 10
mode "$web" c '{mode: "reject"}'
becomes 'a:10' 'until there is no other' got 80 10
for name in a b c; do mode "$web" $name '{mode: "accept", weight: 50}'; done
until_is 'a:10 b:10 c:10' got 80 30

# ---- who stays with whom

change "$web" '{algorithm: "source"}'
until_is 1 sh -c "python3 '$here/visitor.py' '$dial' get $ip 80 12 | cut -d' ' -f2 | sort -u | wc -l"
is 1 "$(got 80 12 | wc -w)" 'by its source a client has one node'
change "$web" '{algorithm: "roundrobin", stickiness: "http_cookie"}'
until_is NB_SRVID sh -c "python3 '$here/visitor.py' '$dial' cookie $ip 80 | cut -d= -f1"
cookie=$(visit cookie "$ip" 80)
is '1 3' "$(got 80 12 / "$cookie" | wc -w) $(got 80 12 | wc -w)" 'by its cookie, too; without one, any'
name=$(got 80 1 / "$cookie" | cut -d: -f1)
mode "$web" "$name" '{mode: "drain"}'
until_is 2 sh -c "python3 '$here/visitor.py' '$dial' get $ip 80 12 | cut -d' ' -f2 | sort -u | wc -l"
is "$name:5 2" "$(got 80 5 / "$cookie") $(got 80 12 | wc -w)" 'a node that is drained keeps who has its cookie, and gets nobody else'
mode "$web" "$name" '{mode: "accept"}'
change "$web" '{stickiness: "table"}'
until_is 1 sh -c "python3 '$here/visitor.py' '$dial' get $ip 80 12 | cut -d' ' -f2 | sort -u | wc -l"
before=$(got 80 5)
change "$web" '{check_attempts: 3}'
sleep 1
is "$before" "$(got 80 5)" 'by the table, which survives a change'
change "$web" '{stickiness: "none", algorithm: "leastconn"}'
until_is 3 sh -c "python3 '$here/visitor.py' '$dial' get $ip 80 12 | cut -d' ' -f2 | sort -u | wc -l"
is 3 "$(got 80 12 | wc -w)" 'to who has least connections: all, where none has any'
change "$web" '{algorithm: "roundrobin", check_attempts: 2}'
wait $held
is 1 "$(wc -w <"$work/held")" 'a connection that was there before all of these changes is with its node still'

# ---- PROXY protocol, HTTPS

proxied=$(config '{port: 82, protocol: "tcp", proxy_protocol: "v1"}' 8081)
proxy_told() { visit line "$ip" 82 1 | cut -d' ' -f2-; }
becomes 'v1 198.18.0.1' 'nodes are told of the client by PROXY v1' proxy_told
change "$proxied" '{proxy_protocol: "v2"}'
becomes 'v2 198.18.0.1' 'and by v2' proxy_told
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=front.example -keyout "$work/front.key" \
    -out "$work/front.crt" 2>/dev/null
config "{port: 443, protocol: \"https\", ssl_cert: $(jq -Rs . "$work/front.crt"), ssl_key: $(jq -Rs . "$work/front.key")}" 8080 >"$work/id"
secured() { visit tls "$ip" 443 1 | cut -d' ' -f1,5; }
becomes '200 https' 'HTTPS ends at the NodeBalancer' secured
is 600 "$(stat -c %a "$XDG_STATE_HOME/lct-lab/certificates/"*)" 'its key is for its owner only'

# ---- UDP

udp=$(config '{port: 53, protocol: "udp", check: "http", check_interval: 2, check_timeout: 1, check_attempts: 2, udp_check_port: 8080, stickiness: "none"}' 8083)
packets() { # N : each from a port of its own, from node b
    on "$(public b)" "python3 -c '
import socket
for _ in range($1):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(1)
    s.sendto(b\"x\", (\"$ip\", 53))
    try:
        print(0, *s.recv(512).decode().split())
    except OSError:
        print(\"- error\")'"
}
until_is '[3,0]' up "$udp"
udp_shares() { packets 30 | shares; }
becomes 'a:10 b:10 c:10' 'UDP: each gets its turn' udp_shares
is '0 192.168.255.1' "$(packets 1 | cut -d' ' -f1,3)" 'from the address of NodeBalancers'
change "$udp" '{stickiness: "source_ip"}'
one_node() { udp_shares | wc -w; }
ok 'a client has one node by its address' until_is 1 one_node
change "$udp" '{algorithm: "ring_hash", stickiness: "session"}'
becomes 3 'or by its address and port' one_node
change "$udp" '{algorithm: "roundrobin", stickiness: "none"}'
until_is 'a:10 b:10 c:10' udp_shares

who() { # answers, by HTTP, beside somebody else who asks
    visit get "$ip" 80 30 | cut -d' ' -f2 | sort -u | paste -sd' '
}

# ---- one dies, and comes back; members come and go

visit watch "$ip" 80 "$work/stop" >"$work/watched" &
watching=$!
on "$(public c)" 'pkill -f backend.py' # the node's own
until_is '[2,1]' up "$web"
is '[2,1] [2,1]' "$(up "$web") $(until_is '[2,1]' up "$udp"; up "$udp")" 'a node whose program has died is down'
until_is 'a:15 b:15' udp_shares
is '0 a b' "$? $(who)" 'and gets nothing, by UDP neither'
serve c
until_is '[3,0]' up "$web"
is 'a b c' "$(who)" 'it is back, and has its share'
touch "$work/stop"
wait $watching
# Of who was just being answered one may fail; all others are sent to another node.
is 'yes yes' "$(awk '{ print ($1 <= 5000 ? "yes" : $1), ($2 <= 1 ? "yes" : $2) }' "$work/watched")" \
    'who asked meanwhile was always answered within interval x attempts + timeout'
rm "$work/stop"
visit watch "$ip" 80 "$work/stop" >"$work/watched" &
watching=$!
api POST "$lb/configs/$web/rebuild" "$(jq -n --argjson nodes "$(nodes 8080 | jq '.[:2]')" '{nodes: $nodes}')" >"$work/changed"
becomes 'a b' 'a member leaves' who
api POST "$lb/configs/$web/rebuild" "$(jq -n --argjson nodes "$(nodes 8080)" '{nodes: $nodes}')" >"$work/changed"
becomes 'a b c' 'and joins' who
touch "$work/stop"
wait $watching
is 0 "$(cut -d' ' -f2 "$work/watched")" 'and nobody who asked meanwhile was refused'

# ---- what answers wrongly; who comes too often

change "$web" '{check_interval: 5}'
until_is '[3,0]' up "$web"
visit get "$ip" 80 1 /fail >"$work/failed"
until_is '[2,1]' up "$web"
is '0 500' "$? $(cut -d' ' -f1 "$work/failed")" 'a node that answers with an error is taken out at once'
becomes '[3,0]' 'until a check finds it well' up "$web"
api PUT "$lb" '{"client_conn_throttle": 1}' >"$work/changed"
throttled() { visit get "$ip" 80 40 | grep -c error; }
some_are() { visit get "$ip" 80 40 | grep -c error | awk '$1 > 0 && $1 < 40 { print "refused" }'; }
until_is refused some_are
is 0 $? 'of a client that comes too often some are refused'
api PUT "$lb" '{"client_conn_throttle": 0}' >"$work/changed"
until_is 0 throttled
api PUT "$lb" '{"client_udp_sess_throttle": 2}' >"$work/changed"
some_are_lost() { packets 10 | grep -c error | awk '$1 > 0 && $1 < 10 { print "lost" }'; }
until_is lost some_are_lost
is 0 $? 'of a client that begins too many sessions of UDP some are dropped'
api PUT "$lb" '{"client_udp_sess_throttle": 0}' >"$work/changed"
until_is 'a:10 b:10 c:10' udp_shares

# ---- a Cloud Firewall before it

firewall() { # ADDRESSES : lets in HTTP and DNS from these
    jq -n "{inbound_policy: \"DROP\", outbound_policy: \"DROP\", outbound: [],
        inbound: [{protocol: \"TCP\", ports: \"80\", action: \"ACCEPT\", addresses: {ipv4: $1}},
                  {protocol: \"UDP\", ports: \"53\", action: \"ACCEPT\", addresses: {ipv4: $1}}]}"
}
until_is 'a:10 b:10 c:10' udp_shares
visit hold "$ip" 81 6 >"$work/held" &
held=$!
sleep 1
fw=$(api POST /v4/networking/firewalls "$(jq -n --argjson r "$(firewall '["203.0.113.0/24"]')" '{label: "outer", rules: $r}')" | jq .id)
api POST "/v4/networking/firewalls/$fw/devices" "{\"id\": ${lb##*/}, \"type\": \"nodebalancer\"}" >"$work/changed"
closed() { visit get "$ip" 80 1 | cut -d' ' -f1; }
is error "$(closed)" 'a Cloud Firewall keeps out who is not let in'
is '- error' "$(packets 1)" 'by UDP, too'
wait $held
is 1 "$(wc -w <"$work/held")" 'who was in already stays'
is '[3,0]' "$(up "$web")" 'checks go on'
api PUT "/v4/networking/firewalls/$fw/rules" "$(firewall '["198.18.0.1/32"]')" >"$work/changed"
becomes 'a:10 b:10 c:10' 'lets in who may' got 80 30
is '- error' "$(packets 1)" 'and nobody else'
is 'error closed' "$(visit line "$ip" 81 1 | sed 's/^error.*/error closed/')" 'by no other port'
api PUT "$lb/firewalls" '{"firewall_ids": []}' >"$work/changed"
becomes 'a:10 b:10 c:10' 'without it all are let in' udp_shares

# ---- HAProxy itself

balancing() { # its processes, of this lab
    pgrep -f "haproxy .*-f $XDG_STATE_HOME/lct-lab/balancers"
}
# shellcheck disable=SC2046 # numbers are words
kill -KILL $(balancing)
becomes 'a:10 b:10 c:10' 'killed, it is started again' got 80 30
# A port that somebody has there makes a reload fail; what ran before goes on.
mkfifo "$work/taken"
nsenter -t "$(balancing | head -n 1)" -n python3 -c 'import socket, sys
s = socket.create_server(("0.0.0.0", 99))
print("taken", flush=True)
sys.stdin.read()' <"$work/taken" >"$work/has" &
taker=$!
exec 9>"$work/taken"
until_is taken cat "$work/has"
config '{port: 99, protocol: "tcp"}' 8082 >"$work/id"
reload_failed() { grep -cm 1 'already in use.*:99' "$XDG_STATE_HOME/lct-lab/balancers/us-ord/haproxy.log"; }
until_is 1 reload_failed
is 'a:10 b:10 c:10' "$(got 80 30)" 'a reload that fails leaves what was'
exec 9>&-
wait $taker
served() { visit line "$ip" 99 1 | sed 's/^[abc] .*/served/'; }
becomes served 'and is tried again' served
api DELETE "$lb" >"$work/changed"
gone() { visit get "$ip" 80 1 | sed 's/connection timed out/No route to host/'; } # whichever is seen first: nobody is there
until_is 'error No route to host' gone
is 'error No route to host ' "$(gone) $(balancing)" 'without a NodeBalancer nothing is left'

finish
