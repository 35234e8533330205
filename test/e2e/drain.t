#!/bin/sh
# SPDX-License-Identifier: MIT
# cluster drain and node drain: what serves stops, the machine runs on and hears of the others, until
# it is started; kill -9 at exact moments in between.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: d
start:
- nodes: web
  services:
  - {name: site.service, ready: {command: curl -fsS -o /dev/null http://localhost:8080/, every: 1s}}
  - {name: s, start: echo s >>/var/up, stop: echo s >>/var/down; test ! -e /var/stays}
hooks:
  clusterstarting: {name: hello, script: echo hello >>/var/hello}
  clusterstopping: {name: bye, script: echo bye >>/var/bye}
  membership: {name: told, script: echo told >>/var/told}
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: 2
    nodenames: 'web-{index}'
    users: [{name: ann, keys: ['KEY']}]
    files: [{path: /srv/index.html, content: "first\n"}]
    units: [{name: site, command: /usr/bin/python3 -m http.server 8080 --directory /srv}]
  nodebalancers:
  - name: front
    nodes: web
    drain: 1s
    ports:
    - {port: 80, target_port: 8080, stickiness: none, check: {path: /, interval: 2, timeout: 1, attempts: 2}}
P
ssh-keygen -q -t ed25519 -N '' -C ann -f "$work/ann"
sed -i "s|KEY|$(cat "$work/ann.pub")|" "$work/plan.yaml"

linode() { # LABEL JQ
    api GET '/v4/linode/instances?page_size=500' | jq -r ".data[] | select(.label == \"$1\") | $2"
}
states() {
    lt cluster nodes d --json | jq -r '[.nodes[].state] | join(" ")'
}
# The path of the NodeBalancer's nodes.
backends() {
    balancer=$(api GET /v4/nodebalancers | jq .data[0].id)
    port=$(api GET "/v4/nodebalancers/$balancer/configs" | jq .data[0].id)
    echo "/v4/nodebalancers/$balancer/configs/$port/nodes"
}
# To whom it sends, as the API says.
sent_to() {
    api GET "$(backends)" | jq -r '[.data[] | "\(.label)=\(.mode)"] | sort | join(" ")'
}
events() { # ACTION
    api GET '/v4/account/events?page_size=500' | jq "[.data[] | select(.action == \"$1\")] | length"
}
serves() { # NODE : "active" or not
    lt node ssh "$1" -l root -- systemctl is-active site
}
ok 'created' lt cluster create d "$work/plan.yaml" --yes
both=$(sent_to)
one=$(api GET "$(backends)" | jq -c '.data[] | select(.label == "web-1") | {"label": .label, address, weight, mode}')
boots=$(events linode_boot)

ok 'shown' lt node drain web-1 --dry-run
has "$work/out" '1 to drain' 'what is drained'
has "$work/out" 'clusterstopping/bye on web-1' 'which scripts run'
has "$work/out" 'stops on web-1' 'and which services stop'
ok 'drained' lt node drain web-1 --yes
is 'drained started' "$(states)" 'which is known'
is running "$(linode web-1 .status)" 'its machine runs'
is inactive "$(serves web-1)" 'its service does not'
is active "$(serves web-2)" "another one's does"
is "${both#* }" "$(sent_to)" 'its NodeBalancer sends to the other one alone'
is 1x1 "$(lines_on_nodes var/bye)" 'its script ran, on it alone'
is 1x1 "$(lines_on_nodes var/down)" 'its services stopped'
ok 'commands run on it' lt cluster run d --on web-1 -- true
ok 'an audit agrees' lt cluster audit d
ok 'once more' lt node drain web-1 --yes
is 1x1 "$(lines_on_nodes var/bye)" 'nothing ran again'
status 2 'it does not restart' lt node reboot web-1 --yes
has "$work/err" 'is drained: nothing restarts' 'and is told why'

sed -i 's/first/second/; s/name: ann,/name: bea,/; s/count: 2/count: 3/' "$work/plan.yaml"
ok 'another plan, and another node' lt cluster apply d "$work/plan.yaml" --yes
is 'drained started started' "$(states)" 'leave it drained'
is inactive "$(serves web-1)" 'what it served with stays down'
is first "$(lt node ssh web-1 -l root -- cat /srv/index.html)" 'and as it was'
ok 'who may log in it has heard' lt node ssh web-1 -l root -- id bea
is 1x1 "$(lines_on_nodes var/told)" 'what scripts are told waits for its start'
is web-3 "$(lt node ssh web-1 -l root -- cat /etc/hosts | awk '$2 == "web-3" { print $2; exit }')" 'and of the new node'
ok 'no more is to be done' lt cluster apply d "$work/plan.yaml" --dry-run
has "$work/out" 'Nothing is to be done' 'nor shown'
api POST "$(backends)" "$one" >/dev/null
is 3 "$(sent_to | wc -w)" 'another hand puts it back'
ok 'the plan again' lt cluster apply d "$work/plan.yaml" --yes
is 2 "$(sent_to | wc -w)" 'takes it out'

ok 'started' lt node start web-1 --yes
is 'started started started' "$(states)" 'all are ready'
is second "$(lt node ssh web-1 -l root -- cat /srv/index.html)" 'it has what changed'
is active "$(serves web-1)" 'its service runs'
is 2x1 "$(lines_on_nodes var/told)" 'its script was told who joined'
is '2x1 1x2' "$(lines_on_nodes var/hello)" 'a start of its own for it'
is 3 "$(sent_to | wc -w)" 'its NodeBalancer sends to it'
is "$((boots + 1))" "$(events linode_boot)" 'nobody was booted but the new one'

ok 'a service that will not stop' lt node ssh web-1 -l root -- touch /var/stays
status 3 'holds it up' lt node drain web-1 --yes
is 'stopping started started' "$(states)" 'it is not drained'
ok 'unless that is forced' lt node drain web-1 --force --yes
is 'drained started started' "$(states)" 'then it is'
ok 'it may stop again' lt node ssh web-1 -l root -- rm /var/stays
stops=$(lines_on_nodes 'var/bye')
ok 'shut down' lt node stop web-1 --yes
is offline "$(linode web-1 .status)" 'its machine is off'
is "$stops" "$(lines_on_nodes var/bye)" 'no script of a stop ran again'
ok 'one that is off' lt cluster apply d "$work/plan.yaml" --dry-run
has "$work/out" 'Nothing is to be done' 'is missed by no NodeBalancer'
status 2 'then there is nothing to drain' lt node drain web-1 --yes
ok 'all are started' lt cluster start d --yes
ok 'noted anew' lt cluster run d -l root -- rm -f /var/hello /var/bye /var/up /var/down

# dies WHEN COUNT AFTER VERB STATE STARTS STOPS
dies() {
    how="a $4 killed when $1 $2 $3"
    die_at "$1" "$2" "$3" cluster "$4" d --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume d
    is "$5 $5 $5" "$(states)" "$how: all are $5"
    for file in bye down; do
        is "3x$7" "$(lines_on_nodes "var/$file")" "$how: $file, once for each stop"
    done
    for file in hello up; do
        [ "$6" = 0 ] || is "3x$6" "$(lines_on_nodes "var/$file")" "$how: $file, once for each start"
    done
}
moments() {
    dies commit 4 '' drain drained 0 1
    dies commit 6 '' start started 1 1
    dies answered 2 'DELETE /v4/nodebalancers/*' drain drained 1 2
    dies torn 9 '' start started 2 2
    dies synced 12 '' drain drained 2 3
}
some_down() {
    [ "$(on_nodes var/down)" -gt 0 ]
}
# Whoever does not want it any more starts them.
starts_instead() {
    ok 'started' lt cluster start d --yes
    ok 'noted anew' lt cluster run d -l root -- rm -f /var/hello /var/bye /var/up /var/down
    victim cluster drain d --yes
    dies_when some_down
    ok 'a drain that died: started instead' lt cluster start d --yes
    is 'started started started' "$(states)" 'all are ready'
    is 3x1 "$(lines_on_nodes var/hello)" 'as by a start of its own'
    is 3x1 "$(lines_on_nodes var/up)" 'their services, too'
    is 3 "$(sent_to | wc -w)" 'the NodeBalancer sends to them'
}
if shim_works; then
    moments
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - drains killed # SKIP nothing can be loaded into this build"
fi
starts_instead
ok 'deleted' lt cluster delete d --yes
is 0 "$(linodes)" 'nothing is left'
finish
