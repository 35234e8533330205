#!/bin/sh
# SPDX-License-Identifier: MIT
# A plan that has of everything: its deletion with --delete-volumes leaves an account as it was before, asked noun
# by noun; killed in the midst of it, too. What a stranger has of each noun stays.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none

cat >"$work/plan.yaml" <<'P'
name: all
regions:
- region: us-ord
  vpc: {name: net, subnets: [{name: a, ipv4: 10.0.1.0/24}]}
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: 2
    nodenames: 'web-{index}'
    vpc: net
    placement: {name: apart, policy: flexible}
    cloud_firewall: yes
    ipv6: /64
    firewall: [allow in http]
    storage:
    - {label: data, type: blockstore, size: 10GB, fs: ext4, mount: /data}
  - {name: log, type: g6-nanode-1, image: linode/debian12, nodenames: log-1, vlan: {label: back, ipv4: 10.9.0.0/24}}
  nodebalancers:
  - {name: front, nodes: web, drain: 0s, ports: [{port: 80, check: none}]}
P

nouns='linode/instances volumes nodebalancers networking/firewalls vpcs placement/groups networking/ipv6/ranges networking/vlans'
account() { # how many there are of each
    for noun in $nouns; do
        api GET "/v4/$noun" | jq -r --arg noun "$noun" '"\($noun) \(.results)"'
    done
}
stays() { # all that there is, as the API tells it
    for noun in $nouns; do api GET "/v4/$noun" | jq -cS .data; done
}

empty() { # HOW : of ours nothing is left
    is "$theirs" "$(account)" "$1: nothing of it is left, noun by noun"
    is "$before" "$(stays)" "$1: and what is theirs is as it was"
    is '' "$(lt --json cluster list | jq -r '.clusters[].name')" "$1: nor is a cluster in the inventory"
}

# ---- somebody else's

tag='"tags": ["theirs"]'
api POST /v4/linode/instances "{\"region\": \"us-ord\", \"type\": \"g6-nanode-1\", \"label\": \"theirs\", $tag}" >"$work/theirs"
id=$(jq .id "$work/theirs")
api POST /v4/volumes "{\"region\": \"us-ord\", \"label\": \"theirs\", \"size\": 10, $tag}" >/dev/null
api POST /v4/nodebalancers "{\"region\": \"us-ord\", \"label\": \"theirs\", $tag}" >/dev/null
api POST /v4/vpcs '{"region": "us-ord", "label": "theirs", "subnets": [{"label": "a", "ipv4": "10.0.1.0/24"}]}' >/dev/null
api POST /v4/networking/firewalls "{\"label\": \"theirs\", $tag, \"rules\": {\"inbound_policy\": \"DROP\", \"outbound_policy\": \"ACCEPT\"}}" >/dev/null
api POST /v4/placement/groups '{"region": "us-ord", "label": "theirs", "placement_group_type": "anti_affinity:local",
    "placement_group_policy": "strict"}' >/dev/null
api POST /v4/networking/ipv6/ranges "{\"linode_id\": $id, \"prefix_length\": 64}" >/dev/null
theirs=$(printf '%s\n' 'linode/instances 1' 'volumes 1' 'nodebalancers 1' 'networking/firewalls 1' 'vpcs 1' 'placement/groups 1' \
    'networking/ipv6/ranges 1' 'networking/vlans 0')
is "$theirs" "$(account)" 'a stranger has one of each noun'
before=$(stays)

# ---- ours

all=$(printf '%s\n' 'linode/instances 4' 'volumes 3' 'nodebalancers 2' 'networking/firewalls 2' 'vpcs 2' 'placement/groups 2' \
    'networking/ipv6/ranges 3' 'networking/vlans 1')
ok 'a plan of everything' lt cluster create s "$work/plan.yaml" --yes
is "$all" "$(account)" 'is all there'
ok 'deleted' lt cluster delete s --delete-volumes --yes
empty 'deleted'

# ---- killed

killed() { # REQUEST : when it was answered
    ok 'once more' lt cluster create s "$work/plan.yaml" --yes
    is "$all" "$(account)" 'it is all there'
    die_at answered 1 "$1" cluster delete s --delete-volumes --yes
    is 137 $? "its deletion, killed after $1"
    ok 'resumed' lt cluster resume s
    empty 'resumed'
}
if shim_works; then
    killed 'DELETE /v4/nodebalancers/'
    killed 'DELETE /v4/linode/instances/'
    killed 'DELETE /v4/volumes/'
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - killed # SKIP nothing can be loaded into this build"
fi
finish
