#!/bin/sh
# SPDX-License-Identifier: MIT
# Events of a start and their barriers, judged by what scripts wrote on the nodes, and when.
. "$(dirname "$0")/e2e.sh"
lab_up

# Each script says its event and when it began and ended; the clocks of the lab's nodes are one.
cat >"$work/note.sh" <<'S'
#!/bin/sh -e
began=$(date +%s%N)
sleep "${NAP-0}"
test ! -e /var/fail-"$1"
echo "$1 $began $(date +%s%N) $LCT_NODE" >>/var/events
S
cat >"$work/plan.yaml" <<'P'
name: e
hooks:
  planready: [{name: all, script: note.sh, args: [planready]}, {name: once, script: note.sh, args: [once], on: one}]
regions:
- region: us-east
  nodes:
  - name: db
    type: g6-nanode-1
    count: 3
    nodenames: db-{index:02}
    tags: [store]
    init:
      firstboot: [{script: note.sh, args: [firstboot]}]
      boot: [{name: up, script: note.sh, args: [boot, again]}]
      sshready: [{script: note.sh, args: [sshready]}]
      clusterstarting: [{script: note.sh, args: [clusterstarting], serial: 1, vars: {NAP: 1}}]
      clusterstarted:
      - {name: all, script: note.sh, args: [clusterstarted]}
      - {name: lead, script: note.sh, args: [lead], on: one}
      - {name: begin, script: note.sh, args: [begin], when: first, on: one}
  - name: web
    type: g6-nanode-1
    count: 1
    nodenames: web-{index:02}
    init:
      regionready: [{script: note.sh, args: [regionready]}]
- region: eu-central
  nodes:
  - name: far
    type: g6-nanode-1
    count: 1
    nodenames: far-{index:02}
    init:
      regionready: [{name: new, script: note.sh, args: [far], when: [new, not tag store]}]
P
events() { # NODE: all that was noted there: EVENT BEGAN ENDED NODE
    lt node ssh "$1" -l root -- cat /var/events 2>/dev/null
}
all() { lt cluster run e -l root --json -- cat /var/events 2>/dev/null | jq -r '.nodes[].stdout' | grep . | sort -n -k 2; }

ok 'what will run where is shown' lt cluster create e "$work/plan.yaml" --dry-run --json
is 'planready/once db-01' "$(jq -r '.hooks[] | select(.step == "planready/once") | "\(.step) \(.nodes | join(" "))"' "$work/out")" \
    'one node of all'
is 'clusterstarting/1-note-sh 3' "$(jq -r '.hooks[] | select(.event == "clusterstarting") | "\(.step) \(.nodes | length)"' "$work/out")" \
    'each node of a group'
ok 'created' lt cluster create e "$work/plan.yaml" --yes
all >"$work/all"
is '1 begin
3 boot
3 clusterstarted
3 clusterstarting
1 far
3 firstboot
1 lead
1 once
5 planready
1 regionready
3 sshready' "$(cut -d' ' -f1 "$work/all" | sort | uniq -c | awk '{ print $1, $2 }')" 'each as often as it should'
# before FIRST THEN: every one of the one had ended before any of the other began.
before() {
    awk -v first="$1" -v then="$2" '$1 == first && $(NF - 1) > last { last = $(NF - 1) }
        $1 == then && (!least || $(NF - 2) < least) { least = $(NF - 2) }
        END { exit !(last && least && last < least) }' "$work/all"
}
ok 'nobody starts before all are set up' before firstboot clusterstarting
ok 'nor goes on before all have started' before clusterstarting clusterstarted
ok 'the region is ready when its groups are' before lead regionready
ok 'the plan when its regions are' before regionready planready
is 'db-01' "$(awk '$1 == "lead" { print $4 }' "$work/all")" 'one is the first'
is '' "$(awk '$1 == "clusterstarting" { if ($2 < end) print "two at once"; end = $3 }' "$work/all")" 'one at a time is one at a time'
lab_off() { # LABEL.. : another hand switches them off
    for label; do
        api POST "/v4/linode/instances/$(linode "$label" .id)/shutdown" '{}' >/dev/null
    done
    for label; do
        until [ "$(linode "$label" .status)" = offline ]; do sleep 0.2; done
    done
}
linode() { # LABEL JQ
    api GET '/v4/linode/instances?page_size=500' | jq -r ".data[] | select(.label == \"$1\") | $2"
}

ok 'nothing runs twice' lt cluster apply e "$work/plan.yaml" --yes
is "$(wc -l <"$work/all")" "$(all | wc -l)" 'nothing did'

ok 'a node joins' lt cluster scale e db=4 --yes
is 'firstboot boot sshready clusterstarting clusterstarted planready' "$(events db-04 | awk '{ print $1 }' | xargs)" 'it has its own start'
is 1 "$(all | grep -c '^lead')" 'and leads nobody'

sed 's/count: 3/count: 4/' "$work/plan.yaml" >"$work/four.yaml"
ok 'one is switched off by another hand' lab_off db-02
ok 'and booted by apply' lt cluster apply e "$work/four.yaml" --yes
is '1 2 2 2 2' "$(events db-02 | awk '{ n[$1]++ } END { print n["firstboot"], n["boot"], n["sshready"], n["clusterstarted"], n["planready"] }')" \
    'which is another start of it, and no first boot'

api POST "/v4/linode/instances/$(linode db-02 .id)/reboot" '{}' >/dev/null
boots() { events db-02 | grep -c '^boot'; }
until_is 3 boots
is '3 2' "$(events db-02 | awk '{ n[$1]++ } END { print n["boot"], n["sshready"] }')" 'a reboot by another hand has the boot script run, and nothing else'
sed 's/args: .boot, again./args: [boot, changed]/; s/name: up, script: note.sh/name: up, script: "touch \/var\/changed; exit 0"/' "$work/four.yaml" >"$work/changed.yaml"
ok 'another script for the next boots' lt cluster apply e "$work/changed.yaml" --yes
status 1 'does not run in this one' lt node ssh db-01 -l root -- test -e /var/changed
ok 'and back' lt cluster apply e "$work/four.yaml" --yes
ok 'one is made to fail' lt cluster run e --on db-03 -l root -- touch /var/fail-clusterstarted
ok 'two are off' lab_off db-03 db-04
status 3 'a hook fails on one' lt cluster apply e "$work/four.yaml" --yes
is 2 "$(events db-04 | grep -c '^clusterstarted')" 'the other had its own'
is 1 "$(events db-04 | grep -c '^planready')" 'what comes after all are ready does not come'
has "$work/err" 'db-03' 'it is told who is missing'
sed 's/^    tags: .*/&\n    min_ready: 75%/' "$work/four.yaml" >"$work/enough.yaml"
status 3 'three of four are said to be enough' lt cluster apply e "$work/enough.yaml" --yes
is 2 "$(events db-04 | grep -c '^planready')" 'the others go on without it'
ok 'mended' lt node ssh db-03 -l root -- rm /var/fail-clusterstarted
ok 'it follows' lt cluster retry e
is '2 2' "$(events db-03 | awk '{ n[$1]++ } END { print n["clusterstarted"], n["planready"] }')" 'once'
finish
