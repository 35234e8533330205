#!/bin/sh
# SPDX-License-Identifier: MIT
# Machines that are changed in place: another type, larger disks and more of them; what is on them
# stays, one is away at a time, and who does not come back stops the others of its group.
. "$(dirname "$0")/e2e.sh"

plan() { # TYPE STORAGE READY
    cat >"$work/plan.yaml" <<X
name: s
regions:
- region: us-east
  nodes:
  - name: db
    type: $1
    count: 3
    nodenames: 'db-{index}'
    storage: $2
    units: [{name: answer.service, command: python3 -m http.server 8000}]
    update: {serial: 1, ready: $3}
  - name: one
    type: $1
    nodenames: one
X
}
two='[{label: boot, size: 10GB}, {label: data, size: 500MB, mount: /data}, {label: pool, type: blockstore, size: 10GB, fs: raw}]'
three='[{label: boot, size: 10GB}, {label: data, size: 900MB, mount: /data}, {label: more, fs: raw, size: 200MB}, {label: pool, type: blockstore, size: 10GB, fs: raw}]'

linode() { # LABEL JQ
    api GET "/v4/linode/instances?page_size=500" | jq -r ".data[] | select(.label == \"$1\") | $2"
}

ids() {
    for node in db-1 db-2 db-3 one; do
        linode "$node" .id
    done | xargs
}

types() {
    for node in db-1 db-2 db-3 one; do
        linode "$node" .type
    done | xargs
}

on() {
    lt node ssh "$1" -- "$2"
}

# Says, once a moment, how many of db are not running, until the file "done" is there.
watch_away() {
    while [ ! -e "$work/done" ]; do
        api GET "/v4/linode/instances?page_size=500" |
            jq '[.data[] | select((.label | startswith("db-")) and .status != "running")] | length'
        sleep 0.2
    done >"$work/away"
}

most_away() {
    sort -n "$work/away" | tail -n 1
}

lab_up --internet none
plan g6-nanode-1 "$two" 8000
ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
before=$(ids)
for node in db-1 db-2 db-3 one; do
    on "$node" "echo $node | sudo tee /root/mine >/dev/null"
done

# ---- another type, larger and more disks

plan g6-standard-1 "$three" 8000
ok 'a plan' lt cluster plan s "$work/plan.yaml"
has "$work/out" 'changed in place and rebooted, one at a time' 'says what it takes'
has "$work/out" '4 to change in place' 'of how many'
watch_away &
watcher=$!
ok 'another type, more disks' lt cluster apply s "$work/plan.yaml" --yes
touch "$work/done"
wait "$watcher"
is "$before" "$(ids)" 'are the same machines'
is 'g6-standard-1 g6-standard-1 g6-standard-1 g6-standard-1' "$(types)" 'of the new type'
is 1 "$(most_away)" 'of which one was away at a time'
is 'db-1 db-2 db-3 one' "$(for node in db-1 db-2 db-3 one; do on "$node" 'sudo cat /root/mine'; done | xargs)" \
    'with what was on them'
is '943718400 209715200 10737418240' "$(on db-2 'for d in b c; do sudo blockdev --getsize64 /dev/sd$d; done; sudo blockdev --getsize64 /dev/disk/by-id/scsi-0Linode_Volume_db-2-pool' | xargs)" \
    'and disks as the plan has them'
is g6-standard-1 "$(lt node show db-3 --json | jq -r .node.type)" 'the inventory knows it'
ok 'again' lt cluster apply s "$work/plan.yaml"
has "$work/err" 'Nothing is to be done' 'there is nothing to do'

# ---- one that does not come back

plan g6-standard-2 "$three" 'exit 1'
sed -i 's/ready: exit 1/&, pause: 1s/; s/count: 3/&\n    ready_timeout: 20s/' "$work/plan.yaml"
status 3 'who is never ready' lt cluster apply s "$work/plan.yaml" --yes
is 1 "$(types | cut -d ' ' -f 1-3 | tr ' ' '\n' | grep -c standard-2)" 'stops the others of its group'
is g6-standard-2 "$(linode one .type)" 'and nobody else'
has "$work/err" 'not ready after 20 s' 'and is told'
sed -i "s/ready: exit 1/ready: 'http:\/\/localhost:8000\/'/" "$work/plan.yaml"
ok 'with a page that answers' lt cluster apply s "$work/plan.yaml" --yes
is 'g6-standard-2 g6-standard-2 g6-standard-2 g6-standard-2' "$(types)" 'all go on'
is "$before" "$(ids)" 'as the machines that they were'
ok 'deleted' lt cluster delete s --yes
finish
