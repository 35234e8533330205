#!/bin/sh
# SPDX-License-Identifier: MIT
# The plan language as JSON Schema: a validator of others (npm's ajv) allows every plan that linodetool
# takes, and refuses what its tables refuse.
. "$(dirname "$0")/../testlib.sh"
validate=$top/test/schema/validate.cjs

# agrees good|bad|case FILE.. : one test a plan
agrees() {
    node "$validate" schema.json "$@" >"$work/verdicts" 2>"$work/err"
    is 0 $? "the validator runs over the $1 ones"
    while read -r word what; do
        [ "$word" = ok ]
        verdict $? "$what"
    done <"$work/verdicts"
}

ok 'the schema' lt plan schema
cp "$work/out" schema.json
is 'https://json-schema.org/draft/2020-12/schema' "$(jq -r '."$schema"' schema.json)" 'its draft'
is 'groups its nodes for selection' "$(jq -r '."$defs".nodes.properties.name.description' schema.json)" \
    'it tells what keys mean'
ok 'it says the same as JSON' lt plan schema --json
is "$(cat schema.json)" "$(cat "$work/out")" 'word for word'

agrees good "$top"/share/plans/*.yaml "$top"/examples/*.yaml "$top"/examples/*.json \
    "$top"/test/case/2017/*.yaml
agrees case "$top"/test/case/plan/*.case
lt plan new shop >new.yaml
agrees good new.yaml

# bad NAME TEXT : refused by both; the validator looks at all of them at the end
mkdir bad
bad() {
    printf '%s\n' "$2" >"bad/$1.yaml"
    status 2 "$1: linodetool refuses" lt plan check "bad/$1.yaml" --offline
}
bad no-regions 'name: x'
bad no-map '- name: x'
bad unknown-key 'name: x
regions: [{region: newark, nodes: [{tpye: 1gb}]}]'
bad both-spellings 'name: x
regions: [{region: newark, nodes: [{type: 1gb, tag: aaa, tags: [bbb]}]}]'
bad no-list 'name: x
regions: {region: newark, nodes: [{type: 1gb}]}'
bad no-number 'name: x
regions: [{region: newark, nodes: [{type: 1gb, count: many}]}]'
bad too-many 'name: x
regions: [{region: newark, nodes: [{type: 1gb, count: 10001}]}]'
bad no-truth 'name: x
regions: [{region: newark, nodes: [{type: 1gb, watchdog: maybe}]}]'
bad no-file-system 'name: x
regions: [{region: newark, nodes: [{type: 1gb, storage: [{label: a, fs: ntfs}]}]}]'
bad no-size 'name: x
regions: [{region: newark, nodes: [{type: 1gb, storage: [{label: a, size: big}]}]}]'
bad no-name 'name: x
regions: [{region: newark, nodes: [{name: a b, type: 1gb}]}]'
# The rules of Linode, useradd and Linux, as far as patterns say them.
of_node() { # NAME KEYS
    bad "$1" "name: x
regions: [{region: us-ord, nodes: [{name: a, type: 1gb, $2}]}]"
}
of_node our-own-tag 'tags: [lct:mine]'
of_node blank-in-front-of-tag "tags: [' web']"
of_node no-vlan-label 'vlan: a_b'
of_node no-placement-label 'placement: a-'
of_node no-vpc-label 'vpc: -a'
of_node no-user 'users: [{name: Bob}]'
of_node no-group-of-user 'users: [{name: bob, groups: [a b]}]'
of_node no-shell 'users: [{name: bob, shell: bash}]'
of_node no-group 'groups: [{name: 1st}]'
of_node relative-file 'files: [{path: etc/motd, content: x}]'
of_node folder-as-file 'files: [{path: /etc/, content: x}]'
of_node no-owner 'files: [{path: /etc/motd, content: x, owner: A}]'
of_node relative-mount 'storage: [{label: a}, {label: b, size: 1GB, mount: data}]'
bad no-balancer-name 'name: x
regions: [{region: newark, nodebalancers: [{name: 9b, tag: web, port: 80}], nodes: [{type: 1gb, tag: web}]}]'
bad no-value 'name: x
regions: [{region: newark, nodes: [{name: a, type: }]}]'
agrees bad bad/*.yaml
finish
