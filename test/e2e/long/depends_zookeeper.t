#!/bin/sh
# SPDX-License-Identifier: MIT
# Workers that need ZooKeeper, a cluster of its own: what becomes of the one is known to the other by one command -
# nodes, firewalls, names, the port -, and neither is taken away under the other.
. "$(dirname "$0")/../e2e.sh"
. "$top/test/e2e/packages.sh"
lab_up

cat >"$work/worker.py" <<'P'
#!/usr/bin/python3
# Writes what time it is, and by which port, over and over.
import socket, sys, time
from kazoo.client import KazooClient

port = open('/etc/worker.port').read().strip()
names = [line.split()[1] for line in open('/etc/hosts') if '-zookeeper-' in line]
zk = KazooClient(hosts=','.join('%s:%s' % (name, port) for name in names), timeout=4)
zk.start(timeout=10)
if len(sys.argv) > 1: # tells what all of them wrote within the last seconds
    wrote = {one: zk.get('/workers/' + one)[0].decode().split() for one in zk.get_children('/workers')}
    print(' '.join(sorted(one + ':' + by for one, (by, at) in wrote.items() if time.time() - float(at) < 8)))
    sys.exit()
while True:
    zk.ensure_path('/workers/' + socket.gethostname())
    zk.set('/workers/' + socket.gethostname(), ('%s %f' % (port, time.time())).encode())
    time.sleep(1)
P
workers() { # COUNT
    cat <<P
name: workers
depends: [{zk: zk}]
regions:
- region: us-east
  nodes:
  - name: worker
    type: g6-nanode-1
    image: linode/debian12
    count: $1
    nodenames: 'worker-{index}'
    firewall: [allow out zk.client to cluster zk, allow out packages to any]
    packages: [python3-kazoo]
    files:
    - {path: /etc/worker.port, content: "{port.zk.client}\n"}
    - {path: /usr/local/bin/worker, mode: '0755', source: worker.py}
    units:
    - name: worker
      content: "[Service]\nExecStart=/usr/local/bin/worker\nRestart=always\nRestartSec=1\n[Install]\nWantedBy=multi-user.target\n"
P
}
workers 1 >"$work/workers.yaml"
# What all of them write, seen by the first.
seen() {
    on worker-1 '/usr/local/bin/worker look' 2>/dev/null
}
# The addresses in a node's rules and names that are of these nodes: "LABEL" for each that both have.
knows() { # NODE LABEL..
    knower=$1
    shift
    on "$knower" 'nft list table inet lct' >"$work/rules"
    on "$knower" 'cat /etc/hosts' >"$work/hosts"
    for of; do
        grep -qw "$(private "$of")" "$work/rules" && printf '%s ' "$of"
    done
}
opens() { # NODE ADDRESS PORT
    on "$1" "timeout 3 bash -c \"exec 3<>/dev/tcp/$2/$3\"" 2>/dev/null && echo open
}
order() { # KIND
    lt operation list --json | jq -r "[.operations[] | select(.kind == \"$1\") | .cluster] | reverse | join(\" \")"
}

ok 'ZooKeeper' lt cluster create zk package:zookeeper --set clients='cluster workers' --yes
ok 'a worker' lt cluster create workers "$work/workers.yaml" --yes
has "$work/err" "Nodes of these clusters hear of it: 'zk'." 'ZooKeeper hears of it'
# shellcheck disable=SC2046 # labels are words
set -- $(labels zk)
is 3 $# 'three of ZooKeeper'
becomes worker-1:2181 'it works' seen
is 'worker-1 ' "$(knows "$1" worker-1)" 'ZooKeeper lets it in'

sed 's/worker-/other-/; s/^depends.*//; s/zk.client to cluster zk/tcp 2181/; /files:/,$d' "$work/workers.yaml" >"$work/other.yaml"
ok 'a stranger' lt cluster create other "$work/other.yaml" --yes
is open "$(opens worker-1 "$(private "$1")" 2181)" 'ZooKeeper is open to the worker'
is '' "$(opens other-1 "$(private "$1")" 2181)" 'and not to a stranger'

ok 'the workers grow by one' lt cluster scale workers worker=2 --yes
is 'worker-1 worker-2 ' "$(knows "$1" worker-1 worker-2 other-1)" "ZooKeeper's firewall has exactly that node more"
is 'done' "$(lt operation list --json | jq -r '[.operations[] | select(.kind == "follow")][0].state')" 'by the same command'
becomes 'worker-1:2181 worker-2:2181' 'both work' seen

ok 'ZooKeeper grows by one' lt cluster scale zk zookeeper=4 --yes
new=$(last zk zookeeper)
is "$1 $2 $3 $new " "$(knows worker-1 "$1" "$2" "$3" "$new" worker-2)" 'the workers let themselves out to exactly that node more'
is 4 "$(grep -c -- '-zookeeper-' "$work/hosts")" 'and know its name'
becomes 'worker-1:2181 worker-2:2181' 'both work on' seen

status 2 'it does not stop under them' lt cluster stop zk --yes
has "$work/err" 'cluster zk is needed by workers, which is not stopped' 'with who needs it'

ok 'its port becomes another' lt cluster apply zk package:zookeeper --set port=2182 --set nodes=4 --yes
has "$work/err" "Nodes of these clusters hear of it: 'workers'." 'the workers hear of it'
works() { # PORT
    [ "$(seen)" = "worker-1:$1 worker-2:$1" ]
}
# All members began anew at once: four Java machines, then a vote.
ok 'all work by the new one' within 120 works 2182
for node in "$1" "$2" "$3" "$new" worker-1 worker-2; do
    is 0 "$(on "$node" 'nft list table inet lct' | grep -cw 2181)" "the old one is closed on $node"
done
is '' "$(opens worker-1 "$(private "$1")" 2181)" 'nobody gets in by it'

ok 'it stops with those that need it' lt cluster stop zk --with-dependents --yes
is 'workers zk' "$(order stop)" 'these first'
ok 'and starts before them' lt cluster start workers --yes
is 'zk workers' "$(order start)" 'ZooKeeper first'
becomes 'worker-1:2182 worker-2:2182' 'all work again' seen
ok 'nothing is left to be done' lt cluster audit workers
ok 'deleted' lt cluster delete zk --with-dependents --yes
finish
