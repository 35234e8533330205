#!/bin/sh
# SPDX-License-Identifier: MIT
# Firewalls of nodes that live: rules that would shut us out are given up again, others need no further
# login; what another hand opened is seen by an audit and closed by the next apply.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

# A db node has a way in of its own, beside access; WEBS of the others.
plan() { # ACCESS WEBS
    cat <<PLAN
name: al
access: $1
regions:
- region: us-east
  nodes:
  - {name: db, type: g6-nanode-1, nodenames: '{name}-{index}', firewall: [allow in tcp 5432 from web, allow in ssh from any]}
  - {name: web, count: $2, type: g6-nanode-1, nodenames: '{name}-{index}', firewall: allow out tcp 5432 to db}
PLAN
}
plan any 2 >"$work/open.yaml"
plan 203.0.113.0/24 2 >"$work/shut.yaml"
plan '[203.0.113.0/24, 198.18.0.0/15]' 2 >"$work/ours.yaml"
plan '[203.0.113.0/24, 198.18.0.0/15]' 3 >"$work/more.yaml"

on() { # NODE COMMAND: as root, by a login of its own
    timeout 30 "$LCT_BUILD/linodetool" node ssh "$1" -l root -- "$2"
}
ssh_rules() { # NODE
    on "$1" 'nft list chain inet lct input' | grep 'dport 22'
}
logins() { # NODE
    on "$1" 'journalctl -q -o cat | grep -c "^Accepted publickey for root"'
}
kept_rules() { # NODE: the file that its next boot loads
    echo "$XDG_STATE_HOME/lct-lab/nodes/$(lt node show "$1" --json | jq -r .node.id)"/disks/*/upper/etc/lct/firewall.nft
}
trials() {
    on_nodes 'etc/lct/firewall.try.*'
}

ok 'a cluster' lt cluster create al "$work/open.yaml" --yes
ssh_rules web-1 >"$work/before"

# ---- nobody locks himself out

lt cluster plan al "$work/shut.yaml" --json >"$work/preview"
is 'warning 2:9' "$(jq -r '.problems[] | select(.message | contains("198.18.0.1")) | "\(.level) \(.line):\(.column)"' \
    "$work/preview")" 'the preview warns of access that does not hold us'
status 3 'such a plan is not carried out where it would shut us out' \
    timeout 120 "$LCT_BUILD/linodetool" cluster apply al "$work/shut.yaml" --yes --json
cp "$work/out" "$work/answer" && cp "$work/err" "$work/told"
is 'web-1 web-2' "$(jq -r '[.failed[].node] | sort | join(" ")' "$work/answer")" 'but where a rule lets us in it is'
has "$work/told" "no new connection from 198.18.0.1 gets in: the old rules are back" 'it tells what happened'
is 2 "$(jq -r '.failed[].hint' "$work/answer" | grep -c "'access'.*198.18.0.1.*allow in ssh")" 'and what helps'
ok 'the nodes are reached as before' lt cluster run al -- true
is "$(cat "$work/before")" "$(ssh_rules web-1)" 'by the old rules'
has "$(kept_rules db-1)" \
    '203.0.113.0/24' 'the db node keeps the new ones'

victim cluster apply al "$work/shut.yaml" --yes
dies_when eval '[ "$(trials)" = 2 ]'
is 2 "$(trials)" 'killed while they are on trial'
is 0 "$(on_nodes 'etc/lct/firewall.back.*')" 'the next boot would load the old ones'
tries=0
until [ "$(trials)" = 0 ] || [ $((tries += 1)) -gt 120 ]; do sleep 0.5; done
is 0 "$(trials)" 'the nodes bring the old ones back by themselves'
ok 'and are reached again' on web-1 true
is "$(cat "$work/before")" "$(ssh_rules web-1)" 'by the old rules'

ok 'access that holds us passes its trial' lt cluster apply al "$work/ours.yaml" --yes
ssh_rules web-1 >"$work/after"
has "$work/after" '198.18.0.0/15' 'and is in force'
is 0 "$(trials)" 'no trial is left'
has "$(kept_rules web-1)" \
    '198.18.0.0/15' 'at the next boot, too'

before=$(logins db-1)
ok 'another member' lt cluster apply al "$work/more.yaml" --yes
is 2 $(($(logins db-1) - before)) 'costs a node one login, as this look does'
is 2 "$(logins web-3)" 'and no more is a new one logged in to'

# ---- what another hand opened

ok 'all agree' lt cluster audit al
# tampered NODE COMMAND WORDS WHAT: it is found by these words, and one apply mends it.
tampered() {
    on "$1" "$2"
    status 1 "seen: $4" lt cluster audit al --json
    is "$1 $3" "$(jq -r '.firewalls[] | "\(.label) \(.found)"' "$work/out")" 'by name'
    ok 'the next apply closes it' lt cluster apply al "$work/more.yaml" --yes --json
    is "$1 $3" "$(jq -r '.firewalls[] | "\(.label) \(.found)"' "$work/out")" 'and tells so'
    ok 'all agree again' lt cluster audit al
}
changed='its firewall is not what was brought'
tampered web-1 'nft flush ruleset' 'its firewall is gone' 'no firewall at all'
has "$work/out" agree 'which is what it says'
tampered db-1 'nft insert rule inet lct input tcp dport 9999 accept' "$changed" 'a rule too many'
tampered db-1 'set=$(nft list sets inet | grep -o "m_web_[0-9a-f]*_4"); nft add element inet lct $set { 203.0.113.9 }' \
    "$changed" 'a member too many'
tampered web-2 'nft add table inet lct "{ flags dormant; }"' "$changed" 'a table that sleeps'
tampered web-2 'echo >>/etc/lct/firewall.nft' 'the rules that it keeps for its next boot are not what was brought' \
    'other rules for the next boot'
tampered web-2 'rm /etc/systemd/system/sysinit.target.wants/lct-firewall.service' \
    'its next boot would not load its firewall' 'none at the next boot'

on web-1 'nft flush ruleset' && on db-1 'nft insert rule inet lct input tcp dport 9999 accept'
ok 'retry closes, too' lt cluster retry al
has "$work/err" "web-1: its firewall is gone: closed again" 'it says what it found'
has "$work/err" "db-1: $changed: closed again" 'on each node'
ok 'all agree once more' lt cluster audit al

on web-1 'systemctl stop ssh.socket ssh.service 2>/dev/null'
status 1 'a node that does not answer is told apart' timeout 60 "$LCT_BUILD/linodetool" cluster audit al --json
is web-1 "$(jq -r '.unseen[].label' "$work/out")" 'by name'

ok 'the cluster is deleted' lt cluster delete al --yes
finish
