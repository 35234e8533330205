#!/bin/sh
# SPDX-License-Identifier: MIT
# Scripts of a plan: which ran where, and running some of them again.
. "$(dirname "$0")/e2e.sh"
lab_up

# shellcheck disable=SC2016 # for the nodes' shells
plan() { # WORD : what the scripts say
    printf 'echo %s $(wc -l <"$LCT_MEMBERS") >>/var/one\n' "$1" >"$work/one.sh"
    printf 'echo %s >>/var/two; test ! -e /var/fail\n' "$1" >"$work/two.sh"
}
cat >"$work/plan.yaml" <<'P'
name: h
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 2
    nodenames: web-{index:02}
    init:
      firstboot: [{name: one, script: one.sh}, {name: two, script: two.sh}]
P
said() { # NODE FILE : what its scripts left there
    lt cluster run h --on "$1" -l root -- cat "/var/$2" 2>/dev/null | xargs
}
plan old
ok 'created, one step at a time' lt cluster create h "$work/plan.yaml" --yes --sequential
is 'machine.create web-01
machine.ready web-01
node.secure web-01
node.hostkey web-01
machine.create web-02
members.known h
node.membership web-01
node.hook web-01 firstboot/one
node.hook web-01 firstboot/two
node.started web-01
machine.ready web-02
node.secure web-02
node.hostkey web-02
node.membership web-02
members.told h
node.hook web-02 firstboot/one
node.hook web-02 firstboot/two
node.started web-02' "$(lt operation show --json | jq -r '.operation.steps[].key')" 'in the order of the plan'
is 0 "$(lt operation show --json | jq '.operation.steps as $s |
    [range(1; $s | length) | select($s[. - 1].ended > $s[.].started)] | length')" 'none before the one before it had ended'
ok 'listed' lt hook list h --json
is '4 false null' "$(jq -r '[.hooks | length, any(.changed), (map(select(.ran == null)) | .[0])] | map(tostring) | join(" ")' "$work/out")" \
    'each script ran on each node'
plan new
ok 'a plan with other scripts' lt cluster apply h "$work/plan.yaml" --yes
ok 'listed' lt hook list h --on web-02 --step 'firstboot/t*' --json
is 'web-02 firstboot/two true' "$(jq -r '.hooks[] | "\(.node) \(.step) \(.changed)"' "$work/out")" 'it has changed since'
is 'old 2' "$(said web-01 one)" 'nothing ran by itself'

ok 'one script on one node' lt hook rerun h --on web-02 --step one --yes
is 'old 2 new 2' "$(said web-02 one)" 'it ran once more, and knows the members'
is 'old' "$(said web-02 two)" 'no other script did'
is 'old 2' "$(said web-01 one)" 'nor on another node'
ok 'the same again' lt hook rerun h --on web-02 --step one --yes
is 'old 2 new 2 new 2' "$(said web-02 one)" 'is once more'
is 'false true' "$(lt hook list h --step one --json | jq -r '[.hooks[] | .changed] | sort | map(tostring) | join(" ")')" \
    'what ran is what is listed'

ok 'a script will fail' lt cluster run h --on web-01 -l root -- touch /var/fail
status 3 'on one of two nodes' lt hook rerun h --step two --yes
has "$work/err" 'cluster apply' 'what helps is told'
is 'started started' "$(lt cluster nodes h --json | jq -r '[.nodes[].state] | join(" ")')" 'the node stays started'
ok 'apply finds nothing to do' lt cluster apply h "$work/plan.yaml" --yes
is 'old new' "$(said web-01 two)" 'and runs nothing again'
status 5 'no such script' lt hook rerun h --step three --yes
status 5 'no such node' lt hook rerun h --on db --yes
status 2 'without an answer' lt hook rerun h
has "$work/err" 'firstboot/one,firstboot/two once more on web-[01-02]' 'it asks for what it does'
finish
