#!/bin/sh
# SPDX-License-Identifier: MIT
# What becomes of a cluster is brought to those that name it, by the same command: rules, names, and whoever is busy
# or was cut off by a death hears of it afterwards.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/zk.yaml" <<'P'
name: zk
hosts: {scope: [cluster, dependents]}
regions:
- region: us-east
  nodes: [{name: zk, type: g6-nanode-1, nodenames: 'zk-{index}', firewall: [allow in tcp 2181 from cluster storm]}]
P
cat >"$work/storm.yaml" <<'P'
name: storm
depends: [{zookeeper: zk}]
regions:
- region: us-east
  nodes:
  - name: storm
    type: g6-nanode-1
    nodenames: 'storm-{index}'
    firewall: [allow out tcp 2181 to cluster zookeeper]
    init: {clusterstarted: [{name: waits, script: 'while [ -e /root/wait ]; do sleep 0.1; done'}]}
    hooks: {zookeeper.membership: [{name: told, script: '. "$LCT_LIB"; echo "+$LCT_JOINED -$LCT_LEFT of $(lct_needed zookeeper %n | xargs)" >>/root/told'}]}
P
root() { # NODE COMMAND
    lt node ssh "$1" -l root -- "$2"
}
address() { # NODE
    lt node show "$1" --json | jq -r .node.private_ipv4
}
# The nodes of zk that storm-1 lets itself out to, and that it knows by name.
knows() {
    root storm-1 'nft list table inet lct; cat /etc/hosts' >"$work/knows" 2>&1
    for i in 1 2 3 4 5; do
        a=$(address zk-$i 2>/dev/null)
        [ -n "$a" ] || continue
        rules=$(sed '/^127/,$d' "$work/knows" | grep -cw "$a") names=$(sed -n '/^127/,$p' "$work/knows" | grep -c "^$a.*zk-$i")
        [ "$rules $names" = '0 0' ] || printf '%s:%sx%s ' "zk-$i" "$rules" "$names"
    done
}
told() {
    root storm-1 'cat /root/told' 2>/dev/null | paste -sd ';'
}
behind() { # CLUSTER
    lt cluster show "$1" --json | jq -r .cluster.behind
}
newest() { # operation of storm
    lt operation list --json | jq -r '[.operations[] | select(.cluster == "storm")][0] | "\(.kind) \(.state)"'
}

ok 'what is needed' lt cluster create zk "$work/zk.yaml" --yes
ok 'who needs it' lt cluster create storm "$work/storm.yaml" --yes
has "$work/err" "Nodes of these clusters hear of it: 'zk'." 'who will hear of it is told before'
root zk-1 'nft list table inet lct' >"$work/rules"
has "$work/rules" "$(address storm-1)" 'it is let in where it is needed, by that command'
storm_address=$(address storm-1)
is 'zk-1:1x1 ' "$(knows)" 'and is let out to it, and knows its name'

# One that nobody named.
sed 's/storm/other/g; /^depends/d; s/to cluster zookeeper//; /init:/d; /hooks:/d' "$work/storm.yaml" >"$work/other.yaml"
ok 'a stranger' lt cluster create other "$work/other.yaml" --yes
# shellcheck disable=SC2016 # for the node
ok 'something listens there' root zk-1 "systemd-run --quiet --unit listens python3 -c 'import socket
s = socket.create_server((\"\", 2181))
while True:
    s.accept()[0].sendall(b\"here\")'"
reaches() { # NODE
    lt node ssh "$1" -l root -- timeout 2 bash -c "'exec 3<>/dev/tcp/$(address zk-1)/2181; head -c 4 <&3'" 2>/dev/null
}
becomes here 'who is named reaches it' reaches storm-1
is '' "$(reaches other-1)" 'a stranger does not'

# It grows: one command.
ok 'what would come of it' lt cluster scale zk zk=2 --dry-run --json
is '["storm"]' "$(jq -c .after "$work/out")" 'tells who hears of it'
ok 'it grows' lt cluster scale zk zk=2 --yes
is 'zk-1:1x1 zk-2:1x1 ' "$(knows)" 'exactly that node more, in rules and names'
is 'follow done' "$(newest)" 'by an operation of its own'
is '+zk-2 - of zk-1 zk-2' "$(told)" 'its step of membership there was told, once'
is false "$(behind storm)" 'which nothing is left of'
ok 'nothing is to be done there' lt cluster apply storm "$work/storm.yaml" --dry-run
has "$work/out" 'Nothing is to be done; 1 node stays.' 'as is told'

# Somebody is at it meanwhile.
ok 'it will take long' root storm-1 'touch /root/wait'
lt hook rerun storm --step waits --yes >"$work/long" 2>&1 &
long=$!
becomes 'hook running' 'somebody is at it' newest
[ "$last" = ok ] || sed 's/^/# /' "$work/long"
gone=$(address zk-2)
ok 'it shrinks meanwhile' lt cluster scale zk zk=1 --yes
has "$work/err" 'storm: it is behind, and hears of this by its next operation: the cluster is being operated by' \
    'who is busy is told of'
root storm-1 'nft list table inet lct' >"$work/rules"
has "$work/rules" "$gone" 'he has not heard of it'
root storm-1 'rm /root/wait'
wait $long
is true "$(behind storm)" 'which is known'
ok 'its own plan, as it was' lt cluster apply storm "$work/storm.yaml" --yes
has "$work/err" 'Its nodes have not heard yet what became of the clusters that its plan names.' 'brings it, as is told'
is 'zk-1:1x1 ' "$(knows)" 'exactly'
is 0 "$(grep -c "$gone" "$work/knows")" 'and nothing of who left'
is false "$(behind storm)" 'and it is behind no more'

# Killed between the two, and while others are told.
count() { # CLUSTER KIND STATE
    db "SELECT count(*) FROM operations WHERE cluster_name = '$1' AND kind = '$2' AND state = '$3'"
}
scales=$(count zk scale 'done')
grown() {
    [ "$(count zk scale 'done')" -gt "$scales" ]
}
followed() {
    [ "$(count storm follow running)" -gt 0 ]
}
victim cluster scale zk zk=2 --yes
dies_when grown
ok 'killed when it had grown: who had not heard goes on' lt cluster resume storm
is 'zk-1:1x1 zk-3:1x1 ' "$(knows)" 'and knows exactly who is there'
victim cluster scale zk zk=1 --yes
dies_when followed
ok 'killed while others hear: the same goes on' lt cluster resume zk
is 'zk-1:1x1 ' "$(knows)" 'and exactly who is there is known'
is false "$(behind storm)" 'nobody is behind'
is '+zk-2 - of zk-1 zk-2;+ -zk-2 of zk-1;+zk-3 - of zk-1 zk-3;+ -zk-3 of zk-1' "$(told)" 'each change was told once'

ok 'who is named goes' lt cluster delete storm --yes
root zk-1 'nft list table inet lct' >"$work/rules"
is 0 "$(grep -c "$storm_address" "$work/rules")" 'its address is let in no more'
finish
