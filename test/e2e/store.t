#!/bin/sh
# SPDX-License-Identifier: MIT
# The inventory is not lost: copied by itself, put back whatever became of it, never while somebody operates a
# cluster; and whoever died operating one holds up nobody, whoever he was.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up
cd "$work" || exit 1
cat >plan.yaml <<'P'
name: kept
regions: [{region: us-east, nodes: [{name: n, count: 1, type: g6-nanode-1}]}]
P
file=$XDG_DATA_HOME/linodetool/lab/inventory.db
newest() { lt store list --json | jq -r '.backups[0].file'; }

ok 'a cluster' lt cluster create one plan.yaml --yes
ok 'another operation' lt cluster apply one plan.yaml --yes
ok 'a third, which changes something' lt cluster scale one n=2 --yes
is daily "$(lt store list --json | jq -r '.backups[].kind')" 'the inventory was copied before the first change of the day'
ok 'a copy by hand' lt store backup
is manual "$(lt store list --json | jq -r '.backups[0].kind')" 'is listed first'
is 600 "$(stat -c %a "$(newest)")" 'and nobody else can read it'
copy=$(newest)

# ---- lost, spoilt, gone: nothing is made in silence, and a copy goes in its place

for how in empty spoilt gone; do
    rm -f "$file" "$file-wal" "$file-shm"
    case $how in
        empty) : >"$file" ;;
        spoilt) head -c 5000 /dev/urandom >"$file" ;;
    esac
    status 1 "$how: creating" lt cluster create one plan.yaml --yes
    has "$work/err" 'linodetool store restore' "$how: what to do is told"
    is 2 "$(linodes)" "$how: nothing was made"
    status 2 "$how: restoring asks" lt store restore "$copy" </dev/null
    ok "$how: restoring" lt store restore "$copy" --yes
    ok "$how: inventory and cloud agree again" lt cluster audit one
    ok "$how: and a node is reached" lt node ssh one-us-east-n-01 -- true
done
is 3 "$(lt store list --json | jq '[.backups[] | select(.kind == "replaced")] | length')" \
    'what was in place is kept each time'

# ---- while somebody operates a cluster

lease_taken() { [ "$(db "select count(*) from leases where holder is not null" 2>/dev/null)" = 1 ]; }
victim cluster scale one n=1 --yes
until_true lease_taken
# Frozen where it writes nothing: it would lock out everybody, us too.
frozen() {
    kill -STOP "$victim"
    db 'begin immediate; rollback' 2>/dev/null || { kill -CONT "$victim" && false; }
}
until_true frozen
status 1 'a copy is not put back while an operation runs' lt store restore "$copy" --yes
has "$work/err" 'cluster one is being operated by' 'which is told'
has "$work/err" ' since 20' 'with since when'
status 1 'nobody else operates the cluster' env USER=another "$LCT_BUILD/linodetool" cluster resume one
has "$work/err" ", process $victim since 20" 'who does is told'
kill -9 "$victim"
wait "$victim" 2>/dev/null
ok 'dead, he is taken over at once, whoever he was' env USER=another "$LCT_BUILD/linodetool" cluster resume one
ok 'as was meant' lt cluster audit one

# A clock that was wrong: the lease of somebody far away would end in an hour.
db "update leases set holder = 'me@far, process 1 since 2026-01-01T00:00:00Z [x/1 1 x]',
    expires_ms = (strftime('%s', 'now') + 3600) * 1000" >/dev/null
status 1 'the lease of another machine' lt cluster scale one n=1 --yes
is '' "$(grep -E 'ends in ([4-9][0-9]|[0-9]{3,}) s' "$work/err")" 'is cut to its length'
db "update leases set expires_ms = 0" >/dev/null
ok 'and taken when it ends' lt cluster delete one --yes

# ---- history that is old

operations=$(lt operation list --json | jq '.operations | length')
status 2 'forgetting asks' lt operation prune --older-than 0s </dev/null
is "$operations" "$(lt operation list --json | jq '.operations | length')" 'and nothing went'
ok 'nothing is so old' lt operation prune --older-than 90d --yes
is "$operations" "$(lt operation list --json | jq '.operations | length')" 'so nothing went'
ok 'all of it' lt operation prune --older-than 0s --yes
is 0 "$(lt operation list --json | jq '.operations | length')" 'is forgotten: its cluster is gone'
finish
