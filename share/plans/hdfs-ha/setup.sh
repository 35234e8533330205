#!/bin/sh
# A node of HDFS, by the group: one that keeps the journal, a name node or a data node.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)

property() { # NAME VALUE
    printf '  <property><name>%s</name><value>%s</value></property>\n' "$1" "$2"
}

configuration() {
    echo '<?xml version="1.0"?>'
    echo '<configuration>'
    cat
    echo '</configuration>'
}

core() {
    property fs.defaultFS hdfs://main
    property ha.zookeeper.quorum "$(lct_join , %a:2181 journal)"
    property hadoop.tmp.dir /var/lib/hdfs/tmp
}

hdfs() {
    property dfs.nameservices main
    property dfs.ha.namenodes.main "$(lct_join , nn%p name)"
    lct_list '%p %a' name | while read -r number address; do
        property "dfs.namenode.rpc-address.main.nn$number" "$address:8020"
        property "dfs.namenode.http-address.main.nn$number" "$address:9870"
    done
    property dfs.namenode.shared.edits.dir "qjournal://$(lct_join ';' %a:8485 journal)/main"
    property dfs.client.failover.proxy.provider.main \
        org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider
    property dfs.ha.automatic-failover.enabled true
    # The journal lets only one of them write: nobody need be shot.
    property dfs.ha.fencing.methods 'shell(/bin/true)'
    property dfs.namenode.name.dir /var/lib/hdfs/name
    property dfs.datanode.data.dir /var/lib/hdfs/data
    property dfs.journalnode.edits.dir /var/lib/hdfs/journal
    property dfs.namenode.datanode.registration.ip-hostname-check false
    property dfs.replication "$HDFS_REPLICAS"
}

environment() {
    cat <<CONF
export JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
export HADOOP_LOG_DIR=/var/log/hdfs
export HADOOP_HEAPSIZE_MAX=$HDFS_HEAP
export HADOOP_OPTS="\$HADOOP_OPTS --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util=ALL-UNNAMED"
CONF
}

unit() { # DAEMON
    cat <<UNIT
[Unit]
Description=HDFS $1
After=network-online.target
Wants=network-online.target

[Service]
User=hdfs
Environment=HADOOP_HOME=/opt/hadoop HADOOP_CONF_DIR=/etc/hadoop
ExecStart=/opt/hadoop/bin/hdfs $1
SuccessExitStatus=143
Restart=on-failure
RestartSec=10
LimitNOFILE=100000

[Install]
WantedBy=multi-user.target
UNIT
}

run() {
    runuser -u hdfs -- env HADOOP_HOME=/opt/hadoop HADOOP_CONF_DIR=/etc/hadoop /opt/hadoop/bin/hdfs "$@"
}

opens() { # ADDRESS PORT
    timeout 3 bash -c ': >"/dev/tcp/$0/$1"' "$1" "$2"
}

wait_for_journal() {
    for one in $(lct_list %a journal); do
        lct_wait 1200 'the journal' opens "$one" 8485
        lct_wait 600 'ZooKeeper' opens "$one" 2181
    done
}

# The first one makes the file system, the other copies what it made.
name_node() {
    first=$(lct_list %a name | head -n 1)
    wait_for_journal
    if [ -d /var/lib/hdfs/name/current ]; then
        :
    elif [ "$me" = "$first" ]; then
        run namenode -format -nonInteractive main
        run zkfc -formatZK -nonInteractive
    else
        lct_wait 1200 'the first name node' opens "$first" 8020
        run namenode -bootstrapStandby -nonInteractive
    fi
    unit namenode | lct_service hdfs-namenode
    unit zkfc | lct_service hdfs-zkfc
    lct_wait 300 'its own name node' opens "$me" 8020
}

data_node() {
    lct_wait 1800 'a name node' opens "$(lct_list %a name | head -n 1)" 8020
    unit datanode | lct_service hdfs-datanode
    lct_wait 300 'its own data node' opens "$me" 9866
}

lct_install default-jre-headless curl
lct_unpack "$HDFS_URL" "$HDFS_DIGEST" /opt/hadoop
lct_account hdfs /var/lib/hdfs /var/log/hdfs
[ -d /etc/hadoop ] || cp -r /opt/hadoop/etc/hadoop /etc/hadoop
core | configuration | lct_put /etc/hadoop/core-site.xml
hdfs | configuration | lct_put /etc/hadoop/hdfs-site.xml
environment | lct_put /etc/hadoop/hadoop-env.sh
case $LCT_GROUP in
journal)
    unit journalnode | lct_service hdfs-journalnode
    lct_wait 120 'its own journal' opens "$me" 8485
    ;;
name) name_node ;;
data) data_node ;;
esac
