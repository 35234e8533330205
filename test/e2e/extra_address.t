#!/bin/sh
# SPDX-License-Identifier: MIT
# Public IPv4 addresses of nodes beside the first: they answer from outside without a reboot, and after one;
# scripts and rules know them; more, fewer and none are made in place; they are given once, whoever dies;
# what cannot be had is told.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none --speed instant

make_plan() { # COUNT [MORE..]
    count=$1
    shift
    cat >"$work/plan.yaml" <<P
name: out
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: $count
    nodenames: 'web-{index}'
    firewall: [allow in tcp 80 from db]
    init: {firstboot: [{name: told, script: told.sh}]}
$(printf '    %s\n' "$@")
  - name: db
    type: g6-nanode-1
    image: linode/debian12
    nodenames: 'db-{index}'
$(printf '    %s\n' "$@")
P
}
printf '%s\n' 'echo "$LCT_EXTRA_IPV4" >/root/told' >"$work/told.sh"
field() { # NODE JQ
    lt --json cluster nodes c | jq -r ".nodes[] | select(.name == \"$1\") | $2"
}
extra() { # NODE: of the cloud
    api GET "/v4/linode/instances/$(field "$1" .id)/ips" | jq -r '[.ipv4.public[1:][].address] | join(" ")'
}
banner() { # ADDRESS
    timeout 10 "$LCT_BUILD/linodetool" lab dial "$1" 22 </dev/null 2>/dev/null | head -c 7
}
on() { # NODE COMMAND
    lt cluster run c -l root --on "$1" -- "$2" 2>&1
}

# ---- given

make_plan 1 'extra_ipv4: 2'
ok 'the price is told' lt plan show "$work/plan.yaml"
has "$work/out" '$18.00 a month' 'with what they cost'
has "$work/out" '2 public IPv4 addresses beside the first' 'and how many'
ok 'created' lt cluster create c "$work/plan.yaml" --yes
# shellcheck disable=SC2046 # two words
set -- $(field web-1 '.extra_ipv4 | join(" ")')
one=$1 two=$2
is "$one $two" "$(extra web-1)" 'the inventory knows what the cloud gave'
is 'SSH-2.0 SSH-2.0 SSH-2.0' "$(banner "$(field web-1 .public_ipv4)") $(banner "$one") $(banner "$two")" 'all of them answer from outside'
has "$(echo "$nodes_dir"/"$(field web-1 .id)"/disks/*/upper/root/told)" "$one $two" 'scripts know them'
is web-1 "$(lt --json query "extra_ipv4=$two" | jq -r '.nodes[].name')" 'queries, too'
theirs=$(field db-1 '.extra_ipv4[0]')
on web-1 'nft list table inet lct' >"$work/rules"
has "$work/rules" "$theirs" 'rules know packets from them as those of the node'
on web-1 'ip route get 192.0.2.1' >"$work/route"
has "$work/route" "src $(field web-1 .public_ipv4)" 'what the node sends by itself comes from the first'
ok 'the same plan again' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'

# ---- rebooted

api POST "/v4/linode/instances/$(field web-1 .id)/reboot" '{}' >/dev/null
up() { [ "$(banner "$two")" = SSH-2.0 ]; }
sleep 1
tries=0
until up || [ $((tries += 1)) -gt 50 ]; do sleep 0.2; done
is 'SSH-2.0 SSH-2.0' "$(banner "$one") $(banner "$two")" 'after a reboot they answer'
on web-1 "ip -o -4 address show" >"$work/has"
is 1 "$(grep -c " $one/" "$work/has")" 'each is there once'

# ---- changed in place

ids=$(api GET /v4/linode/instances | jq -c '[.data[].id] | sort')
make_plan 1 'extra_ipv4: 3'
ok 'a preview of one more' lt cluster plan c "$work/plan.yaml"
has "$work/out" 'extra_ipv4: 2 -> 3' 'tells it'
has "$work/out" 'addresses $12.00' 'and what they cost then'
ok 'one more' lt cluster apply c "$work/plan.yaml" --yes
three=$(field web-1 '.extra_ipv4[2]')
is "$one $two $three SSH-2.0" "$(extra web-1) $(banner "$three")" 'is there, and answers'
has "$(echo "$nodes_dir"/"$(field web-1 .id)"/disks/*/upper/etc/lct/addresses)" "own $three" 'the node keeps it'
api DELETE "/v4/linode/instances/$(field web-1 .id)/ips/$two" >/dev/null
lt cluster audit c >"$work/out" 2>&1
has "$work/out" "lost its address $two" 'what another hand took is told'
ok 'and given again' lt cluster apply c "$work/plan.yaml" --yes
is "$(field web-1 '.extra_ipv4 | join(" ")') 3" "$(extra web-1) $(extra web-1 | wc -w)" 'as another one'
is "SSH-2.0 " "$(banner "$(field web-1 '.extra_ipv4[2]')") $(banner "$two")" 'which answers, the lost one does not'
make_plan 1 'extra_ipv4: 1'
ok 'fewer' lt cluster apply c "$work/plan.yaml" --yes
is "$one SSH-2.0" "$(extra web-1) $(banner "$one")" 'the first of them stays'
is '' "$(banner "$three")" 'the others are gone'
on web-1 'ip -o -4 address show' >"$work/has"
is 0 "$(grep -c " $three/" "$work/has")" 'on the node, too'
make_plan 1 'extra_ipv4: 9'
status 3 'more than Linode gives' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Additional IPv4 addresses require technical justification' 'is told'
has "$work/err" "ask Linode's support for more addresses, or say less than extra_ipv4: 9" 'and what next'
make_plan 1
ok 'none' lt cluster apply c "$work/plan.yaml" --yes
is ' ' "$(extra web-1) $(banner "$one")" 'there is none'
on web-1 'ls /etc/lct /etc/systemd/system' >"$work/has"
is 0 "$(grep -c addresses "$work/has")" 'and nothing of it is left on the node'
is "$ids" "$(api GET /v4/linode/instances | jq -c '[.data[].id] | sort')" 'on the machines that there were'
ok 'deleted' lt cluster delete c --yes
is 0 "$(api GET /v4/networking/ips | jq '[.data[] | select(.type == "ipv4")] | length')" 'nothing is left'

# ---- what cannot be had

api PUT /v4/account/settings '{"interfaces_for_new_linodes": "linode_only"}' >/dev/null
make_plan 1 'extra_ipv4: 1'
status 2 'an account of Linode interfaces alone' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'the account gives new Linodes interfaces that get no further addresses' 'is told so'
is 0 "$(linodes)" 'before anything is made'
api PUT /v4/account/settings '{"interfaces_for_new_linodes": "legacy_config_only"}' >/dev/null

# ---- killed

killed() { # WHEN HOW
    make_plan 1 'extra_ipv4: 2'
    die_at "$1" 1 "POST /v4/linode/instances/[0-9]*/ips" cluster create c "$work/plan.yaml" --yes
    is 137 $? "killed: $2"
    ok 'resumed' lt cluster resume c
    is "2 2 $(field web-1 '.extra_ipv4 | join(" ")')" "$(extra web-1 | wc -w) $(extra db-1 | wc -w) $(extra web-1)" 'each has two, which it knows'
    ok 'deleted' lt cluster delete c --yes
}
if shim_works; then
    killed sent 'when one was asked for'
    killed answered 'when it was answered'
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - killed # SKIP nothing can be loaded into this build"
fi
finish
