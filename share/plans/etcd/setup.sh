#!/bin/sh
# A member of an etcd cluster: the first ones found it together, later ones join it.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)
peer=http://$me:2380
state=new
members=$(lct_join , '%n=http://%a:2380')
others=$(lct_list 'http://%a:2379' | grep -vF "//$me:" | paste -s -d , -)

# A cluster takes one member at a time, when all it has are well.
add() {
    ETCDCTL_API=3 etcdctl --endpoints "$others" member add "$LCT_HOSTNAME" --peer-urls "$peer" >added
}

# The cluster runs without us: we came later, or in the place of one that is gone.
join() {
    found=$(ETCDCTL_API=3 etcdctl --endpoints "$others" --dial-timeout 2s --command-timeout 5s \
        member list 2>/dev/null) || return 0
    ! echo "$found" | awk -F ', ' -v peer="$peer" '$4 == peer && $3 != "" { known = 1 } END { exit !known }' ||
        return 0
    state=existing
    for gone in $(echo "$found" |
        awk -F ', ' -v name="$LCT_HOSTNAME" -v peer="$peer" '$3 == name || $4 == peer { print $1 }'); do
        ETCDCTL_API=3 etcdctl --endpoints "$others" member remove "$gone"
    done
    lct_wait 180 'the others to take a member' add
    members=$(sed -n 's/^ETCD_INITIAL_CLUSTER="\(.*\)"$/\1/p' added)
    rm -f added
}

healthy() {
    ETCDCTL_API=3 etcdctl --endpoints "http://$me:2379" endpoint health
}

lct_install etcd-server etcd-client
chown -R etcd: /var/lib/etcd # a volume may be mounted there, another machine's before
[ -d /var/lib/etcd/default/member ] || join
lct_put /etc/default/etcd <<CONF
ETCD_NAME="$LCT_HOSTNAME"
ETCD_DATA_DIR="/var/lib/etcd/default"
ETCD_LISTEN_PEER_URLS="$peer"
ETCD_LISTEN_CLIENT_URLS="http://$me:2379,http://127.0.0.1:2379"
ETCD_INITIAL_ADVERTISE_PEER_URLS="$peer"
ETCD_ADVERTISE_CLIENT_URLS="http://$me:2379"
ETCD_INITIAL_CLUSTER="$members"
ETCD_INITIAL_CLUSTER_STATE="$state"
ETCD_INITIAL_CLUSTER_TOKEN="$LCT_CLUSTER"
CONF
systemctl enable --quiet etcd
systemctl restart --no-block etcd
lct_wait 180 'etcd and most of its peers' healthy
