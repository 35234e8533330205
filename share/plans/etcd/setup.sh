#!/bin/sh
# A member of an etcd cluster: the first ones found it together, later ones join it.
set -eu
. "$LCT_LIB"

me=$(lct_address)
peer=http://$me:2380
state=new
members=$(lct_join , '%n=http://%a:2380')
others=$(lct_list 'http://%a:2379' | grep -vF "//$me:" | paste -s -d , -)

# Someone else's cluster runs without us: we came later, or in the place of one that is gone.
join() {
    found=$(ETCDCTL_API=3 etcdctl --endpoints "$others" --dial-timeout 2s --command-timeout 5s \
        member list 2>/dev/null) || return 0
    ! echo "$found" | grep -qF " $peer," || return 0
    state=existing
    gone=$(echo "$found" | awk -F ', ' -v name="$LCT_HOSTNAME" '$3 == name { print $1 }')
    [ -z "$gone" ] || ETCDCTL_API=3 etcdctl --endpoints "$others" member remove "$gone"
    ETCDCTL_API=3 etcdctl --endpoints "$others" member add "$LCT_HOSTNAME" --peer-urls "$peer" >added
    members=$(sed -n 's/^ETCD_INITIAL_CLUSTER="\(.*\)"$/\1/p' added)
    rm -f added
}

healthy() {
    ETCDCTL_API=3 etcdctl --endpoints "http://$me:2379" endpoint health
}

lct_install etcd-server etcd-client
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
