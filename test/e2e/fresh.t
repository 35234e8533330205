#!/bin/sh
# SPDX-License-Identifier: MIT
# node rebuild: a fresh system of the same image, on the same machine with its addresses and volumes; whoever dies.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: f
hooks:
  firstboot: {name: set-up, script: echo ran >>/root/set-up}
  sshready: {name: new, script: echo new >>/root/new, when: new}
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, count: 2, nodenames: 'web-{index}', storage: [{label: vol, type: blockstore, size: 10GB, mount: /vol}]}
  - {name: db, type: g6-nanode-1, nodenames: dbs, storage: [{label: boot, size: 10GB}, {label: data, size: 300MB, mount: /data}]}
P
linodes_as() {
    api GET '/v4/linode/instances?page_size=500' | jq -c '[.data[] | {id, "label": .label, ipv4, status}] | sort_by(.label)'
}
rebuilds() {
    api GET '/v4/account/events?page_size=500' | jq '[.data[] | select(.action == "linode_rebuild")] | length'
}
on_all() {
    for node in dbs web-1 web-2; do
        lt node ssh "$node" -l root -- "$1"
    done | xargs
}
ok 'created' lt cluster create f "$work/plan.yaml" --yes
ok 'off, and on: it is not new any more' sh -c "$LCT_BUILD/linodetool cluster stop f --yes && $LCT_BUILD/linodetool cluster start f --yes"
before=$(linodes_as)
on_all 'hostname >/root/mine; for d in /vol /data; do [ ! -d $d ] || hostname >$d/mine; done'

ok 'shown' lt node rebuild web-1 dbs --dry-run
has "$work/out" '2 to rebuild' 'how many'
status 2 'nobody agreed' lt node rebuild web-1 dbs
has "$work/err" 'rebuild 1 node, with its disks (web-1), rebuild 1 node, with its boot disk (dbs)' 'and is asked'
status 5 'nor who is not there' lt node rebuild web-1 web-9 --yes
ok 'rebuilt' lt node rebuild web-1 dbs --yes
is "$before" "$(linodes_as)" 'the same machines with the same addresses run'
is 'none none web-2' "$(on_all 'cat /root/mine 2>/dev/null || echo none')" 'two with fresh systems'
is 'dbs web-1 web-2' "$(on_all 'cat /vol/mine /data/mine 2>/dev/null')" 'volumes and other disks stay'
is 'dbs web-1 web-2' "$(on_all hostname)" 'so do names'
is 'ran ran ran' "$(on_all 'cat /root/set-up')" 'set up as new ones are'
is 'new new new' "$(on_all 'cat /root/new')" 'which they are, though they were started before'
ok 'no other hand was it' lt cluster audit f
ok 'nothing is left to do' lt cluster apply f "$work/plan.yaml"
has "$work/err" 'Nothing is to be done' 'nothing'

if shim_works; then
    made=$(rebuilds)
    die_at answered 1 "POST /v4/linode/instances/*/rebuild" node rebuild web-1 web-2 --yes
    is 137 $? 'killed when the first was asked for'
    ok 'resumed' lt cluster resume f
    is "$((made + 2))" "$(rebuilds)" 'each was rebuilt once'
    is 'ran ran ran' "$(on_all 'cat /root/set-up')" 'and set up once'
    is "$before" "$(linodes_as)" 'they are what they were'
fi
ok 'one is off' lt node stop web-2 --yes
status 2 'and is not rebuilt' lt node rebuild web-2 --yes
has "$work/err" "linodetool cluster replace 'f' web-2" 'but told what does it'
ok 'deleted' lt cluster delete f --delete-volumes --yes
is 0 "$(linodes)" 'nothing is left'
finish
