#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 at exact moments of nodes that leave: each hook of destroy runs once, the machine goes after it.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

# A second run on the node fails, and holds the node up; of what runs here a second line would be left.
cat >"$work/plan.yaml" <<P
name: l
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 2
    nodenames: web-{index}
    init:
      destroy:
      - {name: bye, script: 'test ! -e /var/bye && : >/var/bye && sleep 0.3'}
      - {name: here, local: 'echo "\$LCT_HOSTNAME" >>$work/here'}
P
grown=2
# leaves_dies WHEN COUNT AFTER : somebody who takes one out dies there, and the next goes on with it.
leaves_dies() {
    how="killed when $1 $2 $3"
    : >"$work/here"
    ok 'another joins' lt cluster scale c web=3 --yes
    grown=$((grown + 1))
    die_at "$1" "$2" "$3" cluster scale c web=2 --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume c
    is "web-$grown" "$(cat "$work/here")" "$how: once"
    is 2 "$(linodes)" "$how: it is gone"
    ok "$how: inventory and cloud agree" lt cluster audit c
}
# Its plan is the last but one by then.
apply_dies() {
    how="a plan without it, killed when $1 $2 $3"
    sed 's/name: web/name: app/; s/web-/app-/' "$work/plan.yaml" >"$work/app.yaml"
    : >"$work/here"
    die_at "$1" "$2" "$3" cluster apply c "$work/app.yaml" --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume c
    is 2 "$(sort -u "$work/here" | grep -c web)" "$how: both ran theirs"
    is 2 "$(wc -l <"$work/here")" "$how: once"
    is 2 "$(linodes)" "$how: they are gone"
}
delete_dies() {
    how="a deletion killed when $1 $2 $3"
    : >"$work/here"
    die_at "$1" "$2" "$3" cluster delete c --yes
    is 137 $? "$how"
    ok "$how: gone on with" lt cluster delete c --yes
    is 2 "$(sort -u "$work/here" | wc -l)" "$how: both ran theirs"
    is 2 "$(wc -l <"$work/here")" "$how: once"
    is 0 "$(linodes)" "$how: nothing is left"
}
moments() {
    leaves_dies commit 4 ''
    leaves_dies torn 6 ''
    leaves_dies synced 7 ''
    leaves_dies leaving 1 'DELETE /v4/linode/instances/*'
    leaves_dies answered 1 'DELETE /v4/linode/instances/*'
    apply_dies sent 1 'DELETE /v4/linode/instances/*'
    delete_dies sent 1 'DELETE /v4/linode/instances/*'
}
ok 'created' lt cluster create c "$work/plan.yaml" --yes
if shim_works; then
    moments
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - # SKIP this build lets nothing be loaded"
fi
# While it runs on the node: what it ended nobody heard of.
sed -i 's/sleep 0.3/sleep 2/' "$work/plan.yaml"
ok 'created' lt cluster create d "$work/plan.yaml" --yes
: >"$work/here"
began() { [ "$(on_nodes var/bye)" -gt 0 ]; }
victim cluster scale d web=1 --yes
dies_when began
sleep 2.5
ok 'it had ended meanwhile' lt cluster resume d
is 'web-2' "$(cat "$work/here")" 'and is not run again'
is 1 "$(linodes)" 'the node is gone'
finish
