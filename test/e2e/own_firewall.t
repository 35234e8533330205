#!/bin/sh
# SPDX-License-Identifier: MIT
# firewall: own: closed until the first contact, then what the node's own hooks make of it; no drift to an
# audit, over a reboot too; and the way there and back.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

make_plan() { # FIREWALL
    cat >"$work/plan.yaml" <<P
name: own
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, image: linode/debian12, nodenames: web-1, firewall: $1, init: {firstboot: [
     {script: 'cat /etc/nftables.conf >/root/conf; nft list tables >/root/tables; nft add table inet mine'}]}}
  - {name: db, type: g6-nanode-1, image: linode/debian12, nodenames: db-1}
P
}
on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>/dev/null
}
tables() { on web-1 'nft list tables' | tr '\n' ' '; }

make_plan own
ok 'a cluster' lt cluster create c "$work/plan.yaml" --yes
is 'table inet mine ' "$(tables)" 'what is there is what its hook made'
is '0 0' "$(on web-1 'cat /root/tables' | grep -c lct) $(on web-1 'cat /root/conf' | grep -c lct)" 'which found nothing of ours'
is 1 "$(on db-1 'nft list tables' | grep -c lct)" 'others have theirs'
ok 'an audit' lt cluster audit c
has "$work/out" 'web-1: its firewall is its own' 'says so'
on web-1 'nft add chain inet mine more'
ok 'whatever it does' lt cluster audit c
ok 'the same plan' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
ok 'shown' lt cluster firewall c show
has "$work/out" 'Their firewall is their own' 'as its own'
status 1 'nobody knows' lt cluster firewall c test internet web-1 80
has "$work/out" 'its firewall is its own' 'and it is said'

on web-1 'touch /run/before'
api POST "/v4/linode/instances/$(lt node show web-1 --json | jq -r .node.id)/reboot" >/dev/null
has_booted() { on web-1 'test -e /run/before || echo yes'; }
until_is yes has_booted
is 0 "$(tables | grep -c lct)" 'a boot brings nothing of ours'

make_plan "['allow in http']"
ok 'rules' lt cluster apply c "$work/plan.yaml" --yes
is 1 "$(on web-1 'nft list chain inet lct in_rules' | grep -c 'dport 80')" 'are brought'
ok 'an audit' lt cluster audit c
make_plan own
ok 'and its own again' lt cluster apply c "$work/plan.yaml" --yes
is 0 "$(tables | grep -c lct)" 'are taken off'
ok 'an audit' lt cluster audit c

sed -i 's/firewall: own/firewall: own, cloud_firewall: yes/' "$work/plan.yaml"
status 2 'with a Cloud Firewall' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'a Cloud Firewall is made of the rules' 'it cannot be'
finish
