#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 at exact moments of changes of the members: each change is told once to each who stays, none is lost.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: m
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 2
    nodenames: web-{index}
    init:
      membership:
      - {name: told, script: 'sleep $(cat /var/nap 2>/dev/null || echo 0); echo "+$LCT_JOINED -$LCT_LEFT" >>/var/told'}
P
told() { # NODE
    lt node ssh "$1" -l root -- cat /var/told 2>/dev/null | paste -sd ';'
}
all='' next=3
# exact HOW : web-1 and web-2 were told all, in its order, once.
exact() {
    for node in web-1 web-2; do
        is "$all" "$(told $node)" "$1: $node was told, once"
    done
    ok "$1: inventory and cloud agree" lt cluster audit c
}
joins_dies() { # WHEN COUNT AFTER
    how="one joins, killed when $1 $2 $3"
    die_at "$1" "$2" "$3" cluster scale c web=3 --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume c
    all="$all${all:+;}+web-$next -"
    exact "$how"
}
leaves_dies() {
    how="one leaves, killed when $1 $2 $3"
    die_at "$1" "$2" "$3" cluster scale c web=2 --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume c
    all="$all;+ -web-$next"
    next=$((next + 1))
    exact "$how"
}
moments() {
    joins_dies commit 6 ''
    leaves_dies commit 5 ''
    joins_dies answered 1 'POST /v4/linode/instances HTTP*'
    leaves_dies sent 1 'DELETE /v4/linode/instances/*'
    joins_dies torn 8 ''
    leaves_dies synced 6 ''
}
ok 'created' lt cluster create c "$work/plan.yaml" --yes
if shim_works; then
    moments
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - # SKIP this build lets nothing be loaded"
fi

# It dies while the nodes are told, and what it had been about is undone before anybody goes on with it.
ok 'it will take long' lt cluster run c -l root -- 'echo 3.0417 >/var/nap'
count() { lines_on_nodes var/told | cut -d x -f 2; }
before=$(count)
began() { # the script runs on both
    [ "$(pgrep -fc 'sleep 3.0417$')" -ge 2 ]
}
victim cluster scale c web=3 --yes
dies_when began
for _ in $(seq 200); do
    [ "$(lines_on_nodes var/told)" != "2x$((${before:-0} + 1))" ] || break
    sleep 0.1
done
ok 'the nodes ended it, nobody heard' lt cluster run c -l root -- rm -f /var/nap
ok 'it is undone instead' lt cluster scale c web=2 --yes
all="$all${all:+;}+web-$next -;+ -web-$next"
exact 'undone'
finish
