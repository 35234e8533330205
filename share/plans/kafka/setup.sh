#!/bin/sh
# A Kafka broker; the first few of the group are the controllers, too. Its number is the node's index.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)
roles=broker listeners=PLAINTEXT://$me:9092
if [ "$(lct_position)" -le "$KAFKA_CONTROLLERS" ]; then
    roles=broker,controller listeners=$listeners,CONTROLLER://$me:9093
fi

# What the whole cluster agrees on: sixteen bytes, as Kafka writes them.
cluster_id() {
    echo "$(lct_password 'kafka cluster' | cut -c 1-21)A"
}

settings() {
    cat <<CONF
process.roles=$roles
node.id=$LCT_INDEX
controller.quorum.voters=$(lct_list '%i@%a:9093' | head -n "$KAFKA_CONTROLLERS" | paste -s -d , -)
controller.listener.names=CONTROLLER
listeners=$listeners
advertised.listeners=PLAINTEXT://$me:9092
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=/var/lib/kafka
default.replication.factor=$KAFKA_REPLICAS
offsets.topic.replication.factor=$KAFKA_REPLICAS
transaction.state.log.replication.factor=$KAFKA_REPLICAS
transaction.state.log.min.isr=1
min.insync.replicas=1
CONF
}

unit() {
    cat <<UNIT
[Unit]
Description=Kafka
After=network-online.target
Wants=network-online.target

[Service]
User=kafka
Environment="KAFKA_HEAP_OPTS=-Xms$KAFKA_HEAP -Xmx$KAFKA_HEAP" LOG_DIR=/var/log/kafka
ExecStart=/opt/kafka/bin/kafka-server-start.sh /etc/kafka/server.properties
SuccessExitStatus=143
Restart=on-failure
RestartSec=5
LimitNOFILE=100000

[Install]
WantedBy=multi-user.target
UNIT
}

answers() {
    timeout 20 /opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server "$me:9092"
}

lct_install default-jre-headless curl
lct_unpack "$KAFKA_URL" "$KAFKA_DIGEST" /opt/kafka
lct_account kafka /var/lib/kafka /var/log/kafka
mkdir -p /etc/kafka
settings | lct_put /etc/kafka/server.properties
[ -e /var/lib/kafka/meta.properties ] || runuser -u kafka -- env LOG_DIR=/var/log/kafka \
    /opt/kafka/bin/kafka-storage.sh format -t "$(cluster_id)" -c /etc/kafka/server.properties
unit | lct_service kafka
lct_wait 300 'its own broker' answers
