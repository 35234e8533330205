#!/bin/sh
# SPDX-License-Identifier: MIT
# etcd with its data on volumes, under load: its machines become another type one after the other, its
# volumes grow, and no write that was acknowledged is lost.
. "$(dirname "$0")/../e2e.sh"
. "$(dirname "$0")/../packages.sh"

cp -r "$top/share/plans/etcd" "$work/"
plan() { # TYPE GIGABYTES
    cat >"$work/plan.yaml" <<X
name: kv
regions:
- region: us-east
  nodes:
  - name: etcd
    type: $1
    count: 3
    nodenames: 'etcd-{index}'
    quorum: yes
    storage: [{label: data, type: blockstore, fs: xfs, size: ${2}GB, mount: /var/lib/etcd}]
    update: {serial: 1, ready: 'ETCDCTL_API=3 etcdctl --endpoints http://127.0.0.1:2379 endpoint health'}
    firewall: [allow in tcp 2379-2380 from etcd, allow out tcp 2379-2380 to etcd, allow in tcp 2379 from client,
      allow out packages to any]
    init: {firstboot: [{script: etcd/setup.sh, timeout: 10m}]}
  - name: client
    type: g6-nanode-1
    nodenames: client
    firewall: [allow out tcp 2379 to etcd, allow out packages to any]
    init: {firstboot: [{script: "#!/bin/sh\n. \$LCT_LIB\nlct_install etcd-client", timeout: 10m}]}
X
}

members() {
    lt query 'cluster=kv and group=etcd' --format '{private_ipv4}' | sed 's|.*|http://&:2379|' | paste -s -d , -
}

# Writes its number every 100 ms, and keeps those that were acknowledged, until stop is there.
write() {
    cat <<X
export ETCDCTL_API=3
n=0
rm -f /root/stop /root/acknowledged
while [ ! -e /root/stop ]; do
    n=\$((n + 1))
    ! etcdctl --endpoints $(members) --command-timeout 3s put number/\$n \$n >/dev/null 2>&1 || echo \$n >>/root/acknowledged
    sleep 0.1
done
X
}

watch_away() {
    while [ ! -e "$work/done" ]; do
        api GET "/v4/linode/instances?page_size=500" |
            jq '[.data[] | select((.label | startswith("etcd-")) and .status != "running")] | length'
        sleep 0.3
    done >"$work/away"
}

written() {
    on client 'wc -l </root/acknowledged'
}

# Those that were acknowledged and are not there.
lost() {
    on client "ETCDCTL_API=3 etcdctl --endpoints $(members) get --prefix number/ --print-value-only | sort >/root/there; sort /root/acknowledged | comm -23 - /root/there | wc -l"
}

linode_of() {
    api GET '/v4/linode/instances?page_size=100' | jq -r --arg l "$1" '.data[] | select(.label == $l) | "\(.id) \(.type)"'
}

sizes() {
    for node in etcd-1 etcd-2 etcd-3; do
        on "$node" 'df -BG --output=size /var/lib/etcd | tail -n 1 | tr -dc 0-9'
        echo
    done | sort -u
}

lab_up
plan g6-nanode-1 20
ok 'a cluster' lt cluster create kv "$work/plan.yaml" --yes
before=$(linode_of etcd-2)
write >"$work/write.sh"
ok 'a client' lt cluster cp kv --on client -l root "$work/write.sh" :/root/write.sh
on client 'setsid sh /root/write.sh </dev/null >/dev/null 2>&1 &'
within 60 [ "$(written)" -gt 10 ]

plan g6-standard-1 20
watch_away &
watcher=$!
first=$(written)
ok 'another type' lt cluster apply kv "$work/plan.yaml" --yes
second=$(written)
touch "$work/done"
wait "$watcher"
is "${before% *} g6-standard-1" "$(linode_of etcd-2)" 'is the same machine'
is yes "$([ "$(sort -n "$work/away" | tail -n 1)" -le 1 ] && echo yes)" 'of which at most one is away'
is yes "$([ "$((second - first))" -gt 50 ] && echo yes || echo "$first $second")" 'while the client writes'

plan g6-standard-1 40
ok 'larger volumes' lt cluster apply kv "$work/plan.yaml" --yes
is 40 "$(sizes)" 'have larger file systems'
third=$(written)
is yes "$([ "$third" -gt "$second" ] && echo yes)" 'while it writes'
on client 'touch /root/stop'
sleep 4
is 0 "$(lost)" 'and nothing is lost that was acknowledged'
echo "# $third writes, $((second - first)) of them while the type changed"
ok 'deleted' lt cluster delete kv --yes
finish
