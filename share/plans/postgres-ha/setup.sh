#!/bin/sh
# A PostgreSQL that Patroni runs, by the etcd beside it, and a HAProxy that leads to the primary.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)
database=${POSTGRES_DATABASE:-app}
case $database in
[!a-z]* | *[!a-z0-9_]* | '') lct_die "'$database' is no name of a database: a-z, 0-9 and _, a letter first" ;;
esac

# Patroni makes the data, not the package.
mkdir -p /etc/postgresql-common
echo 'create_main_cluster = false' | lct_put /etc/postgresql-common/createcluster.conf
lct_install postgresql patroni python3-etcd haproxy
version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -n | tail -n 1)

settings() {
    cat <<CONF
scope: main
name: $LCT_HOSTNAME
restapi:
  listen: $me:8008
  connect_address: $me:8008
etcd3:
  host: 127.0.0.1:2379 # it tells of the others
bootstrap:
  dcs:
    ttl: 30
    loop_wait: 10
    retry_timeout: 10
    maximum_lag_on_failover: 1048576
    synchronous_mode: ${POSTGRES_SYNCHRONOUS:-false}
    postgresql:
      use_pg_rewind: true
      use_slots: true
  initdb:
  - encoding: UTF8
  - locale: C.UTF-8
  - data-checksums
postgresql:
  listen: $me,127.0.0.1:5432
  connect_address: $me:5432
  data_dir: /var/lib/postgresql/$version/patroni
  bin_dir: /usr/lib/postgresql/$version/bin
  pgpass: /var/lib/postgresql/.pgpass-patroni
  authentication:
    superuser: {username: postgres, password: $(lct_password 'postgres superuser')}
    replication: {username: replicator, password: $(lct_password 'postgres replication')}
    rewind: {username: rewind, password: $(lct_password 'postgres rewind')}
  pg_hba:
  - local all postgres peer
  - local all all scram-sha-256
  - host replication replicator all scram-sha-256
  - host all all all scram-sha-256
  parameters:
    shared_buffers: ${POSTGRES_MEMORY:-256MB}
    password_encryption: scram-sha-256
    unix_socket_directories: /var/run/postgresql
CONF
}

runs() {
    curl -fsS --max-time 5 "http://$me:8008/health"
}

# As the administrator, on whichever node is the primary.
psql_primary() {
    PGPASSWORD=$(lct_password 'postgres superuser') psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p 5000 \
        -U postgres "$@"
}

primary_is_there() {
    psql_primary -c 'SELECT 1' postgres
}

account() {
    psql_primary postgres <<SQL
DO \$\$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$database') THEN
        CREATE ROLE $database LOGIN;
    END IF;
END \$\$;
ALTER ROLE $database PASSWORD '$(lct_password "postgres $database")';
SELECT 'CREATE DATABASE $database OWNER $database'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$database') \gexec
SQL
}

settings | lct_put /etc/patroni/config.yml 640 root:postgres
lct_password "postgres $database" | lct_put /etc/postgresql/app.password 600
systemctl enable --quiet patroni haproxy
systemctl restart patroni
systemctl restart haproxy
lct_wait 300 'its own PostgreSQL' runs
lct_wait 300 'a primary' primary_is_there
[ "$(lct_position)" != 1 ] || account
