#!/bin/sh
# SPDX-License-Identifier: MIT
# cluster restart and node reboot: in turn, group after group, seen from outside.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: r
start:
- {nodes: db, service: {name: s, start: echo s >>/var/up; date +%s%N >>/var/came, stop: echo s >>/var/down, ready: test -s /var/up}}
- {nodes: app, service: {name: s, start: echo s >>/var/up; date +%s%N >>/var/came, stop: "echo s >>/var/down; test ! -e /var/stays"}}
hooks:
  sshready:
  - {name: seen, script: echo seen >>/var/seen}
  - {name: once, script: echo once >>/var/once, when: new}
  clusterstarted: {name: on, script: echo on >>/var/on}
  clusterstopping: {name: bye, script: echo bye >>/var/bye; date +%s%N >>/var/went}
regions:
- region: us-east
  nodes:
  - {name: db, type: g6-nanode-1, count: 2, nodenames: 'db-{index}'}
  - {name: app, type: g6-nanode-1, count: 2, nodenames: 'app-{index}'}
P
statuses() {
    api GET '/v4/linode/instances?page_size=500' | jq -r '[.data[].status] | sort | join(" ")'
}
# How many boots and shutdowns of nodes the account's events tell of.
events() { # ACTION
    api GET '/v4/account/events?page_size=500' | jq "[.data[] | select(.action == \"$1\")] | length"
}
# exact STARTS STOPS HOW : everything ran so often on each of the four nodes.
exact() {
    for file in seen on up; do
        is "4x$1" "$(lines_on_nodes "var/$file")" "$3: $file, once for each start"
    done
    for file in bye down; do
        [ "$2" = 0 ] || is "4x$2" "$(lines_on_nodes "var/$file")" "$3: $file, once for each stop"
    done
    is 4x1 "$(lines_on_nodes var/once)" "$3: what is for new ones did not run again"
    is "$((4 * $2))" "$(events linode_shutdown)" "$3: each was shut down once each time"
    is "$((made + 4 * $2))" "$(events linode_boot)" "$3: and booted once"
}
# What is away, as often as it can be asked.
watch() {
    while :; do statuses; done >>"$work/watched" 2>/dev/null
}
# last FILE NODE : when it was noted last, in ns.
last() {
    lt node ssh "$2" -l root -- tail -n 1 "/var/$1"
}

ok 'created' lt cluster create r "$work/plan.yaml" --yes
ok 'shown' lt cluster restart r --dry-run
has "$work/out" '4 to restart' 'what restarts'
has "$work/out" 'one at a time' 'and how'
has "$work/out" 'clusterstopping/bye on' 'and which scripts run'
ok 'marked' lt cluster run r -l root -- touch /run/before
made=$(events linode_boot)
watch &
watcher=$!
ok 'restarted' lt cluster restart r --yes
kill "$watcher"
wait "$watcher" 2>/dev/null
status 3 'each was booted' lt cluster run r -l root -- test -e /run/before
exact 2 1 'a restart'
is 3 "$(tr ' ' '\n' <"$work/watched" | paste -d ' ' - - - - | awk '{ n = 0; for (i = 1; i <= 4; i++) n += $i == "running"; print n }' | sort -n | head -1)" \
    'never more than one was away'
ok 'databases before applications' test "$(last came db-2)" -lt "$(last went app-1)"
is 'started started started started' "$(lt cluster nodes r --json | jq -r '[.nodes[].state] | join(" ")')" 'all are ready'

ok 'two nodes' lt node reboot app-1 app-2 --serial 2 --yes
is "$((made + 6))" "$(events linode_boot)" 'they alone were booted'
ok 'a service that will not stop' lt node ssh app-1 -l root -- touch /var/stays
status 3 'holds its node up' lt node reboot app-1 --yes
is 'running running running running' "$(statuses)" 'which runs'
ok 'once it may' lt node ssh app-1 -l root -- rm /var/stays
ok 'this goes on' lt cluster retry r
is "$((made + 7))" "$(events linode_boot)" 'with one boot'
ok 'stopped' lt node stop app-2 --yes
status 2 'who is off is not restarted' lt node reboot app-2 --yes
has "$work/err" "linodetool cluster start 'r'" 'but told how it is started'
ok 'nor with the others' lt cluster restart r --on app --dry-run
has "$work/out" '1 to restart' 'of which one is'
ok 'nothing is wrong' lt cluster audit r
ok 'deleted' lt cluster delete r --yes

is 0 "$(linodes)" 'nothing is left'
finish
