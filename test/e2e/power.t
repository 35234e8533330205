#!/bin/sh
# SPDX-License-Identifier: MIT
# cluster start and stop: order, services, hooks, what is seen from outside, and deaths.
. "$(dirname "$0")/e2e.sh"
lab_up

linode() { # LABEL JQ
    api GET '/v4/linode/instances?page_size=500' | jq -r ".data[] | select(.label == \"$1\") | $2"
}
statuses() {
    api GET '/v4/linode/instances?page_size=500' | jq -r '[.data[].status] | sort | join(" ")'
}
states() {
    lt cluster nodes p --json | jq -r '[.nodes[].state] | sort | join(" ")'
}
# A service that says when it comes and goes, and needs a moment for both.
cat >"$work/install.sh" <<'S'
#!/bin/sh -e
cat >/usr/local/bin/serve <<'R'
#!/bin/sh
note() { echo "$1 $(date +%s%N)" >>/var/serves; }
trap 'sleep 1; note gone; exit 0' TERM
sleep 1
note here
: >/run/serves
while :; do sleep 0.1; done
R
chmod 755 /usr/local/bin/serve
cat >/etc/systemd/system/serve.service <<'U'
[Service]
ExecStart=/usr/local/bin/serve
ExecStopPost=/bin/rm -f /run/serves
U
systemctl daemon-reload
S
cat >"$work/plan.yaml" <<'P'
name: p
start:
- {nodes: db, service: {name: serve.service, ready: {command: test -e /run/serves, every: 1s}}}
- {nodes: [app], service: {name: serve.service, ready: test -e /run/serves}, pause: 2s}
- {nodes: edge, service: {name: second, start: "echo up $(date +%s%N) >>/var/serves", stop: "echo down $(date +%s%N) >>/var/serves; test ! -e /var/stays"}}
regions:
- region: us-east
  nodes:
  - {name: db, type: g6-nanode-1, count: 2, nodenames: "db-{index}", firewall: [allow in tcp 5432 from app], units: [{name: answer.service, command: python3 -m http.server 5432}], init: &all {firstboot: [{script: install.sh}], clusterstopping: [{name: bye, script: "echo bye $(date +%s%N) >>/var/serves"}]}}
  - {name: app, type: g6-nanode-1, count: 2, nodenames: "app-{index}", firewall: [allow out tcp 5432 to db], init: *all}
  - {name: edge, type: g6-nanode-1, count: 1, nodenames: "edge-{index}", init: *all}
  - {name: late, type: g6-nanode-1, count: 1, nodenames: "late-{index}", init: {boot-on-create: no}}
P
noted() { # all that was noted on all nodes: WORD TIME NODE
    lt cluster run p -l root --json -- cat /var/serves |
        jq -r '.nodes[] | .node as $n | .stdout | split("\n")[] | select(. != "") | "\(.) \($n)"' | sort -n -k 2
}
# before FILE WORD NODES WORD NODES: every one of the one was before any of the other.
before() {
    awk -v a="$2" -v as="$3" -v b="$4" -v bs="$5" '
        $1 == a && $3 ~ as { last = $2; n++ } $1 == b && $3 ~ bs { if (!first) first = $2; m++ }
        END { exit !(n && m && last < first) }' "$1"
}
ok 'created, and started in order' lt cluster create p "$work/plan.yaml" --yes
is offline "$(linode late-1 .status)" 'one that is not to be booted is off'
noted >"$work/noted"
ok 'databases before applications' before "$work/noted" here db here app
ok 'these before the edge' before "$work/noted" here app up edge
is yes "$(awk '$1 == "here" && $3 ~ /app/ { last = $2 } $1 == "up" { print (($2 - last) / 1e9 >= 2 ? "yes" : "no") }' "$work/noted")" 'after the pause'
ok 'nothing more is to be done' lt cluster apply p "$work/plan.yaml" --yes
is "$(wc -l <"$work/noted")" "$(noted | wc -l)" 'nor was it'

ok 'shown' lt cluster stop p --dry-run
has "$work/out" '5 to stop' 'what stops'
has "$work/out" 'cost as much as before' 'what it costs then'
has "$work/out" 'clusterstopping/bye on' 'and which scripts run'
is 'second stops on edge-1, serve.service stops on app-1..2, serve.service stops on db-1..2' \
    "$(sed -n 's/^ *> \(.* stops on .*\)/\1/p' "$work/out" | paste -sd, | sed 's/,/, /g')" 'and services, in which order'
ok 'stopped' lt cluster stop p --yes
is 'offline offline offline offline offline offline' "$(statuses)" 'all are off'
is 'created stopped stopped stopped stopped stopped' "$(states)" 'and known to be'
is stopped "$(lt cluster show p --json | jq -r .cluster.state)" 'the cluster is stopped'
sleep 3
is 'offline offline offline offline offline offline' "$(statuses)" 'nobody boots them again'
ok 'an audit agrees' lt cluster audit p
ok 'apply leaves them off' lt cluster apply p "$work/plan.yaml" --yes
is 'offline offline offline offline offline offline' "$(statuses)" 'all are still off'
ok 'a node joins meanwhile' lt cluster scale p app=3 --yes
becomes offline 'it is off, too' linode app-3 .status

ok 'started' lt cluster start p --yes
is 'running running running running running running running' "$(statuses)" 'all run, the late one, too'
is 'started started started started started started started' "$(states)" 'and are ready'
is started "$(lt cluster show p --json | jq -r .cluster.state)" 'so is the cluster'
noted >"$work/noted"
is 3 "$(grep -c '^bye' "$work/noted" | awk '{ print $1 - 2 }')" 'each said goodbye once'
ok 'the edge went before the applications' before "$work/noted" down edge gone app
ok 'these before the databases' before "$work/noted" gone app gone db
ok 'all said goodbye before that' before "$work/noted" bye edge down edge
is app-3 "$(lt node ssh db-1 -- cat /etc/hosts | awk '$2 == "app-3" { print $2; exit }')" \
    'who slept has heard of the new one'
reaches() { # FROM NODE
    lt node ssh "$1" -- "timeout 5 bash -c 'exec 3<>/dev/tcp/$2/5432'"
}
ok 'and lets it in' reaches app-3 db-1
ok 'so does the other' reaches app-3 db-2
status 1 'but nobody else' sh -c "$LCT_BUILD/linodetool node ssh late-1 -- \"timeout 3 bash -c 'exec 3<>/dev/tcp/db-1/5432'\" || exit 1"

ok 'one node stops' lt node stop edge-1 --yes
is 'offline running running running running running running' "$(statuses)" 'the others run'
is started "$(lt cluster show p --json | jq -r .cluster.state)" 'the cluster is started'
ok 'and starts' lt node start edge-1 --yes

ok 'a service that will not stop' lt node ssh edge-1 -l root -- touch /var/stays
status 3 'it is not shut down over it' lt cluster stop p --yes
is running "$(linode edge-1 .status)" 'nor is it'
is running "$(linode db-1 .status)" 'nor those that it uses'
ok 'unless that is forced' lt cluster stop p --force --yes
is 'offline offline offline offline offline offline offline' "$(statuses)" 'then all are off'
ok 'started again' lt cluster start p --yes
ok 'nothing is wrong' lt cluster audit p
ok 'deleted while stopped' sh -c "$LCT_BUILD/linodetool cluster stop p --on db --yes && $LCT_BUILD/linodetool cluster delete p --yes"
is 0 "$(linodes)" 'nothing is left'
finish
