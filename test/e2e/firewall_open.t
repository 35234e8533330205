#!/bin/sh
# SPDX-License-Identifier: MIT
# A rule that is opened by hand for a time: on just those nodes, kept by apply and by a reboot, no drift to
# an audit; ended by the nodes themselves, and closed outside of them by the next operation.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none

cat >"$work/plan.yaml" <<'P'
name: doors
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, image: linode/debian12, count: 2, nodenames: 'web-{index}', cloud_firewall: yes}
  - {name: db, type: g6-nanode-1, image: linode/debian12, nodenames: db-1}
P
ok 'a cluster' lt cluster create c "$work/plan.yaml" --yes

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>/dev/null
}
address() { lt node show "$1" --json | jq -r .node.public_ipv4; }
web_1=$(address web-1) web_2=$(address web-2) db_1=$(address db-1)
for node in web-1 web-2 db-1; do
    on "$node" 'mkdir -p /run/sshd; /usr/sbin/sshd -p 9999'
done
from_outside() { # ADDRESS : what it says first at 9999.
    timeout 3 "$LCT_BUILD/linodetool" lab dial "$1" 9999 </dev/null 2>/dev/null | head -c 4
}
outer() { # how often the Cloud Firewall opens 9999.
    api GET /v4/networking/firewalls | jq '[.data[].rules.inbound[] | select((.ports // "") | contains("9999"))] | length'
}
is '   0' "$(from_outside "$web_1") $(from_outside "$web_2") $(from_outside "$db_1") $(outer)" 'all are closed'

# ---- opened, for some seconds

ok 'open' lt cluster firewall c open tcp 9999 from any --on web-1 --for 20s
began=$(date +%s)
has "$work/out" '"allow tcp 9999 from any" is open until ' 'it is told until when'
has "$work/out" 'as number 1' 'and as which number'
is 'SSH-  1' "$(from_outside "$web_1") $(from_outside "$web_2") $(outer)" 'on that node, and outside of its group'
ok 'shown' lt cluster firewall c show
has "$work/out" 'opened until ' 'with its end'
has "$work/out" '  1  allow tcp 9999 from any, web-1, until ' 'and where'
ok 'it passes' lt cluster firewall c test internet web-1 9999
status 1 'and elsewhere it does not' lt cluster firewall c test internet web-2 9999
has "$work/out" 'into web-2: no, no rule opens it' 'by the node itself'
ok 'an audit' lt cluster audit c
ok 'applied' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'there is nothing to be done'
is SSH- "$(from_outside "$web_1")" 'and it is open still'
is '["open","done"]' "$(lt operation list --json | jq -c '[.operations[] | select(.kind == "open")][0] | [.kind, .state]')" \
    'it is in the journal'

while [ $(($(date +%s) - began)) -lt 20 ]; do sleep 0.2; done
is ' 1' "$(from_outside "$web_1") $(outer)" 'at its end the node closes by itself'
ok 'an audit' lt cluster audit c
ok 'shown' lt cluster firewall c show
has "$work/out" ': ended, the next operation closes a Cloud Firewall, too' 'it says so'
ok 'the next operation' lt cluster apply c "$work/plan.yaml" --yes
is '0 []' "$(outer) $(lt cluster firewall c show --json | jq -c .opened)" 'closes what is outside'
is 0 "$(on web-1 'nft list table inet lct' | grep -c 9999)" 'nothing is left of it'

# ---- for longer

ok 'open everywhere' lt cluster firewall c open 'allow in tcp 9999 from any'
is 'SSH- SSH- SSH- 1' "$(from_outside "$web_1") $(from_outside "$web_2") $(from_outside "$db_1") $(outer)" 'on all nodes'
is 3600 "$(lt cluster firewall c show --json | jq '.opened[0] | (.until | fromdate) - (.opened | fromdate)')" 'for an hour'
ok 'again' lt cluster firewall c open 'allow in tcp 9999 from any' --for 2h
is '[[2,7200]]' "$(lt cluster firewall c show --json | jq -c '[.opened[] | [.number, (.until | fromdate) - (.opened | fromdate)]]')" \
    'is the same one for longer'
on db-1 'nft flush ruleset; nft -f /etc/lct/firewall.nft'
is SSH- "$(from_outside "$db_1")" 'what a boot loads has it'
ok 'one more' lt cluster firewall c open udp 7 from db --on web-1
status 5 'a number that there is not' lt cluster firewall c close 7
ok 'closed' lt cluster firewall c close 2
is '   0' "$(from_outside "$web_1") $(from_outside "$web_2") $(from_outside "$db_1") $(outer)" 'everywhere'
is 2 "$(on web-1 'nft list chain inet lct in_opened' | grep -c 'udp dport 7 ')" 'but not the other one'
ok 'all' lt cluster firewall c close all
is 0 "$(on web-1 'nft list chain inet lct in_opened' | grep -c accept)" 'nor that'
ok 'an audit' lt cluster audit c

# ---- what is no rule, what is for too long

status 2 'no rule' lt cluster firewall c open tcp 9999 from web-1 during boot
status 2 'no port' lt cluster firewall c open tcp 99999
status 5 'nobody' lt cluster firewall c open tcp 9999 from nobody
status 2 'too long' lt cluster firewall c open tcp 9999 from any --for 8d
has "$work/err" 'for a week at most' 'says so'
is '[]' "$(lt cluster firewall c show --json | jq -c .opened)" 'nothing was written down'

# ---- death

if shim_works; then
    die_at answered 1 'PUT /v4/networking/firewalls/*' cluster firewall c open tcp 9999 from any --on web-1
    is '' "$(from_outside "$web_1")" 'killed before it came to the node'
    is 1 "$(lt cluster firewall c show --json | jq '.opened | length')" 'it is written down'
    ok 'resumed' lt cluster resume c
    is SSH- "$(from_outside "$web_1")" 'it is open'
    die_at leaving 1 'PUT /v4/networking/firewalls/*' cluster firewall c close all
    ok 'killed while closing, resumed' lt cluster resume c
    is ' 0' "$(from_outside "$web_1") $(outer)" 'it is closed'
fi
finish
