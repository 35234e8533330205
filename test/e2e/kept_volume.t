#!/bin/sh
# SPDX-License-Identifier: MIT
# Volumes outlive their cluster: what it costs to keep them is said, the same plan created again
# finds its files, and they go when just that is asked for.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

cat >"$work/plan.yaml" <<'P'
name: store
regions:
- region: us-east
  nodes:
  - name: db
    type: g6-nanode-1
    image: linode/debian12
    count: 2
    nodenames: 'store-{index}'
    storage: [{label: data, type: blockstore, size: 10GB, fs: xfs, mount: /data}]
P

volumes() { # at the cloud: "LABEL LINODE", those that are attached
    api GET /v4/volumes | jq -r '.data[] | "\(.label) \(.linode_label // "-")"' | sort | xargs
}

answering() { # ANSWERS COMMAND..: on a terminal
    answers=$1
    shift
    printf '%b' "$answers" | script -qfec "'$LCT_BUILD/linodetool' $*" "$work/shown" >/dev/null 2>&1
}

ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
ok 'a file on each' lt cluster run s -- 'hostname | sudo tee /data/name; sync'
ok 'a query for a volume' lt query volume=store-2-data
has "$work/out" 'store-2' 'finds its node'
ok 'all of them' lt volume list --json
is 'store-1/data false store-2/data false' "$(jq -r '[.volumes[] | "\(.name) \(.kept)"] | join(" ")' "$work/out")" 'are known'
status 2 'one that is in use' lt volume delete store-1-data --yes
has "$work/err" 'node store-1 has it' 'does not go by itself'

ok 'deleted' lt cluster delete s --yes
has "$work/out" '2 volumes are kept: store-1-data (10 GB), store-2-data (10 GB), $2.00 a month together' 'what stays, and what it costs'
is 'store-1-data - store-2-data -' "$(volumes)" 'they are there'
ok 'show' lt volume show store-1-data --json
is 'free true s' "$(jq -r '.volume | "\(.status) \(.kept) \(.cluster)"' "$work/out")" 'tells so'

ok 'a preview' lt cluster create s "$work/plan.yaml" --dry-run
has "$work/out" '+ attaches volume store-1-data, unencrypted, in us-east, 10 GB, with its data' 'says that they come back'
ok 'the same plan again' lt cluster create s "$work/plan.yaml" --yes
is 'store-1-data store-1 store-2-data store-2' "$(volumes)" 'has them again'
ok 'the files' lt cluster run s --lines -- sudo cat /data/name
is 'store-1: store-1 store-2: store-2' "$(sort "$work/out" | xargs)" 'are on them'
ok 'and once more' lt cluster apply s "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'

answering 'y\nn\n' node delete store-2
has "$work/shown" 'Delete it, too, with all that is on it?' 'of volumes there is another question'
is 'store-1-data store-1 store-2-data -' "$(volumes)" 'no: it is kept'
status 2 'what --yes alone does' lt volume delete store-2-data store-1-data --yes
answering 'y\n' volume delete store-2-data
is 'store-1-data store-1' "$(volumes)" 'yes: it goes'

answering 'y\ny\n' cluster delete s
is '' "$(volumes)" 'yes twice: nothing is left'

ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
ok 'scaled' lt cluster scale s db=1 --delete-volumes --yes
is 'store-1-data store-1' "$(volumes)" 'with the volume of the node that went'
ok 'deleted' lt cluster delete s --yes
ok 'new ones' lt cluster create s "$work/plan.yaml" --new-volumes --yes
is 'store-1-data - store-1-data-2 store-1 store-2-data store-2' "$(volumes)" 'beside what is kept'
ok 'deleted' lt cluster delete s --yes --delete-volumes
is 'store-1-data -' "$(volumes)" 'with what is its own'
finish
