#!/bin/sh
# A member of a ZooKeeper ensemble. Its number is the node's index, which never changes. The first ones
# found it together; later ones join the one that serves, which takes them in by a reconfiguration.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"
# shellcheck source=ensemble.sh
. "$LCT_FILES/ensemble.sh"

me=$(lct_address)
home=/var/lib/zookeeper
conf=$home/conf
own=$me:2888:3888

# ZooKeeper rewrites this file when the members change.
settings() {
    cat <<CONF
tickTime=2000
initLimit=10
syncLimit=5
dataDir=$home
autopurge.snapRetainCount=3
autopurge.purgeInterval=24
admin.enableServer=false
4lw.commands.whitelist=conf,mntr,ruok,srvr,stat
reconfigEnabled=true
standaloneEnabled=false
DigestAuthenticationProvider.superDigest=super:$super_digest
dynamicConfigFile=$conf/zoo.cfg.dynamic
CONF
}

# The others as they are, and we as one who has no vote yet.
joining() {
    echo "$1" | grep -v "^server\.$LCT_INDEX="
    echo "server.$LCT_INDEX=$own:observer;$me:$port"
}

members() {
    if [ -z "$1" ]; then
        lct_list "server.%i=%a:2888:3888:participant;%a:$port"
    elif echo "$1" | grep -q "^server\.$LCT_INDEX=$own:participant"; then
        echo "$1"
    else
        joining "$1"
    fi
}

serves() {
    ask "$me" mntr | grep -q '^zk_server_state'
}

votes() {
    ask "$me" conf | grep -q "^server\.$LCT_INDEX=$own:participant"
}

join() {
    reconfigure -add "server.$LCT_INDEX=$own:participant;$me:$port"
    votes
}

# The port of clients stands in what ZooKeeper itself writes of the members: of all of them, as all have one.
move() {
    cat <<'MOVE'
#!/bin/sh
exec sed -i "s/\(;.*\):[0-9]*$/\1:$(cat /etc/default/zookeeper-port)/" /var/lib/zookeeper/conf/zoo.cfg.dynamic*
MOVE
}

unit() {
    cat <<UNIT
[Unit]
Description=ZooKeeper
Wants=network-online.target
After=network-online.target

[Service]
User=zookeeper
ExecStartPre=/usr/local/lib/lct/zookeeper-port
ExecStart=/usr/bin/java -cp /etc/zookeeper/conf:/usr/share/java/zookeeper.jar -Xmx${ZOOKEEPER_HEAP:-512m} \
    -Dzookeeper.log.dir=/var/log/zookeeper -Dzookeeper.root.logger=INFO,ROLLINGFILE \
    org.apache.zookeeper.server.quorum.QuorumPeerMain $conf/zoo.cfg
SuccessExitStatus=143
Restart=on-failure
RestartSec=5
LimitNOFILE=100000

[Install]
WantedBy=multi-user.target
UNIT
}

lct_install zookeeper openssl
super_digest=$(printf %s "super:$super" | openssl dgst -sha1 -binary | base64)
echo "$LCT_INDEX" | lct_put /etc/zookeeper/conf/myid
install -d -o zookeeper -g zookeeper "$conf" /var/log/zookeeper
if [ ! -e "$conf/zoo.cfg" ]; then
    members "$(ensemble | grep '^server')" | lct_put "$conf/zoo.cfg.dynamic" 644 zookeeper:zookeeper
    settings | lct_put "$conf/zoo.cfg" 640 zookeeper:zookeeper
fi
move | lct_put /usr/local/lib/lct/zookeeper-port 755
unit | lct_service zookeeper
lct_wait 300 'most of the ensemble' serves
votes || lct_wait 300 'the others to take a member' join
