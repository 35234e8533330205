#!/bin/sh
# SPDX-License-Identifier: MIT
# Addresses that the cluster reserves for its nodes: the next machine has the same, whoever dies between
# answer and commit has reserved one, and what nobody is to have any more is given back.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none --speed instant --nodes-max 4

make_plan() { # COUNT RESERVED
    cat >"$work/plan.yaml" <<P
name: keep
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: $1
    nodenames: 'web-{index}'
    reserved: $2
P
}
field() { # NODE FIELD
    lt --json cluster nodes c | jq -r ".nodes[] | select(.name == \"$1\") | .$2"
}
reserved() { # JQ, of the list
    api GET /v4/networking/ips | jq -r "[.data[] | select(.reserved)] | sort_by(.address) | $1"
}
banner() { # ADDRESS
    timeout 10 "$LCT_BUILD/linodetool" lab dial "$1" 22 </dev/null 2>/dev/null | head -c 7
}

theirs=$(api POST /v4beta/networking/reserved/ips '{"region": "us-east", "tags": ["lb"]}' | jq -r .address)
only_theirs() { # DESCRIPTION
    is "$theirs 0" "$(reserved 'map(.address) | join(" ")') $(linodes)" "$1"
}

# ---- made with the nodes, and theirs for longer than a machine

make_plan 2 yes
ok 'the plan is shown' lt plan show "$work/plan.yaml"
has "$work/out" 'a reserved public IPv4 address each' 'and says so'
ok 'created' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" '+ reserved address web-1' 'the preview tells them'
first=$(field web-1 public_ipv4) second=$(field web-2 public_ipv4)
is "$first $second" "$(reserved "map(select(.address != \"$theirs\").address) | join(\" \")")" 'nodes have reserved addresses'
is "$first $second" "$(field web-1 reserved) $(field web-2 reserved)" 'and tell them'
is 'SSH-2.0 SSH-2.0' "$(banner "$first") $(banner "$second")" 'and answer there'
ok 'shown' lt cluster show c
is "$first $second" "$(lt --json cluster show c | jq -r '[.resources[] | select(.noun == "address").id] | join(" ")')" 'beside the nodes'
ok 'the same plan again' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
was=$(field web-1 id)
ok 'replaced' lt cluster replace c web-1 --yes
is "$first SSH-2.0" "$(field web-1 public_ipv4) $(banner "$first")" 'the next machine has the same'
is yes "$([ "$was" != "$(field web-1 id)" ] && echo yes)" 'and is another'
is 3 "$(reserved length)" 'none was reserved for it'
ok 'audited' lt cluster audit c

# ---- given back

make_plan 1 yes
ok 'one node less' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" '- reserved address web-2, in us-east: no node is to have it: it is given back' 'tells that it is given back'
is "$theirs $first" "$(reserved 'map(.address) | join(" ")')" 'its address is'
make_plan 1 no
ok 'no more reserved' lt cluster apply c "$work/plan.yaml" --yes
is "$first SSH-2.0 $theirs" "$(field web-1 public_ipv4) $(banner "$first") $(reserved 'map(.address) | join(" ")')" \
    'its machine keeps it for as long as it is there'
make_plan 1 yes
ok 'a preview of a reserved one' lt cluster plan c "$work/plan.yaml"
has "$work/out" "public_ipv4: $first -> a reserved one" 'says that it has to be another'
ok 'reserved again' lt cluster apply c "$work/plan.yaml" --yes
is "$(reserved "map(select(.address != \"$theirs\").address) | join(\" \")")" "$(field web-1 public_ipv4)" 'it has it'

# ---- what another hand does

api DELETE "/v4beta/networking/reserved/ips/$(field web-1 public_ipv4)" >/dev/null
status 1 'one that another hand gave back' lt cluster audit c
has "$work/out" "reserved address $(field web-1 public_ipv4) is gone" 'is told'
ok 'deleted' lt cluster delete c --yes
only_theirs 'what others reserved stays, and nothing else'

# ---- what cannot be

make_plan 4 yes
status 3 'more than the account may have' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'Additional Reserved IPv4 addresses require technical justification' 'is told by Linode'
ok 'deleted' lt cluster delete c --yes
only_theirs 'nothing is left'

# ---- killed

killed() { # WHEN HOW
    make_plan 1 yes
    die_at "$1" 1 'POST /v4/networking/reserved/ips' cluster create c "$work/plan.yaml" --yes
    is 137 $? "killed: $2"
    ok 'resumed' lt cluster resume c
    is "2 $(field web-1 public_ipv4) 1" "$(reserved "\"\\(length) \\(map(select(.address != \"$theirs\").address) | join(\" \"))\"") $(linodes)" \
        'one was reserved, and the node has it'
    ok 'deleted' lt cluster delete c --yes
    only_theirs 'nothing is left'
}
if shim_works; then
    killed sent 'when one was asked for'
    killed answered 'when it was answered'
    make_plan 1 yes
    die_at answered 1 'POST /v4/networking/reserved/ips' cluster create c "$work/plan.yaml" --yes
    ok 'deleted after that' lt cluster delete c --yes
    only_theirs 'nothing is left, either'
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - killed # SKIP nothing can be loaded into this build"
fi
finish
