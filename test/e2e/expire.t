#!/bin/sh
# SPDX-License-Identifier: MIT
# expires: and budget: of plans: who is told, deleted, prolonged; what is refused.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

plan() { # NAME LINES..
    name=$1
    shift
    {
        printf 'name: %s\n' "$name"
        printf '%s\n' "$@"
        printf "regions: [{region: us-east, nodes: [{name: web, type: g6-nanode-1, nodenames: '%s-{index}'}]}]\n" "$name"
    } >"$work/$name.yaml"
}
of() { # CLUSTER JQ
    lt cluster show "$1" --json | jq -r ".cluster$2"
}
plan short 'expires: 2s'
plan long 'expires: 8h' 'budget: $7/month'
plan ever
sed -i "s/'short-{index}'/&, storage: [{label: data, type: blockstore, size: 10GB, mount: \/data}]/" "$work/short.yaml"
ok 'a short one' lt cluster create short "$work/short.yaml" --yes
ok 'a long one' lt cluster create long "$work/long.yaml" --yes
ok 'one for ever' lt cluster create ever "$work/ever.yaml" --yes
is 28800 "$(of long '| (.expires | fromdate) - (.created | fromdate)')" 'it is told how long it lives'
is null "$(of ever .expires)" 'and who lives for ever'
ok 'listed' lt cluster list
has "$work/out" EXPIRES 'with when'
ok 'which are over' lt cluster expire --dry-run
is short "$(lt cluster expire --dry-run --json | jq -r '[.clusters[].name] | join(" ")')" 'the short one'
status 2 'nobody agreed' lt cluster expire
is 3 "$(linodes)" 'so nothing is deleted'
has "$work/err" short 'though shown'
sed -i 's/2s/30d/' "$work/short.yaml"
ok 'prolonged' lt cluster apply short "$work/short.yaml" --yes
ok 'so none is over' lt cluster expire --yes
has "$work/out" "No cluster's time is over" 'which is told'
sed -i 's/30d/2026-01-01T12:30/' "$work/short.yaml"
ok 'until a date that was' lt cluster apply short "$work/short.yaml" --yes
is 2026-01-01T12:30:00Z "$(of short .expires)" 'is told'
ok 'deleted' lt cluster expire --yes
is 2 "$(linodes)" 'with its machine'
is 1 "$(api GET /v4/volumes | jq .results)" 'without its volume'
is 'ever long' "$(lt cluster list --json | jq -r '[.clusters[].name] | sort | join(" ")')" 'the others live'

status 2 'what costs too much' lt cluster scale long web=3 --yes
has "$work/err" 'it would cost $15.00 a month, $8.00 more than its budget of $7.00' 'is refused with by how much'
has "$work/err" "most of it is 3 nodes of 'web' in us-east (g6-nanode-1): \$15.00" 'and what costs most'
is 2 "$(linodes)" 'before anything is made'
sed -i 's/7.month/4\/month/' "$work/long.yaml"
ok 'who costs more than its budget, but no more than now' lt cluster apply long "$work/long.yaml" --yes
plan dear 'budget: $0.001/hour'
status 2 'by the hour' lt cluster create dear "$work/dear.yaml" --yes
has "$work/err" 'an hour' 'likewise'
is 2 "$(linodes)" 'nothing is made'
status 5 'nor kept' lt cluster show dear
ok 'the long one deleted' lt cluster delete long --yes
ok 'and the other' lt cluster delete ever --yes
finish
