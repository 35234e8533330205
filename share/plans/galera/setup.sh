#!/bin/sh
# A member of a Galera cluster: founded by the first node when nobody else is there, joined by all
# others.
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
wsrep_cluster_name = "$LCT_CLUSTER"
wsrep_cluster_address = "gcomm://$(lct_join , %a)"
wsrep_node_name = $LCT_HOSTNAME
wsrep_node_address = $me
wsrep_sst_method = rsync
CONF
}

# Does any other member's replication port answer?
others_run() {
    for one in $(lct_list %a); do
        [ "$one" != "$me" ] || continue
        ! timeout 2 bash -c ': >"/dev/tcp/$0/4567"' "$one" 2>/dev/null || return 0
    done
    return 1
}

synced() {
    mariadb -Ne "SHOW STATUS LIKE 'wsrep_local_state_comment'" | grep -q Synced
}

# A join that came too early fails; the next one does not.
join() {
    systemctl is-active --quiet mariadb || systemctl start mariadb
    synced
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
systemctl enable --quiet mariadb
if [ "$(lct_position)" = 1 ] && ! others_run; then
    synced || galera_new_cluster
    lct_wait 60 'the founded cluster' synced
    account
else
    lct_wait 600 'a member that runs' others_run
    lct_wait 300 'the data from the others' join
fi
