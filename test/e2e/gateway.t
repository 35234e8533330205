#!/bin/sh
# SPDX-License-Identifier: MIT
# A gateway: what its rules forward goes through it, seen with its address where they say so, and nothing else does.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

make_plan() { # RULES SYSCTL UNITS : of the gateway; of who is behind it
    cat >"$work/plan.yaml" <<P
name: gateway
regions:
- region: us-ord
  vpc: {name: shop, subnets: [{name: a, ipv4: 10.0.1.0/24}]}
  nodes:
  - {name: gate, type: g6-nanode-1, nodenames: gate, vpc: {name: shop, subnet: a}, vlan: {label: lan, ipv4: 10.9.0.0/24}, firewall: [$1], sysctl: {$2}}
  - {name: inner, type: g6-nanode-1, nodenames: inner, public: no, vpc: {name: shop, nat: no}, vlan: {label: lan, ipv4: 10.9.0.0/24},
     firewall: [allow out tcp 7000-7001 to any], units: [$3]}
  - {name: far, type: g6-nanode-1, nodenames: far, firewall: [allow in tcp 7000-7001]}
P
}
field() { # NODE FIELD
    lt node show "$1" --json | jq -r ".node.$2"
}
on() { # NODE COMMAND : as root
    lt node ssh "$1" -l root -- "$2" 2>/dev/null
}
# What the far node says there: as whom it sees inner.
hears() { # PORT
    on inner "timeout 3 bash -c 'exec 3<>/dev/tcp/$far/$1; head -n 1 <&3'"
}
forwards() {
    on gate 'cat /proc/sys/net/ipv4/ip_forward'
}

make_plan '' '' ''
ok 'a cluster' lt cluster create c "$work/plan.yaml" --yes
gate=$(field gate public_ipv4) far=$(field far public_ipv4) way=$(field gate vlan_ipv4) inner=$(field inner vlan_ipv4)
for port in 7000 7001; do
    on far "systemd-run --quiet --unit listen-$port python3 -c 'import socket
s = socket.create_server((\"\", $port))
while True:
    c, who = s.accept()
    c.sendall((who[0] + \"\\n\").encode())'"
done
by="{name: way, content: \"[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/sh -c 'ip route replace default via ${way%/*}'\\n[Install]\\nWantedBy=multi-user.target\\n\"}"
make_plan '' '' "$by"
ok 'who is behind it sends through it' lt cluster apply c "$work/plan.yaml" --yes
is '' "$(hears 7000)" 'without a rule nothing goes through'

make_plan 'masquerade from inner' '' "$by"
status 2 'nothing to masquerade' lt plan check "$work/plan.yaml"
has "$work/err" 'nothing is forwarded' 'is told'
rules='allow forward tcp 7000 from inner to any, masquerade from inner'
make_plan "$rules" 'net.ipv4.ip_forward: 0' "$by"
status 2 'a setting against it' lt plan check "$work/plan.yaml"
has "$work/err" 'needs net.ipv4.ip_forward: 1, and sysctl: says 0' 'is told'
make_plan "$rules" '' "$by"
ok 'a preview' lt cluster plan c "$work/plan.yaml"
has "$work/out" 'rule masquerade from inner' 'tells of the rules'
has "$work/out" 'sysctl net.ipv4.ip_forward' 'and of what the kernel is told'
ok 'it is applied' lt cluster apply c "$work/plan.yaml" --yes
is "$gate" "$(hears 7000)" 'what is allowed goes through, and is seen with its address'
is '' "$(hears 7001)" 'another port does not'
ok 'told' lt cluster firewall c show gate
is 'forward tcp 7000 from inner to anybody masquerade any from inner to anybody' \
    "$(grep -E '^ *(forward|masquerade) ' "$work/out" | sed 's/([0-9]* addresses) //; s/ [^ ]*plan.yaml:.*//' | xargs)" 'what goes through it'
status 1 'they have no network in common' lt cluster firewall c test inner "$far" 7000
has "$work/out" "through gate, ${inner%/*} to $far: yes, seen with its address" 'a test judges it'
status 1 'nor for another port' lt cluster firewall c test inner "$far" 7001
has "$work/out" 'no, no rule forwards it' 'and what does not pass'
ok 'an audit' lt cluster audit c

ok 'it reboots' lt node reboot gate --yes
becomes "$gate" 'and forwards again' hears 7000
is '' "$(hears 7001)" 'no more than before'

make_plan '' '' "$by"
ok 'the rules go' lt cluster apply c "$work/plan.yaml" --yes
is ' 0' "$(hears 7000) $(forwards)" 'nothing goes through any more'
ok 'all agree' lt cluster audit c
finish
