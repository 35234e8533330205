#!/bin/sh
# SPDX-License-Identifier: MIT
# Plans: checked and shown without the API; what is refused creates nothing.
. "$(dirname "$0")/../testlib.sh"

plan() { # FILE IMAGE
    cat >"$1" <<P
name: demo
regions:
- region: newark
  nodes:
  - {name: web, type: 1gb, image: $2, count: 2, nodenames: 'web-{index}'}
P
}
plan good.yaml 'ubuntu 24.04 lts'
plan retired.yaml 'ubuntu 16.04 lts'
plan parameter.yaml 'ubuntu {release}'
printf 'name: bad\nregins:\n- region: newark\n' >bad.yaml
printf 'name: [x\n' >broken.yaml
: >empty.yaml
head -c 100000 /dev/urandom >random.yaml

ok 'a good plan' lt plan check good.yaml --offline
has out 'no errors' 'is told so'
empty err 'and nothing else is'
ok 'quietly' lt plan check good.yaml --offline -q
empty out 'nothing is said'
ok 'as JSON' lt plan check good.yaml --offline --json
is '[]' "$(jq -c .problems "$work/out")" 'it has no problems'
from_input() { lt plan check - --offline <"$1"; }
ok 'from standard input' from_input good.yaml
status 2 'a bad one from there' from_input bad.yaml

status 2 'a bad plan' lt plan check bad.yaml --offline
has err 'bad.yaml:2:1: error:' 'file, line and column'
has err 'did you mean regions?' 'a suggestion'
has err 'the plan has 2 errors' 'all that is wrong, at once'
empty out 'standard output is left alone'
status 2 'as JSON' lt plan check bad.yaml --offline --json
ok 'each problem' jq -e '.problems | length == 2 and all(.file == "bad.yaml" and .line > 0 and
    .column > 0 and .level == "error" and (.message | length > 0))' "$work/out"
status 2 'as JSON again' lt plan check bad.yaml --offline --json
is plan "$(jq -r .error.code "$work/err")" 'the error has its code'
for file in broken empty random; do
    status 2 "a plan that is $file" lt plan check $file.yaml --offline
    has err "$file.yaml" 'is named'
done
status 2 'no such file' lt plan check nowhere.yaml --offline
has err nowhere.yaml 'is named'
status 2 'a folder' lt plan check . --offline
status 2 'a parameter without value' lt plan check good.yaml --offline --set x
status 2 'a parameter the plan does not have' lt plan check good.yaml --offline --set x=1
has err "'x'" 'is named'

ok 'what was retired is warned of' lt plan check retired.yaml --offline
has err 'warning: the image' 'with its successor'
status 2 'but not taken unasked' lt plan show retired.yaml --offline
has err --accept-substitutes 'and the way out is named'
ok 'it is taken when allowed' lt plan show retired.yaml --offline --accept-substitutes
has out linode/ubuntu24.04 'and shown'

ok 'nodes and price' lt plan show good.yaml --offline
has out 'web-2' 'each node'
has out '$10.00 a month' 'the price'
ok 'as JSON' lt plan show good.yaml --offline --json
is 'web-1 web-2' "$(jq -r '[.nodes[].name] | join(" ")' "$work/out")" 'nodes'
is '10 0.015' "$(jq -r '"\(.price.monthly) \(.price.hourly)"' "$work/out")" 'price'
ok 'and the other things' jq -e 'has("volumes") and has("balancers")' "$work/out"

cat >"$work/ports.yaml" <<'P'
name: ports
parameters: {port: 8080}
ports: {site: 'tcp ${port}'}
regions:
- region: newark
  nodes:
  - name: web
    type: 1gb
    nodenames: 'web-{index}'
    firewall: [allow in site from any]
    files: [{path: /etc/web, content: '{members web by ,}{hostname}:{port.site}{/members}', restarts: web}]
  nodebalancers: [{name: front, nodes: web, port: 80, target_port: site}]
P
ok 'ports by their names' lt plan show ports.yaml --offline --set port=8081
has out 'port site: tcp 8081' 'are shown'
has out 'allow in site (tcp 8081) from any' 'in rules with the number'
has out 'http 80 to 8081' 'and where a NodeBalancer leads to'
has out 'lists web, restarts web' 'whom a file lists, and what it begins anew'

export LINODE_TOKEN=of-nobody
status 2 'a bad plan creates nothing' lt cluster create x bad.yaml --yes
status 2 'nor asks for a yes' lt cluster create x bad.yaml
status 2 'nor does what is not there' lt cluster create x nowhere.yaml --yes
status 5 'there is no such cluster' lt cluster show x
is 0 "$(lt cluster list --json | jq '.clusters | length')" 'there is none at all'
is 0 "$(lt operation list --json | jq '.operations | length')" 'and nothing was done'
finish
