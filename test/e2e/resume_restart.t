#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 of restarts at exact moments: resume goes on with just that, and boots nobody twice.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: r
start:
- {nodes: db, service: {name: s, start: echo s >>/var/up, stop: echo s >>/var/down, ready: test -s /var/up}}
- {nodes: app, service: {name: s, start: echo s >>/var/up, stop: echo s >>/var/down}}
hooks:
  sshready: {name: seen, script: echo seen >>/var/seen}
  clusterstopping: {name: bye, script: echo bye >>/var/bye}
regions:
- region: us-east
  nodes:
  - {name: db, type: g6-nanode-1, count: 1, nodenames: 'db-{index}'}
  - {name: app, type: g6-nanode-1, count: 2, nodenames: 'app-{index}'}
P
boots() {
    api GET '/v4/account/events?page_size=500' | jq '[.data[] | select(.action == "linode_boot")] | length'
}
starts=1
dies() { # WHEN COUNT AFTER
    how="a restart killed when $1 $2 $3"
    die_at "$1" "$2" "$3" cluster restart r --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume r
    for file in bye down; do
        is "3x$starts" "$(lines_on_nodes "var/$file")" "$how: $file, once for each stop"
    done
    starts=$((starts + 1))
    for file in seen up; do
        is "3x$starts" "$(lines_on_nodes "var/$file")" "$how: $file, once for each start"
    done
    is "$((made + 3 * (starts - 1)))" "$(boots)" "$how: each booted once"
    is started "$(lt cluster nodes r --json | jq -r '[.nodes[].state] | unique | join(" ")')" "$how: all are ready"
}
moments() {
    dies commit 5 ''
    dies answered 1 'POST /v4/linode/instances/*/shutdown'
    dies answered 2 'POST /v4/linode/instances/*/boot'
    dies torn 9 ''
    dies synced 14 ''
}
ok 'created' lt cluster create r "$work/plan.yaml" --yes
made=$(boots)
if shim_works; then
    moments
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - restarts killed # SKIP nothing can be loaded into this build"
fi
ok 'inventory and cloud agree' lt cluster audit r
ok 'deleted' lt cluster delete r --yes
is 0 "$(linodes)" 'nothing is left'
finish
