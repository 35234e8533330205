#!/bin/sh
# A node of a Cassandra ring.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)
seeds=$(lct_list %a:7000 | head -n 3 | paste -s -d , -)

# What is said here replaces what the archive's file says.
settings() {
    grep -vE '^(cluster_name|listen_address|rpc_address|endpoint_snitch|seed_provider):' /opt/cassandra/conf/cassandra.yaml |
        sed -E '/^[[:space:]]*- class_name: org.apache.cassandra.locator.SimpleSeedProvider/,/seeds:/d'
    cat <<CONF
cluster_name: '$(echo "$LCT_CLUSTER" | tr -d "'")'
listen_address: $me
rpc_address: $me
endpoint_snitch: GossipingPropertyFileSnitch
seed_provider:
- class_name: org.apache.cassandra.locator.SimpleSeedProvider
  parameters:
  - seeds: "$seeds"
CONF
}

unit() {
    cat <<UNIT
[Unit]
Description=Cassandra
After=network-online.target
Wants=network-online.target

[Service]
User=cassandra
Environment=CASSANDRA_HOME=/opt/cassandra CASSANDRA_CONF=/etc/cassandra CASSANDRA_LOG_DIR=/var/log/cassandra
Environment=MAX_HEAP_SIZE=$CASSANDRA_HEAP HEAP_NEWSIZE=200M
Environment=JVM_EXTRA_OPTS=-Dcassandra.storagedir=/var/lib/cassandra
ExecStart=/opt/cassandra/bin/cassandra -f
SuccessExitStatus=143
Restart=on-failure
RestartSec=30
LimitNOFILE=100000
LimitMEMLOCK=infinity

[Install]
WantedBy=multi-user.target
UNIT
}

is_up() {
    CASSANDRA_CONF=/etc/cassandra runuser -u cassandra -- /opt/cassandra/bin/nodetool status | grep -q "^UN  *$me "
}

lct_install default-jre-headless python3 curl
lct_unpack "$CASSANDRA_URL" "$CASSANDRA_DIGEST" /opt/cassandra
lct_account cassandra /var/lib/cassandra /var/log/cassandra
[ -d /etc/cassandra ] || cp -r /opt/cassandra/conf /etc/cassandra
settings | lct_put /etc/cassandra/cassandra.yaml
printf 'dc=%s\nrack=rack1\n' "$LCT_REGION" | lct_put /etc/cassandra/cassandra-rackdc.properties
unit | lct_service cassandra
lct_wait 1800 'its place in the ring' is_up
