#!/bin/sh
# SPDX-License-Identifier: MIT
# Clusters that need each other: what may be needed, started, stopped and deleted, and in which order.
. "$(dirname "$0")/e2e.sh"
lab_up

plan() { # NAME DEPENDS
    cat <<P
name: $1
depends: $2
regions:
- region: us-east
  nodes:
  - name: $1
    type: g6-nanode-1
    nodenames: '$1-{index}'
    init: {destroy: [{script: goes.sh}]}
P
}
state() { # CLUSTER
    lt cluster show "$1" --json | jq -r .cluster.state
}
operations() { # KIND : which clusters, the first first
    lt operation list --json | jq -r "[.operations[] | select(.kind == \"$1\") | .cluster] | reverse | join(\" \")"
}

echo 'echo "$LCT_NODE goes"' >"$work/goes.sh"
plan zk '[]' >"$work/zk.yaml"
plan storm '[{zookeeper: zk}]' >"$work/storm.yaml"
plan flink '[storm]' >"$work/flink.yaml"

status 2 'what is not there is not needed' lt cluster create storm "$work/storm.yaml" --yes
has "$work/err" 'the plan depends on cluster zk, which there is not' 'by name'
is 0 "$(linodes)" 'nothing was made'
ok 'what is needed' lt cluster create zk "$work/zk.yaml" --yes
ok 'who needs it' lt cluster create storm "$work/storm.yaml" --yes
ok 'who needs that' lt cluster create flink "$work/flink.yaml" --yes
ok 'both sides are shown' lt cluster show storm
has "$work/out" 'depends        zk' 'what it needs'
has "$work/out" 'dependents     flink' 'who needs it'

# Each other's nodes: rules and names.
cat >>"$work/zk.yaml" <<'P'
hosts: {scope: [cluster, dependents]}
firewall: {inner: [allow in tcp 2181 from cluster storm]}
defaults: {firewall: inner}
P
cat >>"$work/storm.yaml" <<'P'
firewall: {inner: [allow out tcp 2181 to cluster zookeeper]}
defaults: {firewall: inner}
P
address() { # NODE
    lt node show "$1" --json | jq -r .node.private_ipv4
}
rules() { # NODE
    lt node ssh "$1" -l root -- nft list table inet lct
}
reaches() { # NODE PORT : from storm-1, by name
    lt node ssh storm-1 -l root -- timeout 2 bash -c "'exec 3<>/dev/tcp/$1/$2; head -c 4 <&3'" 2>/dev/null
}
ok 'what is needed lets it in' lt cluster apply zk "$work/zk.yaml" --yes
ok 'who needs it is let out' lt cluster apply storm "$work/storm.yaml" --yes
rules zk-1 >"$work/rules"
has "$work/rules" "$(address storm-1)" 'its address is among those let in'
lt node ssh storm-1 -l root -- cat /etc/hosts >"$work/hosts"
has "$work/hosts" zk-1 'it knows what it needs by name'
lt node ssh zk-1 -l root -- cat /etc/hosts >"$work/hosts"
is 0 "$(grep -c storm-1 "$work/hosts")" 'not the other way'
ok 'something listens there' lt node ssh zk-1 -l root -- \
    "systemd-run --quiet --unit listens python3 -c 'import socket
s = socket.create_server((\"\", 2181))
while True:
    s.accept()[0].sendall(b\"here\")'"
becomes here 'and is reached by its name' reaches zk-1 2181
ok 'what is opened by hand names clusters, too' lt cluster firewall zk open 'in tcp 99 from cluster flink' --for 10m
status 5 'but none without nodes' lt cluster firewall zk open 'in tcp 99 from cluster flonk' --for 10m
has "$work/err" 'there are no nodes of a cluster flonk' 'by name'

plan zk '[flink]' >"$work/circle.yaml"
status 2 'a circle is refused' lt cluster apply zk "$work/circle.yaml" --yes
has "$work/err" 'in a circle: zk -> flink -> storm -> zk' 'by name'

status 2 'what is needed does not stop' lt cluster stop zk --yes
has "$work/err" 'cluster zk is needed by flink and storm, which are not stopped' 'who needs it is named'
has "$work/err" "linodetool cluster stop 'zk' --with-dependents" 'and what stops them'
status 2 'nor is it deleted' lt cluster delete zk --yes
has "$work/err" "linodetool cluster delete 'zk' --with-dependents" 'what deletes them is told'
is started "$(state zk)" 'it goes on'
ok 'what would stop' lt cluster stop storm --with-dependents --dry-run
has "$work/out" "First cluster 'flink'" 'who needs it, first'
has "$work/out" "Then cluster 'storm'" 'then itself'
ok 'all that need it stop' lt cluster stop zk --with-dependents --yes
is 'flink storm zk' "$(operations stop)" 'those who need it before it'
is 'stopped stopped stopped' "$(state zk) $(state storm) $(state flink)" 'and all are stopped'
ok 'what is needed starts' lt cluster start flink --yes
is 'zk storm flink' "$(operations start)" 'what is needed before who needs it'
is 'started started started' "$(state zk) $(state storm) $(state flink)" 'and all are started'

ok 'deleted together' lt cluster delete zk --with-dependents --yes
has "$work/err" 'zk-1: destroy/1-goes-sh: script run' 'each says good-bye'
is 'flink storm zk' "$(operations delete)" 'those who need it before it'
is 0 "$(linodes)" 'nothing is left'
finish
