#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 of starts and stops at exact moments: resume goes on with just that; each hook runs once for each
# start and each stop, each service starts and stops once.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: power
start:
- {nodes: db, service: {name: s, start: echo s >>/var/up, stop: echo s >>/var/down, ready: test -s /var/up}}
- {nodes: app, service: {name: s, start: echo s >>/var/up, stop: echo s >>/var/down}}
hooks:
  sshready: {name: seen, script: echo seen >>/var/seen}
  clusterstarted: {name: on, script: echo on >>/var/on}
  planready: {name: ready, script: echo ready >>/var/ready}
  clusterstopping: {name: bye, script: echo bye >>/var/bye}
regions:
- region: us-east
  nodes:
  - {name: db, type: g6-nanode-1, count: 1, nodenames: 'db-{index}'}
  - {name: app, type: g6-nanode-1, count: 2, nodenames: 'app-{index}'}
P
statuses() {
    api GET '/v4/linode/instances?page_size=500' | jq -r '[.data[].status] | unique | join(" ")'
}
# exact STARTS STOPS HOW : everything ran so often on each of the three nodes.
exact() {
    for file in seen on ready up; do
        is "3x$1" "$(lines_on_nodes "var/$file")" "$3: $file, once for each start"
    done
    for file in bye down; do
        [ "$2" = 0 ] || is "3x$2" "$(lines_on_nodes "var/$file")" "$3: $file, once for each stop"
    done
    is 3 "$(linodes)" "$3: no machine more, nor less"
    ok "$3: inventory and cloud agree" lt cluster audit c
}
starts=1 stops=0
# stop_dies WHEN COUNT AFTER
stop_dies() {
    how="a stop killed when $1 $2 $3"
    die_at "$1" "$2" "$3" cluster stop c --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume c
    stops=$((stops + 1))
    is offline "$(statuses)" "$how: all are off"
    exact $starts $stops "$how"
}
start_dies() {
    how="a start killed when $1 $2 $3"
    die_at "$1" "$2" "$3" cluster start c --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume c
    starts=$((starts + 1))
    is running "$(statuses)" "$how: all run"
    exact $starts $stops "$how"
}
moments() {
    die_at commit 2 '' cluster stop c --yes
    is 137 $? 'a stop is killed before it was written down'
    ok 'so there is nothing to go on with' lt cluster resume c
    exact 1 0 'a stop that was not begun'
    stop_dies commit 5 ''
    start_dies answered 1 'POST /v4/linode/instances/*/boot'
    stop_dies answered 2 'POST /v4/linode/instances/*/shutdown'
    start_dies commit 5 ''
    stop_dies torn 4 ''
    start_dies synced 6 ''
    stop_dies synced 6 ''
    start_dies torn 9 ''
    stop_dies commit 8 ''
    start_dies commit 12 ''
}
ok 'created' lt cluster create c "$work/plan.yaml" --yes
exact 1 0 'a creation'
if shim_works; then
    moments
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - starts and stops killed # SKIP nothing can be loaded into this build"
fi
ok 'deleted' lt cluster delete c --yes
is 0 "$(linodes)" 'nothing is left'
finish
