#!/bin/sh
# SPDX-License-Identifier: MIT
# An inventory that is older than the machines, or lost: create, scale, delete and audit name what it
# does not know, nothing is made beside it, and adopt takes it in again, each node proving itself.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: a
counters: [number]
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 2
    nodenames: '{cluster}-web-{number}'
    init: {firstboot: [script: hook.sh]}
P
echo 'echo ran >>/root/hook.log' >"$work/hook.sh"
data=$XDG_DATA_HOME/linodetool
keep() { # FOLDER : the inventory as it is now
    mkdir "$1"
    cp "$data"/lab/inventory.db* "$1"
}
put_back() { # FOLDER
    rm -f "$data"/lab/inventory.db*
    cp "$1"/* "$data/lab/"
}
lose() { # as a full disk leaves it, with no copies of it
    rm -f "$data"/lab/inventory.db*
    rm -rf "$data/lab/backups"
    : >"$data/lab/inventory.db"
}
labels() {
    api GET '/v4/linode/instances?page_size=500' | jq -r '[.data[].label] | sort | join(" ")'
}

ok 'a cluster' lt cluster create a "$work/plan.yaml" --yes
keep "$work/old"
ok 'it grows' lt cluster scale a web=3 --yes
put_back "$work/old"

# An old inventory.
status 1 'audit by an old inventory' lt cluster audit a
has "$work/out" 'a-web-3' 'names the machine that it does not know'
status 1 'so does that of the account' lt cluster audit --account
has "$work/out" 'Of cluster a' 'by its cluster'
status 1 'to grow again' lt cluster scale a web=3 --yes
has "$work/err" "cluster adopt 'a'" 'is refused, and says what to do'
is 'a-web-1 a-web-2 a-web-3' "$(labels)" 'nothing was made'
ok 'what would be taken in' lt cluster adopt a --dry-run
has "$work/out" 'a-web-3  g6-nanode-1  us-east  as web 3' 'is told'
status 2 'it is asked for' lt cluster adopt a
ok 'and taken in' lt cluster adopt a --yes
has "$work/out" '1 node is taken in, 1 verified' 'it proved itself'
ok 'it can be used' lt node ssh a-web-3 -- true
ok 'a retry brings it what the inventory forgot' lt cluster retry a
ok 'then all agree' lt cluster audit a
is 'a-web-1 a-web-2 a-web-3' "$(labels)" 'and makes nothing'
is ran "$(lt node ssh -l root a-web-3 -- cat /root/hook.log)" 'its script did not run again'
ok 'it grows' lt cluster scale a web=4 --yes
is 'a-web-1 a-web-2 a-web-3 a-web-4' "$(labels)" 'by the next number'

# A deletion that leaves something does not forget it.
put_back "$work/old"
status 3 'a deletion by the old inventory' lt cluster delete a --yes
has "$work/err" 'a-web-3' 'names what it leaves'
has "$work/err" "cluster adopt 'a'" 'and what to do'
ok 'adopted' lt cluster adopt a --yes
ok 'and deleted' lt cluster delete a --yes
is 0 "$(linodes)" 'nothing is left'

# None at all.
ok 'a cluster again' lt cluster create a "$work/plan.yaml" --yes
ok 'of three' lt cluster scale a web=3 --yes
uuid=$(lt cluster show a --json | jq -r .cluster.uuid)
lose
status 1 'without an inventory, the same again' lt cluster create a "$work/plan.yaml" --yes
has "$work/err" "$(echo "$uuid" | cut -c1-8)" 'is refused, and names the cluster'
is 3 "$(linodes)" 'nothing was made'
status 1 'the account' lt cluster audit --account
has "$work/out" "$uuid" 'shows it'
ok 'a cluster of another name' lt cluster create b "$work/plan.yaml" --dry-run
has "$work/out" 'does not know' 'is told of them'
api PUT "/v4/linode/instances/$(api GET /v4/linode/instances | jq '.data[] | select(.label == "a-web-3") | .id')" \
    '{"label": "b-us-east-web-09"}' >/dev/null
status 1 'one whose name a label of them begins with' lt cluster create b "$work/plan.yaml" --yes
has "$work/err" 'b-us-east-web-09' 'is refused'
api PUT "/v4/linode/instances/$(api GET /v4/linode/instances | jq '.data[] | select(.label == "b-us-east-web-09") | .id')" \
    '{"label": "a-web-3"}' >/dev/null
status 5 'another UUID' lt cluster adopt a "$work/plan.yaml" --uuid 00000000 --yes
ok 'it is taken in' lt cluster adopt a "$work/plan.yaml" --yes
is "$uuid" "$(lt cluster show a --json | jq -r .cluster.uuid)" 'as the cluster that it was'
is 'web1 web2 web3' "$(lt cluster nodes a --json | jq -r '[.nodes[] | "\(.group)\(.index)"] | join(" ")')" 'with groups and numbers'
ok 'with an apply of its plan' lt cluster scale a web=3 --yes
is ran "$(lt node ssh -l root a-web-2 -- cat /root/hook.log)" 'no script runs again'
ok 'all agree' lt cluster audit a

# Neither inventory nor secrets; and a machine that only says that it is ours.
lose
rm -rf "$data/secrets"
api POST /v4/linode/instances "{\"region\": \"us-east\", \"type\": \"g6-nanode-1\", \"label\": \"beside\",
    \"tags\": [\"lct:$uuid\"]}" >/dev/null
status 3 'what cannot prove itself' lt cluster adopt a "$work/plan.yaml" --yes
has "$work/err" '3 nodes are taken in, 0 verified' 'is not trusted'
has "$work/err" 'beside' 'what is no node is named'
status 1 'nor logged in to' lt cluster run a -- true
status 3 'one is replaced, the others let be' lt cluster replace a a-web-1 --yes
has "$work/err" '1 of 3 nodes are ready' 'and not counted'
ok 'it is logged in to then' lt node ssh a-web-1 -- true
status 3 'it can be deleted' lt cluster delete a --yes
has "$work/err" 'beside' 'all but what is no node of it'
is beside "$(labels)" 'which is left alone'
api DELETE "/v4/linode/instances/$(api GET /v4/linode/instances | jq '.data[0].id')" >/dev/null
ok 'deleted by hand, it is over' lt cluster delete a --yes
is 0 "$(lt cluster list --json | jq '.clusters | length')" 'the cluster is gone'
finish
