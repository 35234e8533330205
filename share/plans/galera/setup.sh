#!/bin/sh
# A member of a Galera cluster. Who founds it, and who revives it when all were off, is decided by
# lct-galera before each start of MariaDB, by what the members say of themselves.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)
database=${GALERA_DATABASE:-app}

settings() {
    cat <<CONF
[mysqld]
bind-address = $me
binlog_format = ROW
default_storage_engine = InnoDB
innodb_autoinc_lock_mode = 2
innodb_buffer_pool_size = ${GALERA_MEMORY:-256M}
wsrep_on = ON
wsrep_provider = /usr/lib/galera/libgalera_smm.so
wsrep_provider_options = "pc.recovery=false"
wsrep_cluster_name = "$LCT_CLUSTER"
wsrep_node_name = $LCT_HOSTNAME
wsrep_node_address = $me
wsrep_sst_method = rsync
CONF
}

# In the members' order, so that all decide alike.
#
#   lct-galera tell     who we are: "primary", "starting", or "waiting SAFE SEQNO UUID"
#   lct-galera ask_all  who all are, a line each: POSITION ADDRESS and that; nothing of those that do not answer
#   lct-galera start    before MariaDB starts: waits until there is a cluster to join, or until it is
#                       sure that this member is to begin one
#   lct-galera heal     now and then: begins again with a server that runs, but to no purpose
#
# It begins one only if none of the others has a majority, or may be about to: each of them has said that
# it waits, too, and none has newer data. One that left last in good order (SAFE) needs the word of most
# of them only. So there are never two; the price is that they wait for one that does not come back.
program() {
    cat <<'SH'
me=$(lct_address)
state=/run/lct-galera
data=/var/lib/mysql

safe() {
    sed -n 's/^safe_to_bootstrap: *//p' $data/grastate.dat 2>/dev/null | grep -qx 1 && echo 1 || echo 0
}

# Of a member that was stopped in good order.
left_at() {
    awk -v safe="$(safe)" '$1 == "uuid:" { uuid = $2 } $1 == "seqno:" { seqno = $2 }
        END { if (seqno < 0 || uuid == "") exit 1; print "waiting", safe, seqno, uuid }' $data/grastate.dat 2>/dev/null
}

# Of a server that runs: alone, or with less than most of them, it changes nothing.
runs_as() {
    mariadb -Ne 'SHOW STATUS' 2>/dev/null | awk '
        $1 == "wsrep_cluster_status" { status = $2 }
        $1 == "wsrep_last_committed" { seqno = $2 }
        $1 == "wsrep_local_state_uuid" { uuid = $2 }
        END {
            if (status == "Primary") print "primary"
            else if (status == "non-Primary" && uuid != "") print "waiting 0", seqno, uuid
            else exit 1
        }'
}

tell() {
    if [ -e $state/waiting ]; then
        cat $state/waiting
    else
        case $(systemctl show --property ActiveState --value mariadb) in
        active) runs_as || echo starting ;;
        inactive | failed) left_at || echo starting ;;
        *) echo starting ;;
        esac
    fi
}

ask_all() {
    lct_list '%p %a' | while read -r position address; do
        if [ "$address" = "$me" ]; then
            said=$(tell)
        else
            said=$(timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/4569" && cat <&3' "$address" 2>/dev/null) || continue
        fi
        echo "$position $address $said"
    done
}

# "join", "begin", or why we wait.
decide() {
    awk -v me="$me" -v count="$(lct_count)" '
    $3 == "primary" { join = 1 }
    $3 == "waiting" && NF == 6 {
        waiting++
        if ($6 !~ /^[0-]*$/) {
            if (uuid != "" && uuid != $6) strangers = 1
            uuid = $6
        }
        if (best == "" || $4 > safe || ($4 == safe && $5 > seqno)) {
            best = $2; safe = $4; seqno = $5
        }
    }
    END {
        if (join) print "join"
        else if (strangers) print "the members have data of different clusters"
        else if (waiting < count && !(safe == 1 && waiting * 2 > count))
            print waiting " of " count " members say what data they have, and none runs"
        else if (best == me) print "begin"
        else print best " has the newest data, and is to begin"
    }'
}

position() {
    found=$(runuser -u mysql -- galera_recovery 2>/dev/null)
    found=${found#*start_position=}
    found=${found:-00000000-0000-0000-0000-000000000000:-1}
    echo "waiting $(safe) ${found##*:} ${found%:*}"
}

begin() {
    if [ -e $data/grastate.dat ]; then
        sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' $data/grastate.dat
    fi
    echo '_WSREP_NEW_CLUSTER=--wsrep-new-cluster' >$state/new
}

start() {
    install -d -m 755 $state
    rm -f $state/new $state/waiting
    [ -z "${_WSREP_NEW_CLUSTER-}" ] || return 0 # somebody said so
    position >$state/position
    mv $state/position $state/waiting
    last=
    while :; do
        verdict=$(ask_all | decide)
        case $verdict in
        begin) begin && break ;;
        join) break ;;
        "$last") ;;
        *) echo "waiting: $verdict" ;;
        esac
        last=$verdict
        sleep 2
    done
    rm -f $state/waiting
    echo "$verdict"
}

# A server that lost the group for good goes on by itself, as nobody's member. One that survived those that
# died together, and has newer data than they, begins again like they do.
heal() {
    [ "$(systemctl show --property ActiveState --value mariadb)" = active ] || return 0
    if mariadb -Ne "SHOW STATUS LIKE 'wsrep_cluster_status'" | grep -qw Disconnected; then
        echo 'it is not connected to the others'
    elif [ "$(ask_all | decide)" = begin ]; then
        echo 'none of the others runs, and none has newer data'
    else
        return 0
    fi
    systemctl --no-block restart mariadb
}

"$1"
SH
}

# Asked by the others: what are you?
told() {
    cat <<UNIT
[Unit]
Description=What this member of Galera says of itself

[Socket]
ListenStream=$me:4569
FreeBind=yes
Accept=yes
MaxConnections=64

[Install]
WantedBy=sockets.target
UNIT
}

tells() {
    cat <<'UNIT'
[Unit]
Description=What this member of Galera says of itself

[Service]
ExecStart=/usr/local/sbin/lct-galera tell
StandardOutput=socket
TimeoutStartSec=10
UNIT
}

heals() {
    cat <<'UNIT'
[Unit]
Description=A server of Galera that runs to no purpose

[Service]
ExecStart=/usr/local/sbin/lct-galera heal
UNIT
}

now_and_then() {
    cat <<'UNIT'
[Unit]
Description=A server of Galera that runs to no purpose

[Timer]
OnBootSec=60
OnUnitInactiveSec=30
AccuracySec=5

[Install]
WantedBy=timers.target
UNIT
}

decided() {
    cat <<'UNIT'
[Unit]
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
EnvironmentFile=-/run/lct-galera/new
ExecStartPre=+/usr/local/sbin/lct-galera start
ExecStartPost=+/bin/rm -f /run/lct-galera/new
ExecStopPost=+/bin/rm -f /run/lct-galera/new
TimeoutStartSec=infinity
Restart=on-failure
UNIT
}

synced() {
    mariadb -Ne "SHOW STATUS LIKE 'wsrep_local_state_comment'" | grep -q Synced
}

account() {
    case $database in
    *[!A-Za-z0-9_]* | '') lct_die "'$database' is no name of a database: letters, digits and _" ;;
    esac
    password=$(lct_password "galera $database")
    mariadb <<SQL
CREATE DATABASE IF NOT EXISTS $database CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '$database'@'%';
ALTER USER '$database'@'%' IDENTIFIED BY '$password';
GRANT ALL ON $database.* TO '$database'@'%';
SQL
}

lct_install mariadb-server galera-4 rsync
settings | lct_put /etc/mysql/mariadb.conf.d/90-lct-galera.cnf
lct_password "galera $database" | lct_put /etc/mysql/app.password 600
program | lct_later lct-galera
told | lct_put /etc/systemd/system/lct-galera.socket
tells | lct_put /etc/systemd/system/lct-galera@.service
heals | lct_put /etc/systemd/system/lct-galera-heal.service
now_and_then | lct_put /etc/systemd/system/lct-galera-heal.timer
mkdir -p /etc/systemd/system/mariadb.service.d
decided | lct_put /etc/systemd/system/mariadb.service.d/lct.conf
systemctl daemon-reload
systemctl enable --quiet mariadb lct-galera.socket lct-galera-heal.timer
systemctl start lct-galera.socket lct-galera-heal.timer
systemctl --no-block start mariadb
lct_wait 900 'the data from the others' synced
[ "$(lct_position)" != 1 ] || account
