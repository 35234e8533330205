#!/bin/sh
# SPDX-License-Identifier: MIT
# Each request of a NodeBalancer's and a VPC's life fails, one at a time, in each way that a day may bring: made, a
# port, members that come and leave drained, subnets, gone. Whether linodetool gets over it by itself or is resumed,
# the account then has what the plan says, each once, asked noun by noun. Their nodes stay, so that a life is short.
. "$(dirname "$0")/../e2e.sh"
lab_up --internet none

plan() { # NAME, what the region has more on stdin
    cat - >"$work/more"
    cat - "$work/more" >"$work/$1.yaml" <<P
name: site
regions:
- region: us-ord
  nodes:
  - {name: web, type: g6-nanode-1, image: linode/debian12, nodenames: web-1, firewall: [allow in tcp 8000-8999]}
  - {name: db, type: g6-nanode-1, image: linode/debian12, nodenames: db-1, firewall: [allow in tcp 8000-8999]}
P
}
plan gone </dev/null
plan made <<'P'
  vpc: {name: net, subnets: [{name: a, ipv4: 10.0.1.0/24}, {name: b, ipv4: 10.0.2.0/24}]}
  nodebalancers:
  - {name: front, nodes: web, drain: 1s, ports: [{port: 80, target_port: 8080, check: none}, {port: 443, protocol: tcp, target_port: 8443, check: none}]}
P
plan changed <<'P'
  vpc: {name: net, subnets: [{name: a, ipv4: 10.0.1.0/24}, {name: c, ipv4: 10.0.3.0/24}]}
  nodebalancers:
  - {name: front, nodes: db, drain: 1s, throttle: 5, ports: [{port: 80, target_port: 8080, algorithm: leastconn, check: none}, {port: 81, target_port: 8081, check: none}]}
P

# account : "BALANCER THROTTLE: PORT ALGORITHM MEMBER..", "VPC: SUBNET..", one a line.
account() {
    api GET /v4/nodebalancers | jq -r '.data[] | "\(.id) \(.label) \(.client_conn_throttle)"' | while read -r id label; do
        echo "$label:$(api GET "/v4/nodebalancers/$id/configs" | jq -r '.data | sort_by(.port)[] | "\(.id) \(.port) \(.algorithm)"' |
            while read -r config port; do
                printf ' %s' "$port" "$(api GET "/v4/nodebalancers/$id/configs/$config/nodes" | jq -r '[.data[] | .label + ":" + .mode] | sort | join(" ")')"
            done)"
    done
    api GET /v4/vpcs | jq -r '.data[] | "\(.label): \([.subnets[].label] | sort | join(" "))"'
    api GET /v4/linode/instances | jq -r '[.data[].label] | sort | join(" ") | select(. != "")'
}

made() {
    printf '%s\n' 'front 0: 80 roundrobin web-1:accept 443 roundrobin web-1:accept' 'net: a b' 'db-1 web-1'
}
changed() {
    printf '%s\n' 'front 5: 80 leastconn db-1:accept 81 roundrobin db-1:accept' 'net: a c' 'db-1 web-1'
}
gone() {
    echo 'db-1 web-1'
}

# ---- a life, undisturbed: what is asked in it, each once, with ids as patterns

requests() { # PLAN
    before=$(lab_control GET '/log?since=0' | jq '.[-1].n')
    ok "$1, undisturbed" lt cluster apply s "$work/$1.yaml" --yes
    is 0 "$(cat "$work/out" "$work/err" | grep -c ' kept')" "$1: of what goes nothing is told to be kept"
    is "$("$1")" "$(account)" "$1: and it is so"
    lab_control GET "/log?since=$before" | jq -r '.[] | select(.target | test("/(nodebalancers|vpcs)")) |
        "\(.method) \(.target | sub("[?].*"; "") | gsub("[0-9]"; "[0-9]"))"' | awk '!seen[$0]++' >"$work/$1.requests"
    grep -v ^GET "$work/$1.requests" >"$work/$1.changing"
}

# ---- with faults

errors() { # KIND... : of the requests on stdin, each fault once
    jq -Rn --args '[inputs | select(. != "nothing") | split(" ") as $r | $ARGS.positional[] |
        {method: $r[0], path: $r[1], kind: ., count: 1} + if . == "status" then {status: 403} else {} end]' "$@"
}

# again PLAN : resumed. Where not even a request was sent that changes anything, the plan itself may be to apply again.
again() {
    how=resumed
    lt cluster resume s
    if [ "$(account)" != "$("$1")" ] && ! grep -q '^[^G]' "$work/one"; then
        how='applied again'
        lt cluster apply s "$work/$1.yaml" --yes
    fi
}

# applied PLAN HOW ERRORS : it is, at the latest by the second attempt.
applied() {
    lab_control DELETE /faults >/dev/null
    lab_control POST /faults "{\"errors\": $3}" >/dev/null
    lt cluster apply s "$work/$1.yaml" --yes >"$work/out" 2>"$work/err"
    applied=$? how='at once'
    missed=$(lab_control GET /status | jq '[.faults.errors[] | select(.struck == 0)] | length')
    lab_control DELETE /faults >/dev/null
    [ $applied = 0 ] || again "$1" >"$work/again" 2>&1
    is "0 $("$1")" "$missed $(account)" "$1: $2: $how"
    [ "$last" = ok ] || sed 's/^/#   /' "$work/err" "$work/again"
    ok 'inventory and account agree' lt cluster audit s
}

# each LIST KIND... : the first of every plan's list fails so, then the second ...
each() {
    list=$1 nth=0
    shift
    most=$(for plan in made changed gone; do wc -l <"$work/$plan.$list"; done | sort -n | tail -n 1)
    while [ $((nth += 1)) -le "$most" ]; do
        for plan in made changed gone; do
            sed -n "${nth}p" "$work/$plan.$list" >"$work/one"
            [ -s "$work/one" ] || echo nothing >"$work/one"
            applied $plan "$* of $(sed 's/\(\[0-9\]\)\{1,\}/N/g' "$work/one")" "$(errors "$@" <"$work/one")"
        done
    done
}

ok 'two nodes' lt cluster create s "$work/gone.yaml" --yes
for plan in made changed gone; do requests $plan; done
is yes "$([ "$(cat "$work"/*.changing | wc -l)" -ge 14 ] && echo yes)" "$(cat "$work"/*.requests | wc -l) requests, of which $(cat "$work"/*.changing | wc -l) change something"
for kind in ${LCT_FAULT_KINDS-429 429-bare 500 502 503 408-after-success 500-after-success reset reset-after-success garbage garbage-html garbage-types}; do
    : >"$work/one"
    for plan in made changed gone; do
        applied $plan "$kind of each request" "$(errors "$kind" <"$work/$plan.requests")"
    done
done
each changing reset-after-success
each requests status
ok 'deleted' lt cluster delete s --yes
is '' "$(account)" 'nothing is left'
finish
