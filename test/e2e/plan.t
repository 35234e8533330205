#!/bin/sh
# What a plan asks for and nothing carries out yet is told by name, and nothing is made or changed.
. "$(dirname "$0")/e2e.sh"
lab_up

plan() { # FILE KEY...
    cat >"$1" <<P
name: demo
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    ${2-}
P
}
plan "$work/good.yaml"
plan "$work/later.yaml" 'lock: yes'
db() {
    sqlite3 "$XDG_DATA_HOME/linodetool/lab/inventory.db" "$1"
}
refused() { # WHAT
    has "$work/err" "the plan asks for what is not carried out yet: lock" "$1 names it"
    has "$work/err" 'linodetool plan check' 'and says where to look'
}

ok 'such a plan is a good plan' lt plan check "$work/later.yaml"
has "$work/err" "later.yaml:7:11: note: 'lock' is not carried out yet" 'but told what is not done yet'
status 2 'create refuses it' lt cluster create c "$work/later.yaml" --yes
refused create
is 0 "$(linodes)" 'and makes nothing'
is 0 "$(lt cluster list --json | jq '.clusters | length')" 'nor writes a cluster down'
status 2 'without asking first' lt cluster create c "$work/later.yaml" </dev/null
refused create

ok 'a cluster by a good one' lt cluster create c "$work/good.yaml" --yes
status 2 'apply refuses it' lt cluster apply c "$work/later.yaml" --yes
refused apply
is 1 "$(db "SELECT count(*) FROM clusters WHERE plan_text NOT LIKE '%lock%'")" 'and leaves the plan as it was'

# As a newer release would have left it.
db "UPDATE clusters SET plan_text = plan_text || '    lock: yes' || char(10)"
status 2 'scale refuses it' lt cluster scale c web=2 --yes
refused scale
is 1 "$(linodes)" 'and makes nothing'
finish
