#!/bin/sh
# SPDX-License-Identifier: MIT
# Rules that hold during an event: open while its steps run, seen from outside; closed when they are over,
# well or badly, and by the node itself where we were killed. And those that hold from an event on.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none

# The step waits until it is told to end; sshd answers at 9999.
cat >"$work/wait.sh" <<'S'
mkdir -p /run/sshd
/usr/sbin/sshd -p 9999 || :
until [ -e /tmp/go ]; do sleep 0.1; done
. /tmp/go
S
make_plan() { # MORE
    cat >"$work/plan.yaml" <<P
name: event
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, image: linode/debian12, nodenames: web-1, $1
     firewall: ['allow in http', {during: firstboot, rules: ['allow in tcp 9999 from any']}],
     init: {firstboot: [{script: wait.sh, timeout: 20s}, {script: wait.sh, name: second, timeout: 20s}]}}
P
}
from_outside() { # what it says first at 9999.
    timeout 3 "$LCT_BUILD/linodetool" lab dial "$(lt node show web-1 --json 2>/dev/null | jq -r .node.public_ipv4)" 9999 \
        </dev/null 2>/dev/null | head -c 4
}
on() { # COMMAND
    printf '%s\n' "$1" | lt node ssh web-1 -- sudo sh 2>/dev/null
}
lines() { # of the event's rules on the node: seen from the host, as a boot loads them
    cat "$nodes_dir"/*/disks/*/upper/etc/lct/firewall.nft 2>/dev/null | grep -c 'meta time'
}
waits() { [ "$(lines)" -gt 0 ] && [ "$(from_outside)" = SSH- ]; }

# ---- well

make_plan ''
victim cluster create c "$work/plan.yaml" --yes
until_true waits
is SSH- "$(from_outside)" 'while the steps run it is open'
is 1 "$(lines)" 'with an end'
on 'echo exit 0 >/tmp/go'
wait "$victim"
is 0 $? 'they end'
is ' 0' "$(from_outside) $(lines)" 'it is closed'
is 1 "$(on 'nft list chain inet lct in_rules' | grep -c 'dport 80')" 'but for what stays open'
ok 'an audit' lt cluster audit c
status 1 'it does not pass' lt cluster firewall c test internet web-1 9999
has "$work/out" 'only during an event' 'and why'
ok 'the same plan' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
ok 'deleted' lt cluster delete c --yes

# ---- badly

victim cluster create c "$work/plan.yaml" --yes
until_true waits
on 'echo exit 3 >/tmp/go'
wait "$victim"
is 3 $? 'a step that fails'
is ' 0' "$(from_outside) $(lines)" 'it is closed all the same'
ok 'deleted' lt cluster delete c --yes

# ---- killed

victim cluster create c "$work/plan.yaml" --yes
dies_when waits
is SSH- "$(from_outside)" 'killed while it is open'
on 'echo exit 0 >/tmp/go'
until=$(on "nft -n list chain inet lct in_opened" | sed -n 's/.*meta time < "\([^"]*\)".*/\1/p')
is yes "$([ -n "$until" ] && [ "$(date -u -d "$until" +%s)" -lt $(($(date +%s) + 200)) ] && echo yes)" \
    'its end is what the steps may take, and a minute or two'
ok 'resumed' lt cluster resume c
is ' 0' "$(from_outside) $(lines)" 'it is closed'

# ---- outside

make_plan 'cloud_firewall: exact,'
status 2 'what is to be exact' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'a Cloud Firewall cannot open during firstboot alone' 'cannot be'
make_plan 'cloud_firewall: yes,'
ok 'what is not' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'is open at any time, not only during firstboot' 'is coarser, and said'
ok 'deleted' lt cluster delete c --yes

# ---- from then on

since() { # PORT
    cat >"$work/since.yaml" <<P
name: since
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, image: linode/debian12, nodenames: web-1, init: {firstboot: [
     {script: "mkdir -p /run/sshd; /usr/sbin/sshd -p 9999; nft list chain inet lct in_rules >/root/before"},
     {firewall: ['allow in tcp $1 from any', allow in tcp 70 from web], name: door},
     {script: 'nft list chain inet lct in_rules >/root/after'}]}}
P
}
since 9999
ok 'a cluster' lt cluster create c "$work/since.yaml" --yes
is 'SSH- 0 1' "$(from_outside) $(on 'grep -c 9999 /root/before') $(on 'grep -c 9999 /root/after')" \
    'what a step opens is open from then on'
ok 'an audit' lt cluster audit c
ok 'shown' lt cluster firewall c show
has "$work/out" 'since.yaml:7: allow in tcp 9999 from any (since firstboot)' 'with its event'
has "$work/out" 'from web (3 addresses)' 'and its members'
ok 'it passes' lt cluster firewall c test internet web-1 9999
ok 'the same plan' lt cluster apply c "$work/since.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
since 9998
ok 'another rule' lt cluster apply c "$work/since.yaml" --yes
is ' 1' "$(from_outside) $(on 'nft list chain inet lct in_rules' | grep -c 9998)" 'takes its place'
status 5 'rules' lt hook rerun c --step door --yes
ok 'another machine' lt cluster replace c web-1 --yes
is 1 "$(on 'nft list chain inet lct in_rules' | grep -c 9998)" 'comes to it anew'
is 0 "$(on 'grep -c 9998 /root/before')" 'at its event'
finish
