#!/bin/sh
# SPDX-License-Identifier: MIT
# Pictures of plans: DOT that Graphviz takes, SVG that is one.
. "$(dirname "$0")/../testlib.sh"

cat >plan.yaml <<'P'
name: 'shop <&> "x"'
start: [db, web]
regions:
- region: us-east
  nodebalancers: [{name: front, tag: www, ports: [80, 443]}]
  nodes:
  - {name: web, type: 1gb, count: 12, tags: [www], nodenames: 'web-{index}', firewall: [allow in tcp 80 from any]}
  - name: db
    type: 1gb
    count: 2
    nodenames: 'dbs-{index}'
    firewall: [allow in tcp 5432 from www]
    storage: [{label: root, size: auto, fs: ext4, boot: yes}, {label: data, type: blockstore, size: 20GB, fs: ext4}]
P
# A cluster of six groups in six regions: as many nodes as the largest plan of 2017 has, and more.
{
    printf 'name: large\nregionplan:\n  name: one\n  nodes:\n'
    for group in a b c d e f; do
        echo "  - {name: $group, type: 1gb, count: 12, firewall: [allow in tcp 22 from a, allow out https to any]}"
    done
    echo 'regions:'
    for region in us-east us-west eu-central eu-west ap-south ca-central; do
        echo "- {region: $region, regionplan: one}"
    done
} >large.yaml

ok 'a plan as DOT' lt plan show plan.yaml --offline --graph dot
has out '"us-east/web" [label="web x12' 'a large group is one box'
has out '[label="dbs-2"]' 'a small one its nodes'
has out 'NodeBalancer\nfront' 'a balancer'
has out '2 x 20 GB' 'volumes'
has out '"us-east/web" -> "us-east/db" [label="tcp 5432"' 'what the firewall lets through'
has out 'starts before' 'the order'
has out 'digraph "shop <&> \"x\""' 'its name, escaped'
cp out plan.dot
ok 'every node' lt plan show plan.yaml --offline --graph dot --all
is 12 "$(grep -c 'label="web-[0-9]*"' out)" 'is drawn when asked for'
ok 'as JSON' lt plan show plan.yaml --offline --graph dot --json
is dot "$(jq -r .format out)" 'with its format'
is same "$(jq -r .graph out | diff -B - plan.dot >/dev/null && echo same)" 'and the graph'
ok 'a large plan' lt plan show large.yaml --offline --graph dot
is 36 "$(grep -c ' x12' out)" 'has one box for each group'
is 1 "$([ "$(wc -l <out)" -lt 400 ] && echo 1)" 'and can be looked at'
status 2 'another format' lt plan show plan.yaml --offline --graph png
status 5 'no such cluster' lt cluster graph nowhere
mkdir bin
for program in sh cat; do
    ln -s "$(command -v $program)" bin/
done
no_dot() { PATH="$work/bin" "$LCT_BUILD/linodetool" plan show plan.yaml --offline --graph svg; }
status 1 'SVG without Graphviz' no_dot
has err 'install the package graphviz' 'says what is missing'

if command -v dot >/dev/null; then
    for file in plan large; do
        ok "$file: an SVG" lt plan show $file.yaml --offline --graph svg
        mv out drawn.svg
        ok 'is well-formed' python3 -c 'import sys, xml.dom.minidom as m
d = m.parse(sys.argv[1])
assert d.documentElement.tagName == "svg"
assert not d.getElementsByTagName("script")' drawn.svg
    done
    ok 'DOT that we wrote' dot -Tsvg plan.dot -o drawn.svg
    is '' "$(cat err)" 'is taken without a warning'
else
    echo "ok $((n_tests + 1)) - SVG # SKIP Graphviz is not installed"
    n_tests=$((n_tests + 1))
fi
finish
