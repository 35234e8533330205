#!/bin/sh
# A Nimbus with its pages, or a supervisor, by the group.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)

settings() {
    echo 'storm.zookeeper.servers:'
    lct_needed zookeeper '- "%a"'
    echo 'nimbus.seeds:'
    lct_list '- "%a"' nimbus
    cat <<CONF
storm.zookeeper.root: /storm-$(lct_password 'storm root' | cut -c 1-8)
storm.local.dir: /var/lib/storm
storm.log.dir: /var/log/storm
storm.local.hostname: $me
ui.port: 8080
supervisor.slots.ports:
CONF
    seq 6700 $((6700 + STORM_SLOTS - 1)) | sed 's/^/- /'
}

unit() { # DAEMON [WITH] : it begins anew with that service
    cat <<UNIT
[Unit]
Description=Storm $1
After=network-online.target
Wants=network-online.target
PartOf=${2-}

[Service]
User=storm
Environment=STORM_CONF_DIR=/etc/storm
EnvironmentFile=/etc/default/storm-zookeeper
ExecStart=/opt/storm/bin/storm $1 -c storm.zookeeper.port=\${ZOOKEEPER_PORT}
SuccessExitStatus=143
Restart=always
RestartSec=5
LimitNOFILE=100000

[Install]
WantedBy=multi-user.target
UNIT
}

steady() { # SERVICE : it runs for a while
    systemctl is-active --quiet "$1" && sleep 10 && systemctl is-active --quiet "$1"
}

lct_install default-jre-headless python3 curl
lct_unpack "$STORM_URL" "$STORM_DIGEST" /opt/storm
lct_account storm /var/lib/storm /var/log/storm
[ -d /etc/storm ] || cp -r /opt/storm/conf /etc/storm
settings | lct_put /etc/storm/storm.yaml
if [ "$LCT_GROUP" = nimbus ]; then
    unit nimbus | lct_service storm-nimbus
    unit ui storm-nimbus.service | lct_service storm-ui
    lct_wait 300 'its own pages' curl -fsS --max-time 5 "http://$me:8080/"
else
    unit supervisor | lct_service storm-supervisor
    lct_wait 300 'its supervisor' steady storm-supervisor
fi
