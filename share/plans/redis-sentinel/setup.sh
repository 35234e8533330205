#!/bin/sh
# A Redis and its Sentinel. Both rewrite their files when the master changes: they are written once.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)
quorum=$(($(lct_count) / 2 + 1))
password=$(lct_password redis)
export REDISCLI_AUTH="$password"

# What a Sentinel of another knows of the master by that name; nothing where it does not answer.
told() { # ADDRESS NAME
    timeout 3 redis-cli -h "$1" -p 26379 sentinel master main 2>/dev/null |
        tr -d '\r' | awk -v key="$2" 'name == key { print } { name = $0 }'
}

# Where Redis runs already, one of the others' Sentinels that has seen more of them tells whom we follow.
running() {
    for one in $(lct_list %a | grep -vxF "$me"); do
        [ "$(told "$one" num-other-sentinels)" -gt 0 ] 2>/dev/null || continue
        leader=$(told "$one" ip)
        return
    done
    return 1
}

# It may be one that is gone, and we in its place, with nothing: others promote one first.
leads() {
    running && [ "$leader" != "$me" ] && timeout 3 redis-cli -h "$leader" role | grep -qx master
}

redis_conf() {
    cat <<CONF
bind $me 127.0.0.1
protected-mode yes
port 6379
dir /var/lib/redis
pidfile /run/redis/redis-server.pid
logfile /var/log/redis/redis-server.log
requirepass $password
masterauth $password
appendonly yes
maxmemory ${REDIS_MEMORY:-256mb}
min-replicas-to-write 1
min-replicas-max-lag 10
CONF
    [ "$1" = "$me" ] || echo "replicaof $1 6379"
}

sentinel_conf() {
    cat <<CONF
bind $me 127.0.0.1
protected-mode yes
port 26379
dir /var/lib/redis
pidfile /run/sentinel/redis-sentinel.pid
logfile /var/log/redis/redis-sentinel.log
requirepass $password
sentinel sentinel-pass $password
sentinel monitor main $1 6379 $quorum
sentinel auth-pass main $password
sentinel down-after-milliseconds main 5000
sentinel failover-timeout main 30000
sentinel parallel-syncs main 1
CONF
}

answers() {
    [ "$(redis-cli -h "$me" -p "$1" ping)" = PONG ]
}

# A master takes writes when at least one replica follows it.
linked() {
    redis-cli -h "$me" info replication | tr -d '\r' |
        grep -qx 'master_link_status:up\|connected_slaves:[1-9][0-9]*'
}

lct_install redis-server redis-sentinel
if [ ! -e /etc/redis/password ]; then
    if running; then
        lct_wait 300 'a master to follow' leads
    else
        leader=$(lct_list %a | head -n 1) # all begin
    fi
    redis_conf "$leader" | lct_put /etc/redis/redis.conf 640 redis:redis
    sentinel_conf "$leader" | lct_put /etc/redis/sentinel.conf 640 redis:redis
    echo "$password" | lct_put /etc/redis/password 640 root:redis
fi
systemctl enable --quiet redis-server redis-sentinel
systemctl restart redis-server redis-sentinel
lct_wait 30 'its own Redis' answers 6379
lct_wait 30 'its own Sentinel' answers 26379
lct_wait 300 'a master, or who follows' linked
