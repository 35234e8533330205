#!/bin/sh
# Packaged plans, created in the lab by their name alone, and the starter of plan new: does what they
# make work, seen from other nodes? LCT_PACKAGES names those to try.
. "$(dirname "$0")/../e2e.sh"
lab_up

on() { # NODE COMMAND
    lt node ssh "$1" -- "sudo sh -c '$2'"
}
within() { # SECONDS COMMAND.. : succeeds at last
    left=$1
    shift
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep 1
    done
}
prints() { # WANTED NODE COMMAND
    [ "$(on "$2" "$3" 2>"$work/prints.err" | tr -d '\r')" = "$1" ]
}
labels() { # CLUSTER [GROUP]
    lt query "cluster=$1${2:+ and group=$2}" --format '{label}' | sort
}
private() { # NODE
    lt node show "$1" --json | jq -r .node.private_ipv4
}
public() {
    lt node show "$1" --json | jq -r .node.public_ipv4
}

try_starter() {
    ok 'plan new' lt plan new site "$work/site.yaml"
    ok 'its cluster' lt cluster create site "$work/site.yaml" --yes
    web=$(labels site web | head -n 1)
    is "$web of site" "$(on "$(labels site web | tail -n 1)" "curl -sS --max-time 5 http://$(public "$web")/")" \
        'its page says who it is'
    ok 'two more web servers by scale' lt cluster scale site web=3 --yes
    is 3 "$(labels site web | wc -l)" 'there are three'
    ok 'apply with the same parameter' lt cluster apply site "$work/site.yaml" --set nodes=1 --yes
    is 1 "$(labels site web | wc -l)" 'one is left'
    ok 'apply goes on with it' lt cluster apply site "$work/site.yaml" --yes
    is 1 "$(labels site web | wc -l)" 'still one'
    ok 'deleted' lt cluster delete site --yes
}

# A plan from the web is kept with its files: later commands fetch nothing.
try_web() {
    mkdir -p "$work/web/scripts"
    cat >"$work/web/plan.yaml" <<'P'
name: web
parameters: {nodes: 1, word: {default: none}}
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, count: '${nodes}',
     init: {firstboot: [{script: scripts/setup.sh, vars: {WORD: '${word}'}}]}}
P
    echo 'echo "$WORD" >/root/word' >"$work/web/scripts/setup.sh"
    python3 "$top/test/cli/web.py" "$work/web" "$work/web.log" "$work/web.port" &
    server=$!
    within 20 test -s "$work/web.port"
    from=http://127.0.0.1:$(cat "$work/web.port")/plan.yaml
    ok 'a plan from the web' lt cluster create far "$from" --set word=green --yes
    digest=$(lt plan check "$from" | sed -n 's/.*#sha256=//p')
    kill "$server"
    is green "$(on "$(labels far)" 'cat /root/word')" 'its script ran, with its parameter'
    ok 'without the server: one more node' lt cluster scale far web=2 --yes
    is green "$(on "$(labels far | tail -n 1)" 'cat /root/word')" 'by the script and parameter that were kept'
    is 64 "${#digest}" 'its digest was told'
    ok 'deleted' lt cluster delete far --yes
}

try_etcd() {
    ok 'etcd' lt cluster create kv package:etcd --yes
    # shellcheck disable=SC2046 # labels are words
    set -- $(labels kv)
    is 3 $# 'three nodes'
    is 3 "$(on "$1" 'etcdctl member list | grep -c started')" 'each knows three members'
    ok 'what is written on one' on "$1" 'etcdctl put colour green'
    is green "$(on "$3" 'etcdctl get colour --print-value-only')" 'is read on another'
    ok 'one stops' on "$1" 'systemctl stop etcd'
    ok 'the others go on' on "$2" 'etcdctl put colour red'
    is red "$(on "$3" 'etcdctl get colour --print-value-only')" 'and agree'
    ok 'it comes back' on "$1" 'systemctl start etcd'
    ok 'two more members' lt cluster scale kv etcd=5 --yes
    is 5 "$(on "$2" 'etcdctl member list | grep -c started')" 'all are members'
    is red "$(on "$(labels kv | tail -n 1)" 'etcdctl get colour --print-value-only')" 'the last one has the data'
    ok 'deleted' lt cluster delete kv --yes
}

try_redis() {
    ok 'redis-sentinel' lt cluster create cache package:redis-sentinel --yes
    # shellcheck disable=SC2046
    set -- $(labels cache)
    redis='export REDISCLI_AUTH=$(cat /etc/redis/password); redis-cli'
    is OK "$(on "$1" "$redis set colour green")" 'the first one takes writes'
    ok 'a replica has it' within 10 prints green "$2" "$redis get colour"
    ok 'the Sentinels know each other' within 30 prints 2 "$1" \
        "$redis -p 26379 sentinel sentinels main | grep -c ^name\$"
    ok 'the master is killed' on "$1" 'systemctl kill --signal KILL redis-server; systemctl stop redis-server'
    master="$redis -p 26379 sentinel get-master-addr-by-name main | head -n 1"
    moved() {
        now=$(on "$2" "$master")
        [ -n "$now" ] && [ "$now" != "$(private "$1")" ]
    }
    ok 'another one is promoted' within 60 moved "$1" "$2"
    new=$2
    [ "$(private "$2")" = "$now" ] || new=$3
    ok 'it takes writes' within 60 prints OK "$new" "$redis set colour red"
    ok 'the old master comes back' on "$1" 'systemctl start redis-server'
    ok 'and follows' within 60 prints red "$1" "$redis get colour"
    ok 'deleted' lt cluster delete cache --yes
}

try_galera() {
    ok 'galera' lt cluster create db package:galera --set database=shop --set memory=64M --yes
    # shellcheck disable=SC2046
    set -- $(labels db)
    size='mariadb -Ne "SHOW STATUS LIKE \"wsrep_cluster_size\"" | cut -f 2'
    for node; do
        is 3 "$(on "$node" "$size")" "$node sees three"
    done
    ok 'a table, written on one' on "$2" 'mariadb shop -e "CREATE TABLE t (n INT PRIMARY KEY); INSERT INTO t VALUES (42)"'
    is 42 "$(on "$3" 'mariadb shop -Ne "SELECT n FROM t"')" 'is read on another'
    ok 'by the account over the network' on "$1" \
        "mariadb -h $(private "$3") -u shop -p\$(cat /etc/mysql/app.password) shop -e \"INSERT INTO t VALUES (43)\""
    ok 'one stops' on "$1" 'systemctl stop mariadb'
    ok 'the others go on' on "$2" 'mariadb shop -e "INSERT INTO t VALUES (44)"'
    ok 'it comes back' on "$1" 'systemctl start mariadb'
    is '42 43 44' "$(on "$1" 'mariadb shop -Ne "SELECT n FROM t"' | tr '\n' ' ' | sed 's/ $//')" 'with what it missed'
    ok 'deleted' lt cluster delete db --yes
}

try_zookeeper() {
    ok 'zookeeper' lt cluster create zk package:zookeeper --set heap=128m --yes
    # shellcheck disable=SC2046
    set -- $(labels zk)
    modes() {
        for node; do
            on "$node" "bash -c \"exec 3<>/dev/tcp/$(private "$node")/2181; echo srvr >&3; timeout 3 cat <&3\"" |
                sed -n 's/^Mode: //p'
        done | sort | tr '\n' ' '
    }
    quorum() {
        [ "$(modes "$@")" = 'follower follower leader ' ]
    }
    ok 'one leads, two follow' within 30 quorum "$@"
    ok 'what is written on one' on "$1" '/usr/share/zookeeper/bin/zkCli.sh -server $(hostname) create /colour green'
    ok 'is read on another' on "$3" '/usr/share/zookeeper/bin/zkCli.sh -server $(hostname) get /colour | grep -q ^green'
    ok 'deleted' lt cluster delete zk --yes
}

try_haproxy() {
    ok 'haproxy-web' lt cluster create site package:haproxy-web --set balancers=1 --yes
    balancer=$(labels site balancer)
    # shellcheck disable=SC2046
    set -- $(labels site web)
    served() {
        on "$balancer" 'for i in 1 2 3 4 5 6; do curl -sS --max-time 3 http://127.0.0.1/; done' | sort -u
    }
    ok 'the balancer answers' within 30 prints 200 "$balancer" \
        'curl -sS -o /dev/null -w "%{http_code}" http://127.0.0.1/'
    both() {
        [ "$(served | wc -l)" = 2 ]
    }
    ok 'both web servers get their share' within 15 both
    ok 'one stops' on "$1" 'systemctl stop nginx'
    sleep 6
    is 1 "$(served | grep -c .)" 'and is left out'
    ok 'deleted' lt cluster delete site --yes
}

try_postgres() {
    ok 'postgres-ha' lt cluster create pg package:postgres-ha --set database=shop --yes
    # shellcheck disable=SC2046
    set -- $(labels pg)
    sql() { # NODE PORT STATEMENT
        on "$1" "PGPASSWORD=\$(cat /etc/postgresql/app.password) psql -Atq -h 127.0.0.1 -p $2 -U shop shop -c \"$3\""
    }
    answers() { # WANTED NODE PORT STATEMENT
        [ "$(sql "$2" "$3" "$4")" = "$1" ]
    }
    list='runuser -u postgres -- patronictl -c /etc/patroni/config.yml list -f json'
    leader() {
        on "$1" "$list" | jq -r '.[] | select(.Role == "Leader") | .Member'
    }
    members() {
        [ "$(on "$1" "$list" | jq '[.[] | select(.State == "running" or .State == "streaming")] | length')" = 3 ]
    }
    ok 'one leads, two follow' within 60 members "$1"
    ok 'a table, through any node' sql "$2" 5000 'CREATE TABLE t (n int); INSERT INTO t VALUES (42)'
    ok 'a replica has it' within 10 answers '42|t' "$3" 5001 'SELECT n, pg_is_in_recovery() FROM t'
    old=$(leader "$1")
    other=$1
    [ "$old" != "$1" ] || other=$2
    ok 'the primary is killed' on "$old" \
        'systemctl kill --signal KILL patroni; pkill -KILL -u postgres; systemctl stop patroni'
    ok 'another takes writes' within 90 sql "$other" 5000 'INSERT INTO t VALUES (43)'
    is 1 "$([ "$(leader "$other")" != "$old" ] && echo 1)" 'it is another'
    ok 'the old one comes back' on "$old" 'systemctl start patroni'
    ok 'and follows' within 90 members "$other"
    ok 'deleted' lt cluster delete pg --yes
}

try_glusterfs() {
    ok 'glusterfs' lt cluster create files package:glusterfs --yes
    # shellcheck disable=SC2046
    set -- $(labels files)
    ok 'a file, written on one' on "$1" 'echo green >/srv/shared/colour'
    is green "$(on "$3" 'cat /srv/shared/colour')" 'is read on another'
    ok 'one stops' on "$1" 'systemctl stop glusterd; pkill -KILL glusterfsd || true'
    ok 'the others go on' on "$2" 'echo red >/srv/shared/colour'
    is red "$(on "$3" 'cat /srv/shared/colour')" 'and agree'
    ok 'it comes back' on "$1" 'systemctl start glusterd'
    ok 'with what it missed' within 60 prints red "$1" 'cat /srv/brick/shared/colour'
    ok 'deleted' lt cluster delete files --yes
}

try_search() {
    ok 'search' lt cluster create find package:search --yes
    # shellcheck disable=SC2046
    set -- $(labels find)
    query() { # NODE STATEMENT
        lt node ssh "$1" -- "mariadb -h 127.0.0.1 -P 9306 -Ne \"$2\""
    }
    ok 'a document on one node' query "$1" \
        "INSERT INTO here (id, title, content, source) VALUES (1, 'Green', 'the grass is green', 'a')"
    ok 'and on another' query "$2" \
        "INSERT INTO here (id, title, content, source) VALUES (2, 'Sky', 'the sky is no grass', 'b')"
    is '1 2' "$(query "$3" "SELECT id FROM everywhere WHERE MATCH('grass') ORDER BY id ASC" | cut -f 1 | paste -s -d ' ' -)" \
        'both are found on the third'
    is 2 "$(query "$1" "SELECT id FROM everywhere WHERE MATCH('sky')" | cut -f 1)" 'only one holds that word'
    ok 'deleted' lt cluster delete find --yes
}

try_wordpress() {
    ok 'ha-wordpress' lt cluster create blog package:ha-wordpress --set balancers=1 --set title=Colours --yes
    # shellcheck disable=SC2046
    set -- $(labels blog web)
    site=http://$(public "$(labels blog balancer)")
    page() { # PATH WORDS : through the balancer, from a web server: its own port is closed to it
        on "$2" "curl -sS --max-time 10 $site$1" | grep -qF -- "$3"
    }
    ok 'the site answers by its title' within 30 page / "$1" '<title>Colours'
    ok 'its style sheets, too' page /wp-content/themes/twentytwentythree/style.css "$1" 'Theme Name'
    on "$1" 'cat >/tmp/post.php' <<'PHP'
<?php
$_SERVER['HTTP_HOST'] = 'localhost';
require '/usr/share/wordpress/wp-load.php';
wp_insert_post(['post_title' => 'Green grass', 'post_status' => 'publish', 'post_author' => 1], true);
PHP
    ok 'a post by one web server' on "$1" 'runuser -u www-data -- php /tmp/post.php'
    ok 'an upload' on "$1" 'echo upload | runuser -u www-data -- tee /var/lib/wordpress/wp-content/uploads/u.txt'
    ok 'that server stops' on "$1" 'systemctl stop nginx'
    ok 'the other shows the post' within 30 page '/?feed=rss2' "$2" 'Green grass'
    ok 'and the upload' page /wp-content/uploads/u.txt "$2" upload
    ok 'a node of the database stops' on "$(labels blog db | head -n 1)" 'systemctl stop mariadb'
    ok 'the site goes on' within 30 page '/?feed=rss2' "$2" 'Green grass'
    ok 'deleted' lt cluster delete blog --yes
}

for package in ${LCT_PACKAGES:-starter web etcd redis galera zookeeper haproxy postgres glusterfs search wordpress}; do
    "try_$package"
done
is 0 "$(linodes)" 'nothing is left'
finish
