#!/bin/sh
# SPDX-License-Identifier: MIT
# Files that list members follow who joins and leaves, before scripts of membership run.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

cat >"$work/plan.yaml" <<'P'
name: quorum
ports: {peer: tcp 2888}
regions:
- region: us-east
  nodes:
  - name: zk
    type: g6-nanode-1
    count: 2
    nodenames: 'zk-{index}'
    files:
    - path: /etc/zoo.cfg
      content: |
        # {hostname}
        {members zk}
        server.{index}={hostname}:{port.peer}
        {/members}
        all={members zk by ,}{address}{/members}
    init:
      membership: [{script: "cp /etc/zoo.cfg /root/told\n"}]
  - name: client
    type: g6-nanode-1
    nodenames: 'client-{index}'
    files: [{path: /etc/servers, content: "{members zk}\n{hostname}\n{/members}\n"}]
P

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh
}
servers() { # NODE FILE
    on "$1" "grep -o '^server.*' $2" | paste -sd' '
}
inner() { # NODE...
    for node; do lt node show "$node" --json | jq -r .node.private_ipv4; done | paste -sd,
}

two='server.1=zk-1:2888 server.2=zk-2:2888'
ok 'a cluster' lt cluster create q "$work/plan.yaml" --yes
is "$two" "$(servers zk-1 /etc/zoo.cfg)" 'a file lists its members'
is '# zk-2' "$(on zk-2 'head -n 1 /etc/zoo.cfg')" 'beside what is of the node itself'
is "all=$(inner zk-1 zk-2)" "$(on zk-2 'tail -n 1 /etc/zoo.cfg')" 'by the addresses that lead to them'
is 'zk-1 zk-2' "$(on client-1 'cat /etc/servers' | paste -sd' ')" 'those of others, too'
ok 'the same again' lt cluster apply q "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'

ok 'one joins' lt cluster scale q zk=3 --yes
for node in zk-1 zk-2 zk-3; do
    is "$two server.3=zk-3:2888" "$(servers $node /etc/zoo.cfg)" "$node lists three"
done
is "$two server.3=zk-3:2888" "$(servers zk-1 /root/told)" 'so it did before its script of membership'
is 'zk-1 zk-2 zk-3' "$(on client-1 'cat /etc/servers' | paste -sd' ')" 'others list it, too'

ok 'they leave' lt cluster scale q zk=1 --yes
is 'server.1=zk-1:2888' "$(servers zk-1 /etc/zoo.cfg)" 'who stays lists who stays'
is 'server.1=zk-1:2888' "$(servers zk-1 /root/told)" 'before its script of membership'
is zk-1 "$(on client-1 'cat /etc/servers')" 'others, too'

sed -i 's/server\.{index}/peer.{index}/' "$work/plan.yaml"
ok 'another line' lt cluster plan q "$work/plan.yaml"
has "$work/out" '/etc/zoo.cfg' 'is shown'
ok 'applied' lt cluster apply q "$work/plan.yaml" --yes
for node in zk-1 zk-4; do
    is 'peer.1=zk-1:2888 peer.4=zk-4:2888' "$(on $node 'grep ^peer /etc/zoo.cfg' | paste -sd' ')" "and brought to $node, with who comes again"
done
finish
