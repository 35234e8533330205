#!/bin/sh
# SPDX-License-Identifier: MIT
# A NodeBalancer of a plan within a VPC, before real nodes that have no address but there: asked from
# outside, let in by their firewalls, and by nothing but that; nodes come and go, it cannot move, all of it goes.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none
dial=$(lt lab status --json | jq -r .dial)

plan() { # FILE NODES VPC : what the NodeBalancer's vpc: says
    cat >"$work/$1" <<P
name: inner
regions:
- region: us-ord
  vpc: {name: shop, subnets: [{name: web, ipv4: 10.0.1.0/24}]}
  nodes:
  - {name: gate, type: g6-nanode-1, image: linode/debian12, nodenames: gate, vpc: shop}
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: $2
    nodenames: 'web-{index}'
    public: no
    vpc: {name: shop, nat: no}
    files: [{path: /srv/index.html, content: "{hostname}\n"}]
    units: [{name: site, command: /usr/bin/python3 -m http.server 8080 --directory /srv}]
  nodebalancers:
  - {name: front, nodes: web, drain: 2s, vpc: $3, port: 80, target_port: 8080, stickiness: none,
     check: {path: /, interval: 2, timeout: 1, attempts: 2}}
P
}
plan plan.yaml 2 shop
plan three.yaml 3 shop
plan moved.yaml 2 '{name: shop, range: 10.0.1.64/30}'

shares() { # N : how often each node answers, "web-1:10 web-2:10"
    python3 "$top/test/lab/visitor.py" "$dial" get "$ip" 80 "$1" | awk '{ n[$2]++ } END { for (k in n) print k ":" n[k] }' |
        sort | paste -sd' '
}
on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh
}

ok 'a preview' lt cluster plan inner "$work/plan.yaml"
has "$work/out" '+ NodeBalancer front, vpc shop/web 10.0.1.248/30, in us-ord' 'shows where it is, and from which range it comes'
if shim_works; then
    die_at answered 1 'POST /v4/nodebalancers HTTP' cluster create inner "$work/plan.yaml" --yes
    is 137 $? 'killed when it was made, and nobody had written that down'
    ok 'resumed' lt cluster resume inner
else
    ok 'created' lt cluster create inner "$work/plan.yaml" --yes
fi
is 1 "$(api GET /v4/nodebalancers | jq .results)" 'there is one'
id=$(api GET /v4/nodebalancers | jq '.data[0].id') ip=$(api GET /v4/nodebalancers | jq -r '.data[0].ipv4')
is 10.0.1.248/30 "$(api GET "/v4/nodebalancers/$id/vpcs" | jq -r '.data[0].ipv4_range')" 'within the VPC, from that range'
becomes 'web-1:10 web-2:10' 'nodes that have no address but in the VPC answer from outside' shares 20
is 'null null' "$(lt node show web-1 --json | jq -r '"\(.node.public_ipv4) \(.node.private_ipv4)"')" 'they have none'
on web-1 'nft list ruleset' >"$work/rules"
has "$work/rules" 'ip saddr 10.0.1.248/30 ip daddr 10.0.1.0/24 tcp dport 8080 accept' 'their port is open to exactly that range'
inner=$(lt node show web-1 --json | jq -r .node.vpc_ipv4)
is closed "$(on gate "curl -s --max-time 3 http://$inner:8080/ || echo closed")" 'and not to a neighbour in the VPC'
both_up() { lt cluster show inner 2>/dev/null | grep -c 'web-1 UP, web-2 UP'; } # each was checked once
until_is 1 both_up
ok 'shown' lt cluster show inner
has "$work/out" ', vpc shop/web 10.0.1.248/30' 'with where it is'
has "$work/out" 'http 80: web-1 UP, web-2 UP' 'with who is up'
ok 'all agree' lt cluster audit inner
ok 'the same plan again' lt cluster apply inner "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'

status 2 'another range' lt cluster apply inner "$work/moved.yaml" --yes
has "$work/err" 'is vpc shop/web 10.0.1.248/30 and cannot become vpc shop/web 10.0.1.64/30' 'is refused'
has "$work/err" 'give it another name in the plan' 'and it is told what to do'

ok 'one node more' lt cluster apply inner "$work/three.yaml" --yes
becomes 'web-1:10 web-2:10 web-3:10' 'gets its share' shares 30
ok 'one less' lt node delete web-1 --yes
becomes 'web-2:10 web-3:10' 'is out before it goes' shares 20

# Another hand puts in whoever is none of its nodes.
port=/v4/nodebalancers/$id/configs/$(api GET "/v4/nodebalancers/$id/configs" | jq '.data[0].id')/nodes
subnet=$(api GET /v4/vpcs | jq '.data[0].subnets[0].id')
gate=$(lt node show gate --json | jq -r .node.vpc_ipv4)
api POST "$port" "{\"label\": \"strange\", \"address\": \"$gate:8080\", \"subnet_id\": $subnet}" >"$work/changed"
status 1 'an audit' lt cluster audit inner
has "$work/out" "sends http 80 to $gate:8080 (strange), which is none of its nodes" 'sees whom another hand put in'

ok 'deleted' lt cluster delete inner --yes
is '0 0 0' "$(for noun in nodebalancers vpcs linode/instances; do api GET "/v4/$noun" | jq .results; done | paste -sd' ')" 'nothing is left'
finish
