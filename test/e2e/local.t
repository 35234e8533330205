#!/bin/sh
# SPDX-License-Identifier: MIT
# local: what a plan has run on this machine: what it is told, once, and before machines boot.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/told.sh" <<S
#!/bin/sh
cat >"$work/told.\$LCT_NODE"
echo "\$LCT_NODE \$LCT_GROUP \$LCT_PUBLIC_IPV4 \$WORD \$*" >>"$work/ran"
echo said here
S
printf 'echo plain >>%s/plain\n' "$work" >"$work/plain.sh"
cat >"$work/plan.yaml" <<P
name: l
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 2
    nodenames: web-{index}
    init:
      created:
      - {name: early, local: 'cat >$work/early.\$LCT_NODE; sleep 1'}
      sshready: {name: plain, local: ./plain.sh}
      planready:
      - {name: told, local: ./told.sh, args: [one, two words], vars: {WORD: "a 'quoted' word"}}
      - {name: once, local: 'echo once >>$work/once', on: one}
P
ok 'created' lt cluster create c "$work/plan.yaml" --yes
address=$(lt node show web-1 --json | jq -r .node.public_ipv4)
is "web-1 web $address a 'quoted' word one two words" "$(grep '^web-1' "$work/ran")" 'it knows its node, its words, its arguments'
is 'c 2 started' "$(jq -r '"\(.cluster.name) \(.nodes | length) \(.nodes[0].state)"' "$work/told.web-2" | sed 's/ [a-z]*$/ started/')" 'and reads the cluster'
is "$address" "$(jq -r '.nodes[] | select(.name == "web-1") | .public_ipv4' "$work/told.web-2")" 'with all addresses'
is once "$(cat "$work/once")" 'one node is one run'
is 2 "$(grep -c plain "$work/plain")" 'a file that names no interpreter is for sh'
is creating "$(jq -r '.nodes[] | select(.label == "web-1") | .state' "$work/early.web-1" | sed 's/created/creating/')" 'created comes before the boot'
ok 'what it said is kept' lt operation show --log
has "$work/out" 'said here' 'as that of scripts is'
is 0 "$(grep -ls "$work" /tmp/lct-local.* 2>/dev/null | wc -l)" 'no file of it is left'
ok 'nothing is run again' lt cluster apply c "$work/plan.yaml" --yes
is 2 "$(wc -l <"$work/ran")" 'nothing was'
ok 'listed' lt hook list c --json
is 7 "$(jq '[.hooks[] | select(.ran)] | length' "$work/out")" 'each that ran'

# One that fails, then one that nobody hears the end of.
sed -i "s|planready:|planready:\n      - {name: slow, local: 'echo began >>$work/slow; sleep 2; test -e $work/may'}|" "$work/plan.yaml"
ok 'another plan' lt cluster delete c --yes
status 3 'one fails' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'planready: slow: failed with status 1' 'as scripts do'
: >"$work/may"
ok 'tried again' lt cluster retry c
is 4 "$(wc -l <"$work/slow")" 'once on each node'
ok 'deleted' lt cluster delete c --yes
: >"$work/slow"
began() { [ "$(wc -l <"$work/slow")" = 2 ]; }
victim cluster create c "$work/plan.yaml" --yes
dies_when began
status 3 'whoever dies while it runs' lt cluster resume c
has "$work/err" 'nobody heard how it ended' 'does not have it run twice'
is 2 "$(wc -l <"$work/slow")" 'it did not'
ok 'unless that is asked for' lt cluster retry c
is 4 "$(wc -l <"$work/slow")" 'then it does'
ok 'deleted' lt cluster delete c --yes

# What others wrote runs nothing here.
mkdir -p "$work/www"
printf 'name: w\nregions:\n- region: us-east\n  nodes: [{name: web, type: 1gb, init: {planready: {local: "touch %s/evil"}}}]\n' "$work" >"$work/www/plan.yaml"
(cd "$work/www" && exec python3 -m http.server --bind 127.0.0.1 0 >"$work/www.log" 2>&1) &
server=$!
until grep -q 'port [0-9]' "$work/www.log"; do sleep 0.1; done
port=$(sed -n 's/.*port \([0-9]*\).*/\1/p' "$work/www.log" | head -1)
status 2 'a plan from the web' lt plan check "http://127.0.0.1:$port/plan.yaml"
has "$work/err" 'runs nothing on this machine' 'is refused'
kill $server
finish
