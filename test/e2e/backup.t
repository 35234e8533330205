#!/bin/sh
# SPDX-License-Identifier: MIT
# Backups of a node: enabled, taken, listed, restored over what was written since; not without saying so.
. "$(dirname "$0")/e2e.sh"

lab_up --internet none
ok 'a node' lt node create us-east 1gb debian12 --name web --init 'script:#!/bin/sh
echo before >/root/file' --yes
id=$(lt node show web --json | jq -r .node.id)

on() {
    lt node ssh web -l root -- "$1"
}

ok 'backups are listed' lt node backup list web
has "$work/out" 'Backups are not enabled.' 'none are made'
status 2 'so none is taken' lt node backup take web
has "$work/err" 'enabling them costs' 'unasked'
status 2 'they are enabled when that is agreed to' lt node backup take web --enable </dev/null
has "$work/err" 'for $0.0030 an hour, $2.00 a month?' 'with their price'
ok 'a backup' lt node backup take web --enable --label first --yes --json
backup=$(jq -r .backup.id "$work/out")
ok 'is listed' lt node backup list web --json
is "true [[\"$backup\",\"first\",true,true,25600]]" \
    "$(jq -c '"\(.enabled) \([.backups[] | [.id, .label, .snapshot, .complete, .size_mb]])"' "$work/out" | jq -r .)" 'complete'
is 'started before' "$(lt node show web --json | jq -r .node.state) $(on 'cat /root/file')" 'the node ran on'
on 'echo after >/root/file; echo more >/root/more; sync'
status 2 'nothing is restored' lt node backup restore web "$backup" --yes
has "$work/err" 'add --overwrite' 'without saying what is lost'
status 3 'no such backup' lt node backup restore web 1 --overwrite --yes
is 'started after' "$(lt node show web --json | jq -r .node.state) $(on 'cat /root/file')" 'the node runs on as it was'
ok 'restored' lt node backup restore web "$backup" --overwrite --yes
is 'started before' "$(lt node show web --json | jq -r .node.state) $(on 'cat /root/file; ls /root/more 2>/dev/null')" 'what was written since is gone'
ok 'another' lt node backup take web
is '[["web",true]]' "$(lt node backup list web --json | jq -c '[.backups[] | [.label, .complete]]')" 'takes its place'
is 1 "$(ls "$XDG_STATE_HOME/lct-lab/backups" | wc -l)" 'in the lab, too'

# ---- killed

next=$(lt node backup list web --json | jq -r '.backups[0].id')
"$LCT_BUILD/linodetool" node backup restore web "$next" --overwrite --yes >/dev/null 2>&1 &
pid=$!
for _ in $(seq 200); do
    [ "$(api GET "/v4/linode/instances/$id" | jq -r .status)" != running ] && break
    sleep 0.02
done
kill -9 $pid
wait $pid 2>/dev/null
is stopping "$(lt node show web --json | jq -r .node.state)" 'killed on the way'
ok 'the same once more' lt node backup restore web "$next" --overwrite --yes
is 'started before' "$(lt node show web --json | jq -r .node.state) $(on 'cat /root/file')" 'ends it'
ok 'deleted' lt cluster delete web --yes
for _ in $(seq 50); do
    [ "$(ls "$XDG_STATE_HOME/lct-lab/backups" | wc -l)" = 0 ] && break
    sleep 0.1
done
is 0 "$(ls "$XDG_STATE_HOME/lct-lab/backups" | wc -l)" 'with its backups'
finish
