#!/bin/sh
# SPDX-License-Identifier: MIT
# An account that may not have as many volumes, NodeBalancers, firewalls, VPCs, subnets or placement groups as a plan
# wants: what is refused is told with how many there are of how many, and made when the limit is raised.
. "$(dirname "$0")/e2e.sh"
lab_up --speed instant

cat >"$work/plan.yaml" <<'P'
name: much
regions:
- region: us-ord
  vpc: {name: inner, subnets: [{name: a, ipv4: 10.0.1.0/24}, {name: b, ipv4: 10.0.2.0/24}]}
  nodebalancers: [{name: front, tags: [web], ports: [{port: 80}]}]
  nodes:
  - name: web
    type: g6-nanode-1
    tags: [web]
    count: 3
    nodenames: 'web-{index}'
    placement: apart
    cloud_firewall: yes
    storage:
    - {label: root, size: 10GB, fs: ext4, boot: yes}
    - {label: vol, type: blockstore, size: 10GB, fs: ext4}
    init: {boot-on-create: no}
P
have() { # PATH : how many the account has.
    api GET "$1" | jq .results
}

# limited KIND NUMBER PATH TOLD : with that limit creating stops and tells it; without, it goes on.
limited() {
    lab_control POST /quota "{\"$1\": $2}" >/dev/null
    status 3 "$1: $2" lt cluster create c "$work/plan.yaml" --yes
    has "$work/err" "the account's limit allows $4 that this wants" 'is told with how many are made of how many'
    has "$work/err" 'open a ticket' 'and what next'
    has "$work/err" "linodetool cluster retry 'c'" 'and then'
    [ "$3" = - ] || is "$2" "$(have "$3")" 'no more are there'
    lab_control POST /quota '{}' >/dev/null
    ok 'when the limit is raised it goes on' lt cluster resume c
    is '3 3 1 1 1 1' "$(linodes) $(have /v4/volumes) $(have /v4/nodebalancers) $(have /v4/networking/firewalls) $(have /v4/vpcs) $(have /v4/placement/groups)" \
        'and all is there, once'
    ok 'and agrees' lt cluster audit c
    ok 'deleted' lt cluster delete c --delete-volumes --yes
}

limited linodes 1 /v4/linode/instances '1 of 3 Linodes'
limited volumes 2 /v4/volumes '2 of 3 volumes'
limited nodebalancers 0 /v4/nodebalancers '0 of 1 NodeBalancers'
limited firewalls 0 /v4/networking/firewalls '0 of 1 Cloud Firewalls'
limited vpcs 0 /v4/vpcs '0 of 1 VPCs'
limited placement_groups 0 /v4/placement/groups '0 of 1 placement groups'
limited subnets 1 - '0 of 1 VPCs'
finish
