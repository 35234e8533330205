#!/bin/sh
# SPDX-License-Identifier: MIT
# `store: json`: the inventory as files to read and compare. A cluster's whole life, killed in the midst of it;
# what commands answer of it is what the files say, and what they answer with the other store.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up
cd "$work" || exit 1
cat >plan.yaml <<'P'
name: kept
regions: [{region: us-east, nodes: [{name: n, count: 2, type: g6-nanode-1}]}]
P
config=$XDG_CONFIG_HOME/linodetool/config.yaml
profile=$XDG_DATA_HOME/linodetool/lab
mkdir -p "$(dirname "$config")"
echo 'store: json' >"$config"
inventory=$profile/inventory

records() { find "$inventory/contexts" -path "*/$1/*" -name "*.json" 2>/dev/null; }
# The fields of all that commands tell of a cluster: the same whatever keeps them.
told() {
    { lt cluster show "$1" --json && lt cluster nodes "$1" --json && lt operation show --json; } |
        jq -rs '[.. | objects | keys[]] | unique | join(" ")'
}

# ---- killed, and continued

one_made() { [ "$(records steps | xargs -r grep -l '"state": "done"' 2>/dev/null | wc -l)" -ge 4 ]; }
victim cluster create one plan.yaml --yes
dies_when one_made
is 1 "$(lt cluster list --json | jq '.clusters | length')" 'killed in the midst of a creation: the cluster is known'
ok 'and is continued' lt cluster create one plan.yaml --yes
is 2 "$(linodes)" 'there are two machines, none twice'
is 2 "$(records nodes | wc -l)" 'and a file for each node'
ok 'inventory and cloud agree' lt cluster audit one
ok 'a node is reached' lt node ssh one-us-east-n-01 -- true

victim cluster scale one n=4 --yes
four_known() { [ "$(records nodes | wc -l)" -ge 3 ]; }
dies_when four_known
ok 'killed while it grew, it is resumed' lt cluster resume one
is 4 "$(linodes)" 'there are four'
ok 'and they agree' lt cluster audit one
ok 'it shrinks' lt cluster scale one n=1 --yes
is 1 "$(records nodes | wc -l)" 'files of nodes that left are gone'

# ---- what is told is in the files

is "$(cat "$(records nodes)" | jq -r .cloud_id)" "$(lt cluster nodes one --json | jq -r '.nodes[0].id')" \
    'the id of the machine is that of the file'
newest=$(lt operation list --json | jq -r '.operations[0].id')
is "$newest" "$(records operations | sort | tail -n 1 | xargs jq .id)" 'the newest operation has the last file'
is "$(lt operation show "$newest" --json | jq '.operation.steps | length')" \
    "$(find "$inventory"/contexts/*/*/steps/"$(printf %012d "$newest")" -name '*.json' | wc -l)" 'and a file for each step'
ok 'what scripts said' lt operation show "$newest" --log
is '' "$(find "$inventory" -perm /077)" 'nobody else can read any of it'
is '' "$(find "$inventory/contexts" -name '*.json' -exec sh -c 'jq . "$1" >/dev/null || echo "$1"' - {} \;)" 'all of it is JSON'

# ---- copies

ok 'a copy by hand' lt store backup
copy=$(lt store list --json | jq -r '.backups[0].file')
is manual "$(lt store list --json | jq -r '.backups[0].kind')" 'is listed first'
is 600 "$(stat -c %a "$copy")" 'and nobody else can read it'
has "$work/config/linodetool/config.yaml" json 'all that with the store of files'
rm -rf "$inventory"
status 1 'without its files nothing is made' lt cluster create one plan.yaml --yes
has "$work/err" 'linodetool store restore' 'and what to do is told'
ok 'the copy is put back' lt store restore "$copy" --yes
ok 'inventory and cloud agree again' lt cluster audit one

# ---- as with the other store

json_told=$(told one)
ok 'the cluster is deleted' lt cluster delete one --yes
is 0 "$(linodes)" 'with its machines'
is 0 "$(records nodes | wc -l)" 'and the files of its nodes'
echo 'store: sqlite' >"$config"
status 2 'another store beside it is not begun unasked' lt cluster list
has "$work/err" "is kept by json, in $inventory, not by sqlite" 'it is told which there is'
has "$work/err" 'set store: json' 'and what to do'
mv "$inventory" "$work/aside"
ok 'the same with SQLite' lt cluster create one plan.yaml --yes
ok 'and again' lt cluster scale one n=1 --yes
is "$(told one)" "$json_told" 'is told with the same words'
ok 'deleted' lt cluster delete one --yes
echo 'store: paper' >"$config"
status 2 'a store that is none' lt cluster list
has "$work/err" json 'is answered with those that are'
rm "$config"
finish
