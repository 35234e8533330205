#!/bin/sh
# SPDX-License-Identifier: MIT
# Placement groups: made before their machines, joined, left, and deleted after them; by whatever it is
# interrupted, never twice and never forgotten; a stranger's are left alone.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --speed instant

make_plan() { # COUNT [PLACEMENT]
    cat >"$work/plan.yaml" <<P
name: apart
regions:
- region: us-east
  nodes:
  - name: n
    type: g6-nanode-1
    image: linode/debian12
    count: $1
    init: {boot-on-create: no}
${2:+    placement: $2}
P
}
groups() { api GET /v4/placement/groups | jq "$@"; }
members() { # LABEL
    groups -r ".data[] | select(.label == \"$1\") | .members | length"
}

# ---- its life

make_plan 3 '{name: far, policy: flexible}'
ok 'the plan is good' lt plan check "$work/plan.yaml"
ok 'a preview' lt cluster plan a "$work/plan.yaml"
has "$work/out" '+ placement group far, anti_affinity:local flexible, in us-east' 'shows it'
is 0 "$(groups .results)" 'and makes none'
ok 'created' lt cluster create a "$work/plan.yaml" --yes
is '1 3 flexible us-east' "$(groups -r '"\(.results) \(.data[0].members | length) \(.data[0].placement_group_policy) \(.data[0].region)"')" \
    'one group, all nodes in it'
ok 'show' lt cluster show a
has "$work/out" 'placement  far   far    us-east  started' 'tells it'
is far "$(lt --json cluster show a | jq -r '.resources[0].label')" 'as JSON, too'
ok 'all agree' lt cluster audit a
ok 'the same plan again' lt cluster apply a "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
ok 'it grows' lt cluster scale a n=4 --yes
is 4 "$(members far)" 'a new node is born in it'

make_plan 4
ok 'a plan without it' lt cluster plan a "$work/plan.yaml"
has "$work/out" '- placement group far' 'shows that it goes'
ok 'applied' lt cluster apply a "$work/plan.yaml" --yes
is 0 "$(groups .results)" 'it is gone'
is 4 "$(linodes)" 'its machines are not'

make_plan 4 far
ok 'with one again' lt cluster apply a "$work/plan.yaml" --yes
is '4 strict' "$(groups -r '.data[0] | "\(.members | length) \(.placement_group_policy)"')" 'those that are there join it'
make_plan 4 '{name: far, policy: flexible}'
status 2 'another policy' lt cluster apply a "$work/plan.yaml" --yes
has "$work/err" 'cannot become' 'is refused'
has "$work/err" 'another name' 'and what next'
make_plan 4 '{name: wide, policy: flexible}'
ok 'by another name' lt cluster apply a "$work/plan.yaml" --yes
is '1 wide 4' "$(groups -r '"\(.results) \(.data[0].label) \(.data[0].members | length)"')" 'they move'

# ---- others at it

id=$(groups '.data[0].id')
api PUT "/v4/placement/groups/$id" '{"label": "theirs"}' >/dev/null
status 1 'one that was renamed: an audit' lt cluster audit a
has "$work/out" 'has the label theirs now' 'says so'
api PUT "/v4/placement/groups/$id" '{"label": "wide"}' >/dev/null
ok 'put back, all agree' lt cluster audit a
api POST "/v4/placement/groups/$id/unassign" "{\"linodes\": $(groups '[.data[0].members[].linode_id]')}" >/dev/null
api DELETE "/v4/placement/groups/$id" >/dev/null
status 1 'one that is gone: an audit' lt cluster audit a
has "$work/out" 'is gone' 'says so'
ok 'an apply' lt cluster apply a "$work/plan.yaml" --yes
is '1 4' "$(groups -r '"\(.results) \(.data[0].members | length)"')" 'makes it anew, with all in it'
ok 'deleted' lt cluster delete a --yes
is '0 0' "$(groups .results) $(linodes)" 'nothing is left'

stranger=$(api POST /v4/placement/groups '{"label": "far", "region": "us-east", "placement_group_type": "anti_affinity:local",
    "placement_group_policy": "strict"}' | jq .id)
make_plan 2 far
ok 'a label that a stranger has' lt cluster create b "$work/plan.yaml" --yes
is 'b-us-east-far far' "$(groups -r '[.data[].label] | sort | join(" ")')" 'is not taken'
is 0 "$(members far)" 'nor is the group'
ok 'deleted' lt cluster delete b --yes
is far "$(groups -r '[.data[].label] | join(" ")')" 'and only ours'
api DELETE "/v4/placement/groups/$stranger" >/dev/null

# ---- killed

post='POST /v4/placement/groups HTTP'
killed() { # WHEN HOW
    make_plan 2 far
    die_at "$1" 1 "$post" cluster create c "$work/plan.yaml" --yes
    is 137 $? "killed: $2"
    ok 'resumed' lt cluster resume c
    is '1 2 2' "$(groups -r '"\(.results) \(.data[0].members | length)"') $(linodes)" 'there is one, and all are in it'
    ok 'all agree' lt cluster audit c
    die_at "$1" 1 'DELETE /v4/placement/groups/' cluster delete c --yes
    is 137 $? "a deletion, killed: $2"
    ok 'resumed' lt cluster resume c
    is '0 0' "$(groups .results) $(linodes)" 'nothing is left'
    status 5 'nor in the inventory' lt cluster show c
}
if shim_works; then
    killed leaving 'before it is asked for'
    killed sent 'when it was asked for'
    killed answered 'when it was answered'
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - killed # SKIP nothing can be loaded into this build"
fi
finish
