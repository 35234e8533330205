#!/bin/sh
# SPDX-License-Identifier: MIT
# Cloud Firewalls out of the plan's rules: there before the machines that are born behind them, of what
# the nodes themselves let through, following who joins and leaves; and what other hands do to them.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

make_plan() { # CLOUD-FIREWALL DBS
    cat >"$work/plan.yaml" <<P
name: outer
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    nodenames: web-1
    cloud_firewall: $1
    firewall: ['allow in http', 'allow in tcp 8080 from db', 'allow in tcp 8081 from db']
  - name: db
    type: g6-nanode-1
    image: linode/debian12
    count: $2
    nodenames: 'db-{index}'
    firewall: ['allow out tcp 1-65535 to web']
P
}

firewalls=/v4/networking/firewalls

# fw FILTER : of the cluster's firewall, as the API shows it.
label=c-us-east-web
fw() {
    api GET "$firewalls" | jq -c "[.data[] | select(.label == \"$label\")][0] | $1"
}

sources() { # PORTS : how many addresses may come to them.
    fw "[.rules.inbound[] | select(.ports == \"$1\") | (.addresses.ipv4 + .addresses.ipv6)] | flatten | length"
}

# ---- created

api POST "$firewalls" '{"label": "c-us-east-web", "rules": {"inbound_policy": "ACCEPT", "outbound_policy": "ACCEPT"}}' >/dev/null
make_plan yes 1
status 1 'a label that a stranger has' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'the account has a Cloud Firewall with the label c-us-east-web, which is not this cluster' 'is refused'
is '"ACCEPT" 1 []' "$(fw '.rules.inbound_policy') $(fw '.rules.version') $(api GET /v4/linode/instances | jq -c .data)" \
    'and left alone; nothing is made'
api DELETE "$firewalls/$(fw .id)" >/dev/null

make_plan yes 1
lab_control POST /faults '{"errors": [{"method": "POST", "path": "*/networking/firewalls", "kind": "reset-after-success", "count": 1}]}' >/dev/null
ok 'a cluster, and nobody hears of the birth of its firewall' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" '+ Cloud Firewall c-us-east-web, in us-east' 'the preview tells of it'
is 1 "$(api GET "$firewalls" | jq .results)" 'it is found again, not made twice'
is '["firewall_create","linode_create"]' \
    "$(api GET '/v4/account/events?page_size=500' | jq -c '[.data | reverse[] | select(.action == "firewall_create" or (.action == "linode_create" and .entity.label == "web-1")) | .action] | .[-2:]')" \
    'it is there before its machine'
is '["web-1"] ["lct:'"$(lt cluster show c --json | jq -r .cluster.uuid)"'"] "DROP" "DROP"' \
    "$(fw '[.entities[].label]') $(fw .tags) $(fw .rules.inbound_policy) $(fw .rules.outbound_policy)" \
    'which is behind it; it is closed and tagged'
is '["22, 80","68, 546","8080-8081"]' "$(fw '[.rules.inbound[].ports | select(.)] | sort')" 'but for what nodes let in'
is 3 "$(sources 8080-8081)" 'from the other node: its three addresses'
version=$(fw .rules.version)
ok 'the same plan again' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
lt cluster show c --json >"$work/show"
is '["firewall","web","c-us-east-web","started"]' \
    "$(jq -c '.resources[] | select(.noun == "firewall") | [.noun, .name, .label, .state]' "$work/show")" 'it is shown'

# ---- in force, outside of the node

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>/dev/null
}

from_outside() { # PORT : what web-1 says first.
    timeout 3 "$LCT_BUILD/linodetool" lab dial "$address" "$1" </dev/null 2>/dev/null | head -c 4
}

db="db-1"
from_db() { # ADDRESS PORT
    on "$db" "timeout 3 bash -c 'exec 3<>/dev/tcp/$1/$2; head -c 4 <&3'"
}

address=$(lt node show web-1 --json | jq -r .node.public_ipv4)
private=$(lt node show web-1 --json | jq -r .node.private_ipv4)
open_by_hand() { # NODE : at $address
    on "$1" 'nft flush ruleset; mkdir -p /run/sshd; /usr/sbin/sshd -p 80 -p 8080 -p 9999'
    until_is SSH- from_outside 80
}
open_by_hand web-1
is 'SSH-  ' "$(from_outside 80) $(from_outside 8080) $(from_outside 9999)" \
    'a node that was opened by hand: from outside no more than its rules let in'
is 'SSH-  SSH- ' "$(from_db "$private" 8080) $(from_db "$private" 9999) $(from_db "$address" 8080)$(from_db "$address" 9999) " \
    'from its neighbours likewise, by either address'

# ---- membership

ok 'another node' lt cluster scale c db=2 --yes
is "6 $((version + 1))" "$(sources 8080-8081) $(fw .rules.version)" 'it may come in, by one request'
ok 'one less' lt cluster scale c db=1 --yes
is 3 "$(sources 8080-8081)" 'and no more'

# ---- other hands

id=$(fw .id)
api PUT "$firewalls/$id/rules" '{"inbound_policy": "ACCEPT", "outbound_policy": "ACCEPT", "inbound": [], "outbound": []}' >/dev/null
status 1 'an audit' lt cluster audit c
has "$work/out" 'the rules of Cloud Firewall c-us-east-web were changed by another hand' 'sees other rules'
ok 'applied' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'its rules were changed by another hand' 'the preview, too'
is '3 "DROP"' "$(sources 8080-8081) $(fw .rules.inbound_policy)" 'they are put right'
api PUT "$firewalls/$id" '{"status": "disabled"}' >/dev/null
device=$(api GET "$firewalls/$id/devices" | jq .data[0].id)
api DELETE "$firewalls/$id/devices/$device" >/dev/null
status 1 'one that is disabled, and before nobody' lt cluster audit c
has "$work/out" 'Cloud Firewall c-us-east-web is disabled' 'is seen'
has "$work/out" 'web-1 is not behind Cloud Firewall c-us-east-web' 'both'
ok 'applied' lt cluster apply c "$work/plan.yaml" --yes
is '"enabled" ["web-1"]' "$(fw .status) $(fw '[.entities[].label]')" 'both are put right'

# ---- off and on

make_plan no 1
ok 'without it' lt cluster apply c "$work/plan.yaml" --yes
is 0 "$(api GET "$firewalls" | jq .results)" 'there is none'
make_plan exact 1
ok 'with it again' lt cluster apply c "$work/plan.yaml" --yes
is '["web-1"]' "$(fw '[.entities[].label]')" 'the node that was there comes behind it'

ok 'deleted' lt cluster delete c --yes
is '0 0' "$(api GET "$firewalls" | jq .results) $(api GET /v4/linode/instances | jq .results)" 'nothing is left'

# ---- Linode interfaces, on an account that gives no others: each is behind it by itself

api PUT /v4/account/settings '{"interfaces_for_new_linodes": "linode_only"}' >/dev/null
make_own() { # CLOUD-FIREWALL
    cat >"$work/own.yaml" <<P
name: own
regions:
- region: us-ord
  vpc: {name: shop, subnets: [{name: a, ipv4: 10.0.1.0/24}]}
  nodes:
  - {name: web, type: g6-nanode-1, image: linode/debian12, nodenames: own-web, vpc: shop, cloud_firewall: $1,
     firewall: ['allow in http', 'allow in tcp 8080 from db on vpc']}
  - {name: db, type: g6-nanode-1, image: linode/debian12, nodenames: own-db, vpc: shop,
     firewall: ['allow out tcp 1-65535 to web']}
P
}
make_own yes
label=own-us-ord-web db=own-db
ok 'a cluster there' lt cluster create own "$work/own.yaml" --yes
is '["linode_interface","linode_interface"] ["own-web"]' \
    "$(fw '[.entities[].type]') $(fw '[.entities[].parent_entity.label] | unique')" 'is born behind it, by its two interfaces'
is linode "$(api GET /v4/linode/instances | jq -r '.data[0].interface_generation')" 'which are its own'
is 0 "$(api GET "/v4/linode/instances/$(fw '.entities[0].parent_entity.id')/firewalls" | jq .results)" 'and no part of its Linode'
ok 'all agree' lt cluster audit own
address=$(lt node show own-web --json | jq -r .node.public_ipv4)
inner=$(lt node show own-web --json | jq -r .node.vpc_ipv4)
open_by_hand own-web
is 'SSH-  ' "$(from_outside 80) $(from_outside 8080) $(from_outside 9999)" \
    'opened by hand: from outside no more than its rules let in'
is 'SSH- SSH-  ' "$(from_db "$inner" 80) $(from_db "$inner" 8080) $(from_db "$inner" 9999) $(from_db "$address" 9999)" \
    'nor in its VPC'
id=$(fw .id)
device=$(api GET "$firewalls/$id/devices" | jq '.data[-1].id')
api DELETE "$firewalls/$id/devices/$device" >/dev/null
is SSH- "$(from_db "$inner" 9999)" 'its interface there is taken off by another hand'
is '' "$(from_outside 9999)" 'and the other one is not'
status 1 'an audit' lt cluster audit own
has "$work/out" 'own-web is not behind Cloud Firewall own-us-ord-web' 'sees that'
ok 'applied' lt cluster apply own "$work/own.yaml" --yes
is '2 ' "$(fw '.entities | length') $(from_db "$inner" 9999)" 'it is put right'
make_own no
ok 'without it' lt cluster apply own "$work/own.yaml" --yes
is 0 "$(api GET "$firewalls" | jq .results)" 'there is none'
make_own exact
ok 'with it again' lt cluster apply own "$work/own.yaml" --yes
is '2 ["own-web"]' "$(fw '.entities | length') $(fw '[.entities[].parent_entity.label] | unique')" 'the node that was there comes behind it'
ok 'deleted' lt cluster delete own --yes
is '0 0' "$(api GET "$firewalls" | jq .results) $(api GET /v4/linode/instances | jq .results)" 'nothing is left'
finish
