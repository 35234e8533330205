#!/bin/sh
# SPDX-License-Identifier: MIT
# Machines that get another system in place: the same Linodes with their addresses and volumes, and, where the plan
# has disks, with all but the one that they boot; one at a time; whoever dies.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"

plan() { # IMAGE READY
    cat >"$work/plan.yaml" <<X
name: s
regions:
- region: us-east
  nodes:
  - name: db
    type: g6-nanode-1
    image: $1
    count: 2
    nodenames: 'db-{index}'
    storage: [{label: boot, size: 10GB}, {label: data, size: 300MB, mount: /data}, {label: vol, type: blockstore, size: 10GB, mount: /vol}]
    units: [{name: answer.service, command: python3 -m http.server 8000}]
    update: {serial: 1, ready: $2}
    init: {firstboot: [{name: log, script: "echo ran >>/root/hook.log\n"}]}
  - name: one
    type: g6-nanode-1
    image: $1
    nodenames: one
    storage: [{label: vol, type: blockstore, size: 10GB, mount: /vol}]
    init: {firstboot: [{name: log, script: "echo ran >>/root/hook.log\n"}]}
X
}

linode() { # LABEL JQ
    api GET "/v4/linode/instances?page_size=500" | jq -r ".data[] | select(.label == \"$1\") | $2"
}

of_all() { # JQ
    for node in db-1 db-2 one; do
        linode "$node" "$1"
    done | xargs
}

on() {
    lt node ssh "$1" -- "$2"
}

on_all() { # COMMAND
    for node in db-1 db-2 one; do
        on "$node" "$1"
    done | xargs
}

host_keys() {
    for node in db-1 db-2 one; do
        lt node show "$node" --json | jq -r .node.host_key
    done
}

rebuilds() {
    api GET /v4/account/events | jq '[.data[] | select(.action == "linode_rebuild")] | length'
}

# Says, once a moment, how many of db are not running, until the file "done" is there.
watch_away() {
    while [ ! -e "$work/done" ]; do
        api GET "/v4/linode/instances?page_size=500" |
            jq '[.data[] | select((.label | startswith("db-")) and .status != "running")] | length'
        sleep 0.2
    done >"$work/away"
}

lab_up --internet none
plan linode/debian12 8000
ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
before=$(of_all '.id, .ipv4[0]')
keys=$(host_keys)
on_all 'hostname | sudo tee /root/mine /vol/mine >/dev/null; [ ! -d /data ] || hostname | sudo tee /data/mine >/dev/null'

# ---- another image

plan linode/debian11 8000
ok 'a plan' lt cluster plan s "$work/plan.yaml"
has "$work/out" 'rebuilt in place, one at a time' 'says what it takes'
has "$work/out" "what is on their boot disks is lost" 'and what is lost'
has "$work/out" '3 to rebuild' 'of how many'
status 2 'nobody agreed' lt cluster apply s "$work/plan.yaml"
has "$work/err" 'rebuild 1 node, with its disks (one), rebuild 2 nodes, with their boot disks (db-1..2)' 'and is asked'
watch_away &
watcher=$!
ok 'another image' lt cluster apply s "$work/plan.yaml" --yes
touch "$work/done"
wait "$watcher"
is "$before" "$(of_all '.id, .ipv4[0]')" 'are the same machines at the same addresses'
is 1 "$(sort -n "$work/away" | tail -n 1)" 'of which one was away at a time'
is 'none none none' "$(on_all 'sudo cat /root/mine 2>/dev/null || echo none')" 'with other systems'
is 'db-1 db-2 one' "$(on_all 'cat /vol/mine')" 'with their volumes'
is 'db-1 db-2' "$(on_all '[ ! -d /data ] || cat /data/mine')" 'and the disks that they do not boot'
is 'ran ran ran' "$(on_all 'sudo cat /root/hook.log')" 'set up as new ones are'
is 1 "$(rebuilds)" 'rebuilt where the disks are the cloud'"'"'s own'
is linode/debian11 "$(linode one .image)" 'of the new image'
is 'linode/debian11 linode/debian11 linode/debian11' "$(lt query cluster=s --format '{image}' | xargs)" 'the inventory knows it'
is '3 0' "$(host_keys | grep -c ssh-ed25519) $(host_keys | grep -cxF "$keys")" 'and other host keys'
ok 'no other hand was it' lt cluster audit s
ok 'again' lt cluster apply s "$work/plan.yaml"
has "$work/err" 'Nothing is to be done' 'there is nothing to do'

# ---- one that does not come back

plan linode/debian12 'exit 1'
sed -i 's/ready: exit 1/&, pause: 1s/; s/count: 2/&\n    ready_timeout: 10s/' "$work/plan.yaml"
status 3 'who is never ready' lt cluster apply s "$work/plan.yaml" --yes
is 'linode/debian11 linode/debian12 linode/debian12' "$(lt query cluster=s --format '{image}' | sort | xargs)" \
    'stops the other of its group, and nobody else'
plan linode/debian12 8000

# ---- dead

dies() { # WHEN COUNT REQUEST
    die_at "$1" "$2" "$3" cluster apply s "$work/plan.yaml" --yes
    is 137 $? "dead $1 $3"
}
if shim_works; then
    dies answered 1 'DELETE /v4/linode/instances/'
fi
ok 'goes on' lt cluster apply s "$work/plan.yaml" --yes
if shim_works; then
    plan linode/debian11 8000
    dies answered 1 "POST /v4/linode/instances/$(linode one .id)/rebuild"
    dies commit 1 "PUT /v4/linode/instances/$(linode one .id) "
    ok 'resumed' lt cluster resume s
    is 3 "$(rebuilds)" 'each was rebuilt once'
fi
is "$before" "$(of_all '.id, .ipv4[0]')" 'still the same machines'
is 'db-1 db-2 one db-1 db-2' "$(on_all 'cat /vol/mine') $(on_all '[ ! -d /data ] || cat /data/mine')" 'with all data'
is 'ran ran ran' "$(on_all 'sudo cat /root/hook.log')" 'set up once'
ok 'nothing is amiss' lt cluster audit s

# ---- another hand

id=$(linode one .id)
api POST "/v4/linode/instances/$id/rebuild" '{"image": "linode/debian11", "root_pass": "aB3-xyzzy-foo-123"}' >/dev/null
lt cluster audit s >"$work/out"
has "$work/out" "Linode $id was rebuilt by another hand" 'one that another hand rebuilt is told'
ok 'deleted' lt cluster delete s --yes
finish
