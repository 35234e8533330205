#!/bin/sh
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
has "$work/err" 'again' 'and what to do'
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
finish
