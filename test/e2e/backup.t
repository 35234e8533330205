#!/bin/sh
# SPDX-License-Identifier: MIT
# Backups of a node: enabled, taken, listed, restored over what was written since; not without saying so. By
# the plan: from birth, in place, cancelled only when that is asked for.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"

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
# ---- by the plan

make_plan() { # BACKUPS
    cat >"$work/plan.yaml" <<P
name: kept
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1, count: 2, nodenames: 'n-{index}', init: {boot-on-create: no}$1}
P
}
linode() { # LABEL FILTER
    api GET /v4/linode/instances | jq -r ".data[] | select(.label == \"$1\") | $2"
}
enabled() {
    echo "$(linode n-1 .backups.enabled) $(linode n-2 .backups.enabled)"
}

make_plan ', backups: {day: Sunday, window: W4}'
ok 'a plan with backups' lt cluster create k "$work/plan.yaml" --yes
is 'true true' "$(enabled)" 'has them from birth'
is 'Sunday W4' "$(linode n-2 '.backups.schedule | "\(.day) \(.window)"')" 'at the time that the plan says'
ok 'all agree' lt cluster audit k
make_plan ''
ok 'a plan that says nothing of backups' lt cluster apply k "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
is 'true true' "$(enabled)" 'and they stay'
make_plan ', backups: no'
status 0 'one that says no' lt cluster apply k "$work/plan.yaml" --yes
has "$work/err" 'Backups of 2 nodes (n-1..2) stay, though the plan says no: --delete-backups' 'keeps them, and tells how they go'
has "$work/err" 'Nothing else is to be done' 'which is all there is to say'
is 0 "$(grep -c '?' "$work/err")" 'and nobody is asked'
is 'true true' "$(enabled)" 'yes is not enough'
status 1 'an audit' lt cluster audit k
has "$work/out" 'has backups, which its plan says no to' 'tells of them'
lt cluster plan k "$work/plan.yaml" --json >"$work/kept"
is 'true false 2' "$(jq -r '.changes[0] | "\(.keeps_backups) \(.loses_backups)"' "$work/kept") $(jq '[.changes[] | select(.keeps_backups)] | length' "$work/kept")" \
    'so does a preview'
status 2 'without an answer' lt cluster apply k "$work/plan.yaml" --delete-backups </dev/null
has "$work/err" 'delete all backups of 2 nodes (n-1..2)?' 'they are asked about'
is 'true true' "$(enabled)" 'and stay'
ok 'when it is said' lt cluster apply k "$work/plan.yaml" --delete-backups --yes
has "$work/err" '(-' 'which saves money'
is 'false false' "$(enabled)" 'they are cancelled'
ok 'all agree again' lt cluster audit k
make_plan ', backups: {window: W22}'
ok 'backups again' lt cluster apply k "$work/plan.yaml" --yes
has "$work/err" 'backups: no -> yes' 'are shown'
has "$work/err" '$14.00 a month (+4.00)' 'with what they cost'
is 'true true W22' "$(enabled) $(linode n-1 .backups.schedule.window)" 'and made from now on'
api POST "/v4/linode/instances/$(linode n-1 .id)/backups/cancel" '{}' >/dev/null
status 1 'an audit' lt cluster audit k
has "$work/out" "Linode $(linode n-1 .id) has no backups" 'sees that another hand cancelled them'
ok 'apply' lt cluster apply k "$work/plan.yaml" --yes
is 'true true' "$(enabled)" 'puts them back'

# ---- by the plan, killed: what was agreed to is gone on with, each cancelled once, and not asked again
cancels() { # how often the API cancelled any
    api GET '/v4/account/events?page_size=500' | jq '[.data[] | select(.action == "backups_cancel")] | length'
}
cancel_dies() { # WHEN COUNT AFTER
    how="a cancelling killed when $1 $2 $3"
    make_plan ', backups: yes'
    ok "$how: they are there" lt cluster apply k "$work/plan.yaml" --yes
    make_plan ', backups: no'
    before=$(cancels)
    die_at "$1" "$2" "$3" cluster apply k "$work/plan.yaml" --delete-backups --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume k
    is 'false false 2' "$(enabled) $(($(cancels) - before))" "$how: all are cancelled, each once"
    ok "$how: inventory and cloud agree" lt cluster audit k
}
if shim_works; then
    cancel_dies leaving 1 'POST /v4/linode/instances/*/backups/cancel'
    cancel_dies answered 1 'POST /v4/linode/instances/*/backups/cancel'
    cancel_dies sent 2 'POST /v4/linode/instances/*/backups/cancel'
    cancel_dies commit 5 ''
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - a cancelling killed # SKIP nothing can be loaded into this build"
fi
ok 'with all that it has' lt cluster delete k --yes
ok 'deleted' lt cluster delete web --yes
kept_backups() { ls "$XDG_STATE_HOME/lct-lab/backups" | wc -l; }
becomes 0 'with its backups' kept_backups
finish
