#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 in the middle of a create; the same command again ends with exactly the planned Linodes.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: crash
regions:
- region: us-east
  nodes:
  - name: n
    type: g6-nanode-1
    count: 6
    init:
      firstboot:
      - {name: 'script:hook.sh'}
P
echo 'echo ran >>/root/hook.log' >"$work/hook.sh"

for moment in ${LCT_CRASH_MOMENTS:-0.15 0.4 0.9 2 4}; do
    "$LCT_BUILD/linodetool" cluster create "c$moment" "$work/plan.yaml" --yes >"$work/out" 2>&1 &
    pid=$!
    sleep "$moment"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    ok "after a kill at $moment s the same command ends well" lt cluster create "c$moment" "$work/plan.yaml" --yes
    is 6 "$(linodes)" 'exactly six Linodes'
    is 6 "$(lt cluster nodes "c$moment" --json | jq '[.nodes[] | select(.state == "started")] | length')" 'all started'
    is 6 "$(for node in $(lt query "cluster=c$moment" --format '{label}'); do
        lt node ssh "$node" -- sudo cat /root/hook.log
    done | grep -c ran)" 'the hook ran once on each'
    ok 'deleted' lt cluster delete "c$moment" --yes
    is 0 "$(linodes)" 'the account is empty'
done
finish
