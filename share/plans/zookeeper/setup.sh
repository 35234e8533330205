#!/bin/sh
# A member of a ZooKeeper ensemble. Its number is the node's index, which never changes.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)

settings() {
    cat <<CONF
tickTime=2000
initLimit=10
syncLimit=5
dataDir=/var/lib/zookeeper
clientPort=2181
clientPortAddress=$me
autopurge.snapRetainCount=3
autopurge.purgeInterval=24
admin.enableServer=false
4lw.commands.whitelist=mntr,ruok,srvr,stat
CONF
    lct_list 'server.%i=%a:2888:3888'
}

# Asks itself a four-letter word.
ask() {
    bash -c 'exec 3<>"/dev/tcp/$0/2181" && printf %s "$1" >&3 && timeout 3 cat <&3' "$me" "$1"
}

serves() {
    ask mntr | grep -q '^zk_server_state'
}

lct_install zookeeper zookeeperd
settings | lct_put /etc/zookeeper/conf/zoo.cfg
echo "$LCT_INDEX" | lct_put /etc/zookeeper/conf/myid
sed -i "s/^JAVA_OPTS=.*/JAVA_OPTS=\"-Xmx${ZOOKEEPER_HEAP:-512m}\"/" /etc/zookeeper/conf/environment
systemctl enable --quiet zookeeper
systemctl restart zookeeper
lct_wait 180 'most of the ensemble' serves
