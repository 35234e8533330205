#!/bin/sh
# SPDX-License-Identifier: MIT
# Growing, shrinking, changing and repairing a cluster: the others' firewalls and hosts files follow,
# and there is never a moment without a firewall.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: scale
counters: [number]
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 3
    tags: [front]
    firewall: ['allow out tcp 5432, 9999 to db']
    nodenames: 'web-{number}'
    init:
      firstboot:
      - {name: 'script:hook.sh'}
  - name: db
    type: g6-nanode-1
    nodenames: dbs
    firewall: [allow in tcp 5432 from web]
- region: eu-central
  nodes:
  - name: web
    type: g6-nanode-1
    nodenames: 'far-{number}'
P
# What a first boot may count on: everybody's name.
echo 'echo ran >>/root/hook.log; getent hosts dbs web-1 web-2 web-3 | wc -l >/root/names.then' >"$work/hook.sh"

on() { # NODE COMMAND
    lt node ssh "$1" -- "$2"
}
names() { # NODE : those in its section of /etc/hosts, in order
    on "$1" "sed -n '/^# lct begin/,/^# lct end/p' /etc/hosts" | awk '!/^#/ { print $2 }' | sort | tr '\n' ' '
}
reaches() { # NODE HOST PORT
    on "$1" "timeout 2 python3 -c 'import socket; socket.create_connection((\"$2\", $3), 2)'"
}
shut() {
    ! reaches "$@"
}
linode() { # LABEL JQ
    api GET '/v4/linode/instances?page_size=500' | jq -r ".data[] | select(.label == \"$1\") | $2"
}
db() {
    sqlite3 "$XDG_DATA_HOME/linodetool/lab/inventory.db" "$1"
}

ok 'a cluster in two regions' lt cluster create s "$work/plan.yaml" --yes
is 'dbs far-4 web-1 web-2 web-3 ' "$(names dbs)" 'every node is in the hosts section'
is 'dbs far-4 web-1 web-2 web-3 ' "$(names far-4)" 'of a node elsewhere, too'
is "$(lt node show web-1 --json | jq -r .node.private_ipv4)" \
    "$(on dbs 'getent ahostsv4 web-1' | awk 'NR == 1 { print $1 }')" 'by the private address in its region'
is "$(lt node show web-1 --json | jq -r .node.public_ipv4)" \
    "$(on far-4 'getent ahostsv4 web-1' | awk 'NR == 1 { print $1 }')" 'by the public one from elsewhere'
is "$(lt node show web-1 --json | jq -r .node.private_ipv4)" \
    "$(on web-1 'getent ahostsv4 web-1' | awk 'NR == 1 { print $1 }')" 'a node knows itself by its address'
is 4 "$(on web-2 'sudo cat /root/names.then')" 'the hook of the first boot found all names'

# Host keys: the one in use was made by the node and was never in the user-data.
is 1 "$(lt node show dbs --json | jq -r .node.host_key | grep -c .)" 'one host key is trusted'
is 0 "$(on dbs "sudo cat /var/lib/cloud/instance/user-data.txt" |
    grep -cF "$(on dbs 'cut -d" " -f2 /etc/ssh/ssh_host_ed25519_key.pub')")" 'and it did not come by user-data'
status 5 'no such cluster' lt cluster scale nowhere web=1 --yes

# Two listeners on db: one that web may reach, one that nobody may; asked all the time.
listener='import select, socket
kept = []
for port in (5432, 9999):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("0.0.0.0", port))
    s.listen(512)
    kept.append(s)
while True:
    for s in select.select(kept, [], [])[0]:
        s.accept()[0].close()'
ok 'listeners on db' on dbs "sudo systemd-run --quiet --unit listeners python3 -c '$listener'"
prober='import os, socket
good = bad = leak = 0
while not os.path.exists("/tmp/stop"):
    try:
        socket.create_connection(("dbs", 5432), 2).close()
        good += 1
    except OSError:
        bad += 1
    s = socket.socket()
    s.settimeout(0.02)
    try:
        s.connect(("dbs", 9999))
        leak += 1
    except OSError:
        pass
    s.close()
open("/tmp/probed", "w").write(f"{good > 20} {bad} {leak}")'
gateway() { # the hardware address of a region's gateway: were it to change, open connections would stall
    on "$1" 'set -- $(ip -4 route show default); ping -c 1 -W 2 "$3" >/dev/null 2>&1; ip neigh show "$3"' |
        sed -n 's/.* lladdr \([^ ]*\).*/\1/p'
}
gateway_before=$(gateway web-1)
has /dev/stdin : 'a gateway has a hardware address' <<G
$gateway_before
G
ok 'a prober on web-1' on web-1 "sudo systemd-run --quiet --unit prober python3 -c '$prober'"

status 2 'a group that is not there' lt cluster scale s webb=5 --yes
has "$work/err" 'did you mean web?' 'gets advice'
status 2 'a group of two regions' lt cluster scale s web=5 --yes
has "$work/err" 'us-east/web' 'gets the candidates'
status 2 'nothing to scale' lt cluster scale s --yes
status 5 'a node that is not there' lt cluster scale s --remove web-9 --yes
status 2 'no terminal and no --yes' lt cluster scale s us-east/web=5
is 5 "$(linodes)" 'nothing was made by these'

ok 'it grows' lt cluster scale s us-east/web+=2 --yes
is 7 "$(linodes)" 'by two'
is 'dbs far-4 web-1 web-2 web-3 web-5 web-6 ' "$(names web-2)" 'the others know the new ones'
ok 'a new one is let in' reaches web-6 dbs 5432
ok 'but not to what nobody may' shut web-6 dbs 9999

is "$gateway_before" "$(gateway web-1)" 'the gateway is who it was'
is "$gateway_before" "$(gateway far-4)" 'wherever the lowest address of a node may be'

ok 'it shrinks' lt cluster scale s us-east/web=3 --yes
is 5 "$(linodes)" 'by two'
is 'dbs far-4 web-1 web-2 web-3 ' "$(names dbs)" 'the highest numbers left'
is 1 "$(db "select (select max(outcome_ms) from steps where kind = 'node.membership' and operation =
    (select max(operation) from steps)) <= (select min(intent_ms) from steps where kind =
    'machine.delete' and operation = (select max(operation) from steps))")" 'the others were told first'
ok 'a chosen node leaves' lt cluster scale s --remove web-2 --yes
is 'dbs far-4 web-1 web-3 ' "$(names web-3)" 'and no other'
is 0 "$(on dbs 'sudo nft list table inet lct' | grep -cwF "$(db "select public_ipv4 from nodes where name = 'web-2'" | grep . || echo 198.18.0.255)")" 'its address is in no set'
ok 'it grows again' lt cluster scale s us-east/web=3 --yes
is 'dbs far-4 web-1 web-3 web-7 ' "$(names dbs)" 'a number is never used again'
is 'ran' "$(on web-7 'sudo cat /root/hook.log')" 'a new node has its hook, once'
is 'ran' "$(on web-1 'sudo cat /root/hook.log')" 'an old one not again'

ok 'the probing ends' on web-1 'touch /tmp/stop; for i in 1 2 3 4 5 6 7 8 9 10; do [ -s /tmp/probed ] && break; sleep 0.3; done'
is 'True 0 0' "$(on web-1 'cat /tmp/probed')" 'never was it shut to those who may, or open to those who may not'

# Applying a plan.
sed -i 's/front/back1/' "$work/plan.yaml"
ok 'other tags are applied' lt cluster apply s "$work/plan.yaml" --yes
is back1 "$(linode web-7 '.tags[] | select(startswith("lct:") | not)')" 'and are on the Linode'
before=$(linode dbs .id)
marker=$(lab_control GET '/log' | jq 'length')
ok 'the same plan again' lt cluster apply s "$work/plan.yaml"
requests=$(($(lab_control GET '/log' | jq 'length') - marker))
is 1 "$([ "$requests" -le 12 ] && echo 1 || echo "$requests")" 'costs at most 12 requests'
is "$before" "$(linode dbs .id)" 'and changes nothing'
sed -i '/name: db/{n;s/g6-nanode-1/g6-standard-1/}' "$work/plan.yaml"
ok 'a larger type' lt cluster apply s "$work/plan.yaml" --yes
is "g6-standard-1 $before" "$(linode dbs .type) $(linode dbs .id)" 'is the same machine, resized'
sed -i '/name: db/{n;s/g6-standard-1/g6-nanode-1/}' "$work/plan.yaml"
ok 'a smaller one' lt cluster apply s "$work/plan.yaml" --yes
is 'g6-nanode-1 other' "$(linode dbs .type) $([ "$before" = "$(linode dbs .id)" ] || echo other)" 'is another machine'
is 5 "$(linodes)" 'in the place of the old one'
is "$(lt node show dbs --json | jq -r .node.private_ipv4)" \
    "$(on web-1 'getent ahostsv4 dbs' | awk 'NR == 1 { print $1 }')" 'whose address the others know'

# Audit: what is nobody's, what is gone.
ok 'inventory and cloud agree' lt cluster audit s
uuid=$(lt cluster show s --json | jq -r .cluster.uuid)
api POST /v4/linode/instances "$(jq -n --arg tag "lct:$uuid" '{region: "us-east", type: "g6-nanode-1",
    label: "orphan", tags: [$tag]}')" >"$work/orphan.json"
status 1 'an orphan is found' lt cluster audit s
has "$work/out" 'orphan' 'by its label'
ok 'an apply' lt cluster apply s "$work/plan.yaml"
is 1 "$(linode orphan .id | grep -c .)" 'leaves it alone'
api DELETE "/v4/linode/instances/$(jq .id "$work/orphan.json")" >/dev/null
api DELETE "/v4/linode/instances/$(linode web-3 .id)" >/dev/null
status 1 'a lost machine is found' lt cluster audit s
has "$work/out" 'web-3' 'by its name'
ok 'and made anew' lt cluster retry s
is 'ran' "$(on web-3 'sudo cat /root/hook.log')" 'with its hook'
ok 'then all agree' lt cluster audit s

ok 'deleted' lt cluster delete s --yes
is 0 "$(linodes)" 'the account is empty'
finish
