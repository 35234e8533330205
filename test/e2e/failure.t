#!/bin/sh
# SPDX-License-Identifier: MIT
# Three of twelve nodes cannot boot: the other nine are ready, and the tool says what happened.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: twelve
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1, count: 12, nodenames: 'n-{index:02}'}
P
lab_control POST /faults '{"unbootable": ["n-03", "n-07", "n-11"]}' >/dev/null
status 3 'the operation ends 3' lt cluster create twelve "$work/plan.yaml" --yes
for node in n-03 n-07 n-11; do
    has "$work/err" "$node" "says that $node failed"
done
is 3 "$(grep -o 'Linode [0-9]* did not boot: the kernel panicked' "$work/err" | sort -u | wc -l)" 'and why, as the cloud tells it'
has "$work/err" "linodetool cluster retry 'twelve'" 'and what to do'
is 9 "$(lt cluster nodes twelve --json | jq '[.nodes[] | select(.state == "started")] | length')" 'nine are ready'
is 3 "$(lt cluster nodes twelve --json | jq '[.nodes[] | select(.state == "failed")] | length')" 'three are failed'
ok 'a ready one can be used' lt node ssh n-01 -- true

lab_control DELETE /faults >/dev/null
for id in $(api GET /v4/linode/instances | jq -r '.data[] | select(.label | IN("n-03", "n-07", "n-11")) | .id'); do
    api POST "/v4/linode/instances/$id/boot" '{}' >/dev/null
done
ok 'the same command finishes the work once they boot' lt cluster create twelve "$work/plan.yaml" --yes
is 12 "$(lt cluster nodes twelve --json | jq '[.nodes[] | select(.state == "started")] | length')" 'all twelve are ready'
is 12 "$(linodes)" 'and there are twelve Linodes'
ok 'the cluster is deleted' lt cluster delete twelve --yes
is 0 "$(linodes)" 'the account is empty'

# What scripts said, and how they ended.
cat >"$work/said.yaml" <<'P'
name: said
regions:
- region: us-east
  nodes:
  - name: fine
    type: g6-nanode-1
    nodenames: fine
    init: {firstboot: [{script: "seq 1 30000\necho the end\n"}]}
  - name: bad
    type: g6-nanode-1
    nodenames: bad
    init: {firstboot: [{script: "echo no such luck\ncat $LCT_SECRET\nexit 124\n"}]}
  - name: shot
    type: g6-nanode-1
    nodenames: shot
    init: {firstboot: [{script: "echo bang\nkill -9 $$\n"}]}
  - name: slow
    type: g6-nanode-1
    nodenames: slow
    init: {firstboot: [{usual: 10m, timeout: 2s, script: "echo waiting\nsleep 60\n"}]}
P
status 3 'scripts that fail' lt cluster create said "$work/said.yaml" --yes
has "$work/err" 'firstboot: script-1: failed with status 124' 'one by itself'
has "$work/err" 'firstboot: script-1: killed by SIGKILL: bang' 'one is killed'
has "$work/err" 'firstboot: script-1: did not end within 2 s: waiting' 'one had its time'
has "$work/err" 'the script firstboot/script-1 usually takes 10 min' 'which is told beforehand'
id=$(lt operation list --json | jq '.operations[0].id')
has "$work/err" "what it said: linodetool operation show $id --log; when the script is mended: linodetool cluster apply 'said' PLAN" \
    'what helps is told by its command'
ok 'the log' lt operation show --log --json
is 'bad 124 null null
fine 0 null null
shot 137 SIGKILL null
slow 124 null 2000' "$(jq -r '.outputs | sort_by(.node)[] | "\(.node) \(.status) \(.signal) \(.limit_ms)"' "$work/out")" 'tells how each ended'
jq -r '.outputs[] | select(.node == "fine") | .output' "$work/out" >"$work/said"
is 'the end' "$(tail -n 2 "$work/said" | head -n 1)" 'and what it said'
is true "$(jq -r '.outputs[] | select(.node == "fine") | .cut' "$work/out")" 'of too much, the end'
is 1 "$(jq -r '.outputs[] | select(.node == "bad") | .output' "$work/out" | grep -c '^\*\{64\}$')" 'without the secret'
sh -c "$(jq -r '.outputs[] | select(.node == "fine") | .command' "$work/out" | sed "s|^linodetool|$LCT_BUILD/linodetool|")" >"$work/whole" 2>/dev/null
has "$work/whole" 'the end' 'the command that is told shows what the node has'
ok 'for a person' lt operation show "$id" --log
has "$work/out" 'slow: firstboot: script-1: did not end within 2 s: waiting' 'how it ended'
has "$work/out" 'no such luck' 'what was said'
has "$work/out" "(only its end; all that the node keeps: linodetool node ssh 'fine' -l root -- cat /var/lib/lct/hook-firstboot-script-1" 'and where the rest is'
sed -i 's/kill -9 ../true/; s/sleep 60/true/' "$work/said.yaml"

# One Ctrl-C says what it waits for, and waits for it.
sed -i 's|exit 124|until test -e /var/go; do sleep 0.1; done|' "$work/said.yaml"
lt cluster apply said "$work/said.yaml" --yes >"$work/out" 2>"$work/err" &
pid=$!
for _ in $(seq 300); do
    [ "$(lt operation show --json | jq -r '.operation | select(.kind == "apply") | .steps[] | select(.key | startswith("node.hook bad")) | .state')" != running ] || break
    sleep 0.1
done
kill -INT "$(pgrep -P $pid linodetool || echo $pid)"
for _ in $(seq 300); do
    ! grep -q finishing "$work/err" || break
    sleep 0.1
done
lt node ssh bad -l root -- touch /var/go >/dev/null 2>&1
wait $pid
is 130 $? 'an interrupted apply ends so'
has "$work/err" 'stopping: what runs is finished and saved' 'it says that it stops'
grep -q 'finishing .*running \(its script\|their scripts\) (bad' "$work/err"
is 0 $? 'and what it finishes, and where'
ok 'mended scripts' lt cluster apply said "$work/said.yaml" --yes
is 4 "$(lt cluster nodes said --json | jq '[.nodes[] | select(.state == "started")] | length')" 'run'
ok 'the cluster is deleted' lt cluster delete said --yes
finish
