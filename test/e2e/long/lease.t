#!/bin/sh
# SPDX-License-Identifier: MIT
# Two at once: the second is told who is at it; a lease that ran out is taken over, and whoever lost it
# writes nothing more.
. "$(dirname "$0")/../e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: lease
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 3
    init:
      firstboot:
      - {name: 'script:hook.sh', repeatable: yes}
P
echo 'sleep 5; echo ran >>/root/hook.log' >"$work/hook.sh"

"$LCT_BUILD/linodetool" cluster create l "$work/plan.yaml" --yes >"$work/first" 2>&1 &
first=$!
tries=0
until lt cluster show l >/dev/null 2>&1 || [ $((tries += 1)) -gt 50 ]; do sleep 0.1; done
status 1 'a second operator is refused' lt cluster scale l web=4 --yes
has "$work/err" "process $first" 'and told who is at it'
sleep 2
kill -STOP "$first" # it neither runs nor dies: its lease runs out after 30 seconds
sleep 31
ok 'a lease that ran out is taken over' lt cluster resume l
is 3 "$(lt cluster nodes l --json | jq '[.nodes[] | select(.state == "started")] | length')" 'and the work ended'
steps=$(lt operation list --json | jq '[.operations[] | select(.kind == "create")][0].steps_done')
kill -CONT "$first"
wait "$first"
is 1 "$(($? != 0))" 'the first ends with an error'
is "$steps" "$(lt operation list --json | jq '[.operations[] | select(.kind == "create")][0].steps_done')" \
    'and wrote nothing more'
is 3 "$(linodes)" 'three Linodes, as planned'
for node in $(lt query 'cluster=l' --format '{label}'); do
    is 1 "$(lt node ssh "$node" -- sudo cat /root/hook.log | wc -l)" "the hook ran once on $node"
done
ok 'all agree' lt cluster audit l
ok 'deleted' lt cluster delete l --yes
finish
