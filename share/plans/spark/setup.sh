#!/bin/sh
# A Spark master, or a worker of it, by the group.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)
master=spark://$(lct_list %a master | head -n 1):7077
class=org.apache.spark.deploy.worker.Worker arguments="--port 7078 --webui-port 8081 --memory $SPARK_MEMORY $master" page=8081
if [ "$LCT_GROUP" = master ]; then
    class=org.apache.spark.deploy.master.Master arguments='--port 7077 --webui-port 8080' page=8080
fi

settings() {
    cat <<CONF
spark.master $master
spark.authenticate true
spark.authenticate.secret $(lct_password spark)
spark.network.crypto.enabled true
spark.deploy.recoveryMode FILESYSTEM
spark.deploy.recoveryDirectory /var/lib/spark/recovery
spark.local.dir /var/lib/spark
CONF
}

unit() {
    cat <<UNIT
[Unit]
Description=Spark $LCT_GROUP
After=network-online.target
Wants=network-online.target

[Service]
User=spark
Environment=SPARK_HOME=/opt/spark SPARK_CONF_DIR=/etc/spark SPARK_WORKER_DIR=/var/lib/spark
ExecStart=/opt/spark/bin/spark-class $class --host $me $arguments
SuccessExitStatus=143
Restart=on-failure
RestartSec=5
LimitNOFILE=100000

[Install]
WantedBy=multi-user.target
UNIT
}

lct_install default-jre-headless python3 procps curl
lct_unpack "$SPARK_URL" "$SPARK_DIGEST" /opt/spark
lct_account spark /var/lib/spark /var/lib/spark/recovery
mkdir -p /etc/spark
settings | lct_put /etc/spark/spark-defaults.conf 640 root:spark
unit | lct_service spark
lct_wait 120 'its own page' curl -fsS --max-time 5 "http://$me:$page/"
