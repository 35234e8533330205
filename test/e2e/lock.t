#!/bin/sh
# SPDX-License-Identifier: MIT
# Locks, watchdog and maintenance policy: given to new machines, changed on those that are there, put
# back; what is locked stays, and what others locked stays locked.
. "$(dirname "$0")/e2e.sh"
lab_up --speed instant

make_plan() { # COUNT [KEYS]
    cat >"$work/plan.yaml" <<P
name: kept
regions:
- region: us-east
  nodes:
  - name: n
    type: g6-nanode-1
    image: linode/debian12
    count: $1
    nodenames: 'n-{index}'
    init: {boot-on-create: no}
${2:-}
P
}
linode() { # LABEL FILTER
    api GET /v4/linode/instances | jq -r ".data[] | select(.label == \"$1\") | $2"
}
id() { # LABEL
    linode "$1" .id
}

make_plan 2 '    lock: yes
    watchdog: no
    maintenance: power_off_on'
ok 'the plan is good' lt plan check "$work/plan.yaml"
ok 'created' lt cluster create k "$work/plan.yaml" --yes
is 'cannot_delete false linode/power_off_on' "$(linode n-2 '"\(.locks[0]) \(.watchdog_enabled) \(.maintenance_policy)"')" \
    'a new machine is locked, not watched, mended as the plan says'
is cannot_delete "$(lt --json node show n-1 | jq -r .node.lock)" 'which its node tells'
ok 'all agree' lt cluster audit k
ok 'the same plan again' lt cluster apply k "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'

# ---- what is locked stays

for what in 'cluster delete k' 'node delete n-2' 'cluster scale k n=1' 'cluster replace k n-1'; do
    # shellcheck disable=SC2086 # words
    status 2 "$what" lt $what --yes
    has "$work/err" 'locked, so that nobody deletes or rebuilds' 'is refused'
done
has "$work/err" 'n-1' 'by name'
has "$work/err" 'say lock: no in the plan and apply that first' 'and what to do'
is '2 k' "$(linodes) $(lt --json cluster list | jq -r '.clusters[0].name')" 'nothing was done'
is 400 "$(curl -s -o /dev/null -w '%{http_code}' -X DELETE -H "Authorization: Bearer $token" "$url/v4/linode/instances/$(id n-1)")" \
    'nor does the API delete it'

# ---- in place

was=$(id n-1)
make_plan 2 '    lock: cannot_delete_with_subresources
    maintenance: migrate'
ok 'other words' lt cluster apply k "$work/plan.yaml" --yes
has "$work/err" 'lock: cannot_delete -> cannot_delete_with_subresources' 'are shown'
is "$was cannot_delete_with_subresources true linode/migrate" \
    "$(linode n-1 '"\(.id) \(.locks[0]) \(.watchdog_enabled) \(.maintenance_policy)"')" 'and so on the same machine'
api PUT "/v4/linode/instances/$was" '{"watchdog_enabled": false}' >/dev/null
api DELETE "/v4beta/locks/$(api GET /v4beta/locks | jq ".data[] | select(.entity.id == $was) | .id")" >/dev/null
status 1 'an audit' lt cluster audit k
has "$work/out" "the watchdog of Linode $was is off" 'sees what another hand did'
has "$work/out" 'lost its lock cannot_delete_with_subresources' 'to both'
ok 'apply' lt cluster apply k "$work/plan.yaml" --yes
is 'cannot_delete_with_subresources true' "$(linode n-1 '"\(.locks[0]) \(.watchdog_enabled)"')" 'puts it back'

# ---- unlocked, but for what others locked

make_plan 2
ok 'lock: no' lt cluster apply k "$work/plan.yaml" --yes
is '0 0' "$(linode n-1 '.locks | length') $(linode n-2 '.locks | length')" 'takes ours off'
is null "$(lt --json node show n-1 | jq -r .node.lock)" 'and is remembered'
api POST /v4beta/locks "{\"entity_type\": \"linode\", \"entity_id\": $(id n-2), \"lock_type\": \"cannot_delete\"}" >/dev/null
ok 'where another hand locked' lt cluster apply k "$work/plan.yaml" --yes
is 1 "$(linode n-2 '.locks | length')" 'it stays locked'
status 2 'and is not deleted' lt cluster delete k --yes
has "$work/err" 'another hand put the lock' 'but told'
api DELETE "/v4beta/locks/$(api GET /v4beta/locks | jq '.data[0].id')" >/dev/null
ok 'without it' lt cluster delete k --yes
is 0 "$(linodes)" 'all goes'
finish
