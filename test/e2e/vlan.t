#!/bin/sh
# SPDX-License-Identifier: MIT
# Networks of a plan, on real nodes: a VLAN that rules open, public addresses that stand for one in a VPC, disks beside
# interfaces of either kind, a subnet that goes with the last who was in it.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

make_plan() { # SUBNETS NODES : more of them
    cat >"$work/plan.yaml" <<P
name: nets
storageplans:
  two:
  - {label: boot, size: 5GB}
  - {label: data, size: 1GB, mount: /data}
regions:
- region: us-ord
  vpc: {name: shop, subnets: [$1]}
  nodes:
  - {name: left, type: g6-nanode-1, nodenames: left, vlan: {label: mesh, ipv4: 10.9.0.0/24},
     firewall: [allow out tcp 1-65535 to right on vlan, allow out tcp 1-65535 to right, allow out tcp 7002 to behind]}
  - {name: right, type: g6-nanode-1, nodenames: right, vlan: {label: mesh, ipv4: 10.9.0.0/24},
     firewall: [allow in tcp 7000 from left on vlan]}
  - {name: behind, type: g6-nanode-1, nodenames: behind, public: no, vpc: {name: shop, subnet: a}, firewall: [allow in tcp 7002 from left]}
$2
P
}
stored="  - {name: old, type: g6-nanode-1, nodenames: old, storage: two, vpc: {name: shop, subnet: a}, vlan: {label: mesh, ipv4: 10.9.0.0/24}}
  - {name: own, type: g6-nanode-1, nodenames: own, storage: two, interface_generation: linode, vpc: {name: shop, subnet: b},
     vlan: {label: mesh, ipv4: 10.9.0.0/24}}"

field() { # NODE FIELD
    lt node show "$1" --json | jq -r ".node.$2"
}
on() { # NODE COMMAND : as root
    lt node ssh "$1" -l root -- "$2" 2>/dev/null
}
listen() { # NODE PORT... : each says so
    node=$1
    shift
    for port; do
        on "$node" "systemd-run --quiet --unit listen-$port python3 -c 'import socket
s = socket.create_server((\"\", $port))
while True: s.accept()[0].sendall(b\"$port\\n\")'"
    done
    on "$node" "for i in \$(seq 50); do ss -Hltn sport = :$port | grep -q . && break; sleep 0.1; done"
}
hears() { # NODE ADDRESS PORT
    on "$1" "timeout 3 bash -c 'exec 3<>/dev/tcp/$2/$3; head -n 1 <&3'"
}

make_plan '{name: a, ipv4: 10.0.1.0/24}, {name: b, ipv4: 10.0.2.0/24}' "$stored"
ok 'a cluster' lt cluster create nets "$work/plan.yaml" --yes
is 'mesh 4' "$(api GET /v4/networking/vlans | jq -r '.data[] | "\(.label) \(.linodes | length)"')" 'a VLAN of all that name it'
is 4 "$(for node in left right old own; do field $node vlan_ipv4; done | sort -u | grep -c '^10\.9\.0\.[0-9]*/24$')" \
    'each has an address there that is its own'
right=$(field right vlan_ipv4) right=${right%/*}

# ---- a VLAN

listen right 7000 7001
is '7000  ' "$(hears left "$right" 7000) $(hears left "$right" 7001) $(hears left "$(field right public_ipv4)" 7000)" \
    'one reaches the other there as rules allow, and there alone'
is '' "$(hears old "$right" 7000)" 'who is no source of the rule does not'
on right 'nft flush ruleset'
is '7001' "$(hears left "$right" 7001)" 'it was the rules that held'
ok 'they are put right' lt cluster apply nets "$work/plan.yaml" --yes

# ---- 1:1 NAT

listen behind 7002 7003
public=$(field behind public_ipv4)
is "$(field behind vpc_ipv4) 1" "$(on behind 'ip -4 -o addr show scope global' | sed 's/.*inet \([0-9.]*\).*/\1/' | xargs) $(on behind 'ls /sys/class/net | grep -c eth')" \
    'a node without a public interface has its address in the VPC alone'
is '7002 ' "$(hears left "$public" 7002) $(hears left "$public" 7003)" 'and is reached by the public one that stands for it, as rules allow'
is '' "$(timeout 3 "$LCT_BUILD/linodetool" lab dial "$public" 7002 </dev/null 2>/dev/null)" 'by nobody else'

# ---- disks, beside interfaces of either kind

is 'null linode' "$(field own private_ipv4) $(api GET "/v4/linode/instances/$(field own id)" | jq -r .interface_generation)" 'one has interfaces of its own'
for node in old own; do
    is 'ext4 eth0 eth1 eth2' "$(on $node 'findmnt -no FSTYPE /data; ls /sys/class/net | grep eth' | xargs)" "$node has its disk, and its networks"
    is "$(field $node vpc_ipv4) $(field $node vlan_ipv4)" \
        "$(on $node 'for i in 1 2; do ip -4 -o addr show eth$i; done' | sed 's/.*inet \([0-9./]*\).*/\1/; 1s|/.*||' | xargs)" 'with its addresses'
done
ok 'all agree' lt cluster audit nets

# ---- a subnet that nobody is in any more

make_plan '{name: a, ipv4: 10.0.1.0/24}' ''
ok 'a subnet less, and who was in it' lt cluster apply nets "$work/plan.yaml" --yes
is '["a"]' "$(api GET /v4/vpcs | jq -c '[.data[0].subnets[].label]')" 'it is gone'
is 3 "$(linodes)" 'after them'
ok 'deleted' lt cluster delete nets --yes
is '0 0 0' "$(linodes) $(api GET /v4/vpcs | jq .results) $(api GET /v4/networking/vlans | jq .results)" 'nothing is left'
finish
