#!/bin/sh
# SPDX-License-Identifier: MIT
# Packaged plans, created in the lab by their name alone, and the starter of plan new. Does what they make
# work, seen from other nodes: written here, read there; when one is killed; when it grows; when one leaves
# and another is killed then; when all were rebooted? LCT_PACKAGES names those to try; ha-wordpress is in
# package_wordpress.t, etcd in ../package.t, too.
. "$(dirname "$0")/../e2e.sh"
. "$top/test/e2e/packages.sh"
lab_up

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

# The master leaves, then one without a word; one gets another machine.
redis_leaves() {
    # shellcheck disable=SC2046
    set -- $(labels cache)
    knows() { # NODE MEMBERS : and nobody else, to a majority of whom it listens
        [ "$(on "$1" "$redis -p 26379 sentinel master main" | tr -d '\r' |
            awk 'name ~ /^(quorum|num-slaves|num-other-sentinels)$/ { printf "%s ", $0 } { name = $0 }')" = \
            "$(($2 - 1)) $(($2 - 1)) $(($2 / 2 + 1)) " ]
    }
    all_know() { # MEMBERS
        for node in $(labels cache); do
            knows "$node" "$1" || return 1
        done
    }
    ok 'all count it' within 30 all_know 4
    now=$(on "$2" "$master")
    for node in $(labels cache); do
        [ "$(private "$node")" != "$now" ] || old=$node
    done
    ok 'the master leaves' lt cluster scale cache --remove "$old" --yes
    ok 'all have forgotten it' all_know 3
    # shellcheck disable=SC2046
    set -- $(labels cache)
    ok 'another takes writes' within 30 takes_writes "$@"
    ok 'one more is killed' on "$1" \
        'systemctl kill --signal KILL redis-server redis-sentinel; systemctl stop redis-server redis-sentinel'
    shift
    ok 'the others take writes' within 300 takes_writes "$@"
    ok 'it comes back' on "$(labels cache | head -n 1)" 'systemctl start redis-server redis-sentinel'
    ok 'and all know each other' within 90 all_know 3
    ok 'one more' lt cluster scale cache redis+=1 --yes
    gone=$(last cache redis)
    lose "$gone"
    ok 'whose machine is gone, leaves' lt cluster scale cache --remove "$gone" --yes
    ok 'all have forgotten it' all_know 3
    lose "$1"
    ok 'another gets a new machine' lt cluster apply cache package:redis-sentinel --yes
    ok 'all know that one' within 90 all_know 3
    ok 'and it has the data' within 90 prints red "$1" "$redis get colour"
}

try_redis() {
    ok 'redis-sentinel' lt cluster create cache package:redis-sentinel --yes
    # shellcheck disable=SC2046
    set -- $(labels cache)
    redis='export REDISCLI_AUTH=$(cat /etc/redis/password); redis-cli'
    is OK "$(on "$1" "$redis set colour green")" 'the first one takes writes'
    ok 'a replica has it' within 60 prints green "$2" "$redis get colour"
    ok 'the Sentinels know each other' within 60 prints 2 "$1" \
        "$redis -p 26379 sentinel sentinels main | grep -c ^name\$"
    ok 'the master is killed' on "$1" 'systemctl kill --signal KILL redis-server; systemctl stop redis-server'
    master="$redis -p 26379 sentinel get-master-addr-by-name main | head -n 1"
    moved() {
        now=$(on "$2" "$master")
        [ -n "$now" ] && [ "$now" != "$(private "$1")" ]
    }
    # A vote that was split is repeated after twice the time that a failover may take: 60 s, and on a
    # machine that has much to do it may be split again.
    ok 'another one is promoted' within 300 moved "$1" "$2"
    # They may vote once more meanwhile: whoever is the master now is asked.
    takes_writes() {
        now=$(on "$1" "$master")
        for node; do
            if [ "$(private "$node")" = "$now" ]; then
                prints OK "$node" "$redis set colour red"
                return
            fi
        done
        return 1
    }
    ok 'it takes writes' within 180 takes_writes "$2" "$3"
    ok 'the old master comes back' on "$1" 'systemctl start redis-server'
    ok 'and follows' within 180 prints red "$1" "$redis get colour"
    ok 'one more' lt cluster scale cache redis+=1 --yes
    ok 'has the data' within 90 prints red "$(last cache redis)" "$redis get colour"
    redis_leaves
    ok 'all are rebooted' reboot_all cache
    writable() {
        for node in $(labels cache); do
            ! prints OK "$node" "$redis set colour blue" || return 0
        done
        return 1
    }
    ok 'one of them takes writes' within 180 writable
    ok 'and the last one has what was written' within 90 prints blue "$(last cache redis)" "$redis get colour"
    ok 'deleted' lt cluster delete cache --yes
}

switch() { # NODE boot|shutdown STATUS
    power "$1" "$2"
    within 120 is_status "$1" "$3"
}
# Where four have votes, or all data, one goes; then another one goes off: two would be no majority of four.
goes_on_without() { # NODE WRITE..
    off=$1
    shift
    ok 'another one goes off' switch "$off" shutdown offline
    ok 'the others take writes' within 120 "$@"
    ok 'it comes back' switch "$off" boot running
    ok 'and can be logged in to' within 120 on "$off" true
}
lost() { # CLUSTER NODE
    lose "$2"
    ok 'one whose machine is lost leaves' lt cluster scale "$1" --remove "$2" --yes
}

# All die at once, and one of them stays off: nobody knows what it alone may have.
galera_without_the_first() { # NODE..
    for node; do
        on "$node" 'systemctl kill --signal KILL mariadb' &
    done
    on "$(last db db)" 'systemctl kill --signal KILL mariadb'
    wait
    for node in $(labels db); do
        power "$node" shutdown
    done
    for node in $(labels db); do
        ok "$node is off" within 60 is_status "$node" offline
    done
    for node in $(labels db | tail -n +2); do
        power "$node" boot
    done
    ok 'without the first one the others wait' within 120 prints 1 "$2" \
        'journalctl -b -u mariadb | grep -c "3 of 4 members say what data they have"'
    is '' "$(counts "$2" 2>"$work/counts.err")" 'and do not serve'
    power "$1" boot
    ok 'when it comes, they go on' within 300 whole 4
    is '42 43 44 45' "$(rows "$3")" 'with all data'
}

try_galera() {
    ok 'galera' lt cluster create db package:galera --set database=shop --set memory=64M --yes
    # shellcheck disable=SC2046
    set -- $(labels db)
    counts() { # NODE
        on "$1" 'mariadb -Ne "SHOW STATUS" | sed -n "s/^wsrep_cluster_size[^0-9]*//p"'
    }
    whole() { # COUNT
        for node in $(labels db); do
            [ "$(counts "$node")" = "$1" ] || return 1
        done
    }
    rows() { # NODE
        on "$1" 'mariadb shop -Ne "SELECT n FROM t"' | paste -s -d ' ' -
    }
    has_rows() { # WANTED NODE
        [ "$(rows "$2" 2>"$work/rows.err")" = "$1" ]
    }
    whole_again() { # NODE NODE
        for node; do
            on "$node" 'systemctl kill --signal KILL mariadb' &
        done
        wait
        within 30 lacks_most || return 1
        within 180 whole 4
    }
    lacks_most() {
        ! whole 4
    }
    ok 'each sees three' whole 3
    ok 'a table, written on one' on "$2" 'mariadb shop -e "CREATE TABLE t (n INT PRIMARY KEY); INSERT INTO t VALUES (42)"'
    is 42 "$(rows "$3")" 'is read on another'
    ok 'by the account over the network' on "$1" \
        "mariadb -h $(private "$3") -u shop -p\$(cat /etc/mysql/app.password) shop -e \"INSERT INTO t VALUES (43)\""
    ok 'one is killed' on "$1" 'systemctl kill --signal KILL mariadb'
    ok 'the others go on' within 30 on "$2" 'mariadb shop -e "INSERT INTO t VALUES (44)"'
    ok 'it comes back by itself, with what it missed' within 60 has_rows '42 43 44' "$1"
    ok 'one more' lt cluster scale db db+=1 --yes
    is '42 43 44' "$(rows "$(last db db)")" 'has the data'
    ok 'one less' lt cluster scale db db-=1 --yes
    ok 'the others count three' within 30 whole 3
    goes_on_without "$1" on "$2" 'mariadb shop -e "INSERT INTO t VALUES (45)"'
    ok 'with what it missed' within 120 has_rows '42 43 44 45' "$1"
    ok 'one more again' lt cluster scale db db+=1 --yes
    is '42 43 44 45' "$(rows "$(last db db)")" 'has the data'
    ok 'all are rebooted' reboot_all db
    ok 'and are one again' within 120 whole 4
    is '42 43 44 45' "$(rows "$1")" 'with their data'
    ok 'two of four die at once: they begin again' whole_again "$1" "$2"
    is '42 43 44 45' "$(rows "$3")" 'with their data'
    galera_without_the_first "$@"
    lost db "$(last db db)"
    ok 'the others count three' within 60 whole 3
    is 3 "$(on "$1" 'grep -o gcomm.* /etc/mysql/mariadb.conf.d/91-lct-members.cnf' | tr , '\n' | wc -l)" 'and look for three'
    goes_on_without "$2" on "$1" 'mariadb shop -e "INSERT INTO t VALUES (46)"'
    ok 'with what it missed' within 120 has_rows '42 43 44 45 46' "$2"
    ok 'deleted' lt cluster delete db --yes
}

# The leader leaves, then one without a word; one gets another machine.
zookeeper_leaves() {
    leader() {
        for node in $(labels zk); do
            ! ask "$node" srvr 2>"$work/leader.err" | grep -q '^Mode: leader' || echo "$node"
        done
    }
    ok 'the leader leaves' lt cluster scale zk --remove "$(leader)" --yes
    # shellcheck disable=SC2046
    set -- $(labels zk)
    ok 'one leads, two follow' within 30 stand 'follower follower leader'
    is 3 "$(votes "$1")" 'to the others it is no member'
    old=$(leader)
    other=$1
    [ "$old" != "$1" ] || other=$2
    ok 'one more is killed' on "$old" 'systemctl kill --signal KILL zookeeper; systemctl stop zookeeper'
    ok 'the others go on' within 30 cli "$other" 'set /colour blue'
    ok 'it comes back' on "$old" 'systemctl start zookeeper'
    ok 'with what it missed' within 60 cli "$old" 'get /colour | grep -q ^blue'
    ok 'one more' lt cluster scale zk zookeeper+=1 --yes
    gone=$(last zk zookeeper)
    lose "$gone"
    ok 'whose machine is gone, leaves' lt cluster scale zk --remove "$gone" --yes
    is 3 "$(votes "$1")" 'to the others it is no member'
    lose "$1"
    ok 'another gets a new machine' lt cluster apply zk package:zookeeper --set heap=128m --yes
    ok 'and is one of them again' within 30 stand 'follower follower leader'
}

try_zookeeper() {
    ok 'zookeeper' lt cluster create zk package:zookeeper --set heap=128m --yes
    # shellcheck disable=SC2046
    set -- $(labels zk)
    ask() { # NODE WORD
        on "$1" "bash -c \"exec 3<>/dev/tcp/$(private "$1")/2181; echo $2 >&3; timeout 3 cat <&3\""
    }
    modes() {
        for node in $(labels zk); do
            ask "$node" srvr | sed -n 's/^Mode: //p'
        done | sort | paste -s -d ' ' -
    }
    stand() { # WANTED
        [ "$(modes 2>"$work/modes.err")" = "$1" ]
    }
    votes() { # NODE : how many it knows
        ask "$1" conf | grep -c '^server.*participant'
    }
    cli() { # NODE COMMAND
        on "$1" "/usr/share/zookeeper/bin/zkCli.sh -server $(private "$1") $2"
    }
    ok 'one leads, two follow' within 30 stand 'follower follower leader'
    ok 'what is written on one' cli "$1" 'create /colour green'
    ok 'is read on another' cli "$3" 'get /colour | grep -q ^green'
    ok 'one is killed' on "$1" 'systemctl kill --signal KILL zookeeper'
    ok 'the others go on' within 30 cli "$2" 'set /colour red'
    ok 'it comes back by itself' within 60 stand 'follower follower leader'
    ok 'with what it missed' cli "$1" 'get /colour | grep -q ^red'
    ok 'one more' lt cluster scale zk zookeeper+=1 --yes
    is 4 "$(votes "$1")" 'is a member to the others'
    ok 'and has the data' cli "$(last zk zookeeper)" 'get /colour | grep -q ^red'
    zookeeper_leaves
    ok 'all are rebooted' reboot_all zk
    ok 'and are an ensemble again' within 90 stand 'follower follower leader'
    ok 'with their data' cli "$(last zk zookeeper)" 'get /colour | grep -q ^blue'
    ok 'deleted' lt cluster delete zk --yes
}

# Two leave at once, one without a word, one for another machine.
try_etcd() {
    ok 'etcd' lt cluster create kv package:etcd --set nodes=5 --yes
    members() { # COUNT NODE
        [ "$(on "$2" 'etcdctl member list' | grep -c started)" = "$1" ]
    }
    ok 'two of five leave' lt cluster scale kv etcd-=2 --yes
    # shellcheck disable=SC2046
    set -- $(labels kv)
    ok 'three are members' members 3 "$1"
    ok 'one more is killed' on "$2" 'systemctl kill --signal KILL etcd; systemctl stop etcd'
    ok 'the others go on' within 20 on "$1" 'etcdctl put colour green'
    ok 'it comes back' on "$2" 'systemctl start etcd'
    ok 'one more' lt cluster scale kv etcd+=1 --yes
    gone=$(last kv etcd)
    lose "$gone"
    ok 'whose machine is gone, leaves' lt cluster scale kv --remove "$gone" --yes
    ok 'three are members' members 3 "$1"
    is 3 "$(on "$1" 'etcdctl member list' | wc -l)" 'and nobody else'
    lose "$1"
    ok 'one gets a new machine' lt cluster apply kv package:etcd --set nodes=3 --yes
    is 3 "$(on "$2" 'etcdctl member list' | wc -l)" 'three are members'
    is green "$(on "$1" 'etcdctl get colour --print-value-only')" 'it has the data'
    ok 'by itself, and alone' lt node delete "$3" --yes
    is 2 "$(on "$2" 'etcdctl member list' | wc -l)" 'two are members'
    ok 'deleted' lt cluster delete kv --yes
}

# From outside, through the NodeBalancer.
ask_front() { # N
    python3 "$top/test/lab/visitor.py" "$(lt lab status --json | jq -r .dial)" get \
        "$(api GET /v4/nodebalancers | jq -r '.data[0].ipv4')" 80 "$1"
}
fronted() { # COUNT : so many web servers answer
    [ "$(ask_front 8 | sort | uniq -c | awk '$2 == 200' | wc -l)" = "$1" ]
}
try_front() {
    ok 'a NodeBalancer comes before the balancer' \
        lt cluster apply site package:haproxy-web --set nodes=3 --set nodebalancer=yes --yes
    ok 'all web servers answer through it' within 30 fronted 3
    is 198.18.0.1 "$(on "$(last site web)" 'cut -d" " -f1 /var/log/nginx/access.log | tail -n 1' | tr -d '\r')" \
        'and log who asked'
    ok 'those who ask the balancer itself are answered, too' within 5 served 3
    ok 'one more balancer' lt cluster scale site balancer=2 --yes
    balancer=$(labels site balancer | head -n 1)
    ok 'the first is killed' on "$balancer" 'systemctl kill --signal KILL haproxy; systemctl stop haproxy'
    ok 'the other goes on' within 30 fronted 3
    ok 'the NodeBalancer goes' lt cluster apply site package:haproxy-web --set nodebalancer=no --yes
    is 0 "$(api GET /v4/nodebalancers | jq .results)" 'it is gone'
    ok 'the first comes back' on "$balancer" 'systemctl start haproxy'
}
try_closed_front() {
    ok 'a site for some networks' lt cluster create closed package:haproxy-web --set nodes=1 --set balancers=1 \
        --set clients=203.0.113.0/24 --set nodebalancer=yes --yes
    ok 'is up' within 30 up_in_front
    is 'error closed' "$(ask_front 1)" 'and lets no others in through its NodeBalancer'
    ok 'deleted' lt cluster delete closed --yes
}
up_in_front() {
    lt cluster show closed | grep -q 'balancer.* UP'
}

try_haproxy() {
    ok 'haproxy-web' lt cluster create site package:haproxy-web --set balancers=1 --yes
    balancer=$(labels site balancer)
    first=$(labels site web | head -n 1)
    served() { # COUNT : so many web servers answer
        [ "$(on "$balancer" 'for i in 1 2 3 4 5 6 7 8; do curl -sS --max-time 3 http://127.0.0.1/; done' \
            2>"$work/served.err" | sort -u | grep -c .)" = "$1" ]
    }
    ok 'both web servers get their share' within 30 served 2
    ok 'one is killed' on "$first" 'systemctl kill --signal KILL nginx; systemctl stop nginx'
    ok 'and is left out' within 30 served 1
    ok 'it comes back' on "$first" 'systemctl start nginx'
    ok 'and gets its share' within 30 served 2
    status 2 'more than its parameter allows' lt cluster scale site balancer=11 --yes
    has "$work/err" '11 is more than 10, the most' 'is refused'
    ok 'one more' lt cluster scale site web+=1 --yes
    ok 'gets its share' within 60 served 3
    try_front
    ok 'all are rebooted' reboot_all site
    ok 'and serve again' within 60 served 3
    balancer=$(labels site balancer | head -n 1)
    on "$balancer" 'until [ -e /run/enough ]; do curl -sS -o /dev/null -w "%{http_code}\n" --max-time 9 http://127.0.0.1/; done' \
        >"$work/codes" 2>&1 &
    asking=$!
    ok 'one less' lt cluster scale site web-=1 --yes
    on "$balancer" 'touch /run/enough'
    wait $asking
    is 200 "$(tr -d '\r' <"$work/codes" | sort -u | xargs)" 'no request is lost'
    lost site "$(last site web)"
    is 1 "$(on "$balancer" 'grep -c server.*:80 /etc/haproxy/web.cfg')" 'the balancers know one'
    ok 'which has all' within 30 served 1
    ok 'one balancer less' lt cluster scale site balancer=1 --yes
    ok 'one more' lt cluster scale site web+=1 --yes
    ok 'gets its share' within 60 served 2
    ok 'deleted' lt cluster delete site --yes
    try_closed_front
}

try_postgres() {
    ok 'postgres-ha' lt cluster create pg package:postgres-ha --set database=shop --yes
    # shellcheck disable=SC2046
    set -- $(labels pg)
    sql() { # NODE PORT STATEMENT
        on "$1" "PGPASSWORD=\$(cat /etc/postgresql/app.password) psql -Atq -h 127.0.0.1 -p $2 -U shop shop -c \"$3\""
    }
    answers() { # WANTED NODE PORT STATEMENT
        [ "$(sql "$2" "$3" "$4" | paste -s -d ' ' -)" = "$1" ]
    }
    list='runuser -u postgres -- patronictl -c /etc/patroni/config.yml list -f json'
    leader() {
        on "$1" "$list" | jq -r '.[] | select(.Role == "Leader") | .Member'
    }
    members() { # NODE COUNT
        [ "$(on "$1" "$list" | jq '[.[] | select(.State == "running" or .State == "streaming")] | length')" = "$2" ]
    }
    ok 'one leads, two follow' within 60 members "$1" 3
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
    ok 'and follows' within 90 members "$other" 3
    ok 'one more' lt cluster scale pg db+=1 --yes
    ok 'follows, too' within 90 members "$1" 4
    ok 'the older ones lead to it' within 30 on "$1" "grep -q $(private "$(last pg db)"):5432 /etc/haproxy/haproxy.cfg"
    ok 'it has the data' within 30 answers '42 43' "$(last pg db)" 5001 'SELECT n FROM t ORDER BY n'
    voters() { # NODE
        on "$1" 'ETCDCTL_API=3 etcdctl member list' | grep -c started
    }
    ok 'it is made the primary' on "$1" \
        "runuser -u postgres -- patronictl -c /etc/patroni/config.yml switchover --candidate $(last pg db) --force"
    ok 'as which it leaves' lt cluster scale pg db-=1 --yes
    ok 'another one takes writes at once' within 10 sql "$1" 5000 'INSERT INTO t VALUES (44)'
    ok 'three are left' within 60 members "$1" 3
    is 3 "$(voters "$1")" 'and three vote'
    old=$(leader "$1")
    other=$1
    [ "$old" != "$1" ] || other=$2
    goes_on_without "$old" sql "$other" 5000 'INSERT INTO t VALUES (45)'
    ok 'and follows' within 120 members "$1" 3
    ok 'one more again' lt cluster scale pg db+=1 --yes
    ok 'follows, too' within 90 members "$1" 4
    ok 'all are rebooted' reboot_all pg
    ok 'and take writes again' within 120 sql "$1" 5000 'INSERT INTO t VALUES (46)'
    ok 'all of them' within 90 members "$2" 4
    ok 'with their data' within 30 answers '42 43 44 45 46' "$(last pg db)" 5001 'SELECT n FROM t ORDER BY n'
    lost pg "$(last pg db)"
    is 3 "$(voters "$1")" 'three vote'
    goes_on_without "$3" sql "$1" 5000 'INSERT INTO t VALUES (47)'
    ok 'and has the data' within 120 answers '42 43 44 45 46 47' "$3" 5000 'SELECT n FROM t ORDER BY n'
    ok 'deleted' lt cluster delete pg --yes
}

# A node whose image lacks what makes its file systems; nothing in its plan lets packages in.
try_programs() {
    make_plan() { # STORAGE
        printf 'name: p\nregions:\n- {region: us-east, nodes: [{name: n, type: g6-nanode-1, image: linode/debian12, count: 1%s}]}\n' \
            "$1" >"$work/programs.yaml"
    }
    make_plan ''
    ok 'a node' lt cluster create programs "$work/programs.yaml" --yes
    node=$(labels programs)
    ok 'lacks programs' on "$node" 'dpkg --purge --force-depends xfsprogs btrfs-progs && ! command -v mkfs.xfs'
    rules=$(on "$node" 'nft -n list chain inet lct out_rules')
    make_plan ', storage: [{label: a, type: blockstore, size: 10GB, fs: xfs, mount: /a}, {label: b, type: blockstore, size: 10GB, fs: btrfs, mount: /b}]'
    ok 'file systems of both kinds' lt cluster apply programs "$work/programs.yaml" --yes
    has "$work/err" '+ package btrfs-progs: where the image lacks it' 'are told'
    is 'xfs btrfs' "$(on "$node" 'echo $(findmnt -no FSTYPE /a) $(findmnt -no FSTYPE /b)')" 'and there'
    is "$rules" "$(on "$node" 'nft -n list chain inet lct out_rules')" 'the firewall is as it was'
    ok 'inventory and cloud agree' lt cluster audit programs
    ok 'deleted' lt cluster delete programs --yes
}

try_glusterfs() {
    ok 'glusterfs' lt cluster create files package:glusterfs --yes
    # shellcheck disable=SC2046
    set -- $(labels files)
    ok 'a file, written on one' on "$1" 'echo green >/srv/shared/colour'
    is green "$(on "$3" 'cat /srv/shared/colour')" 'is read on another'
    ok 'one is killed' on "$1" 'pkill -KILL -x glusterfsd; systemctl stop glusterd; ! pgrep -x glusterfsd'
    ok 'the others go on' on "$2" 'echo red >/srv/shared/colour'
    ok 'and agree' within 10 prints red "$3" 'cat /srv/shared/colour' # the kernel keeps what it read a moment
    ok 'it comes back' on "$1" 'systemctl start glusterd'
    ok 'with what it missed' within 60 prints red "$1" 'cat /srv/brick/shared/colour'
    is xfs "$(on "$1" 'findmnt -no FSTYPE /srv/brick')" 'its brick is a volume'
    ok 'a large file' on "$2" 'head -c 20000000 /dev/urandom >/srv/shared/large && echo yes >/srv/shared/only'
    ok 'is on all' within 60 prints 20000000 "$1" 'stat -c %s /srv/brick/shared/large'
    remade() { # NODE : another machine, its volume
        born=$(on "$1" 'stat -c %W /srv/brick/shared/large')
        api DELETE "/v4/linode/instances/$(lt node show "$1" --json | jq -r .node.id)" >/dev/null
        ok "$1 is lost with its machine" on "$2" 'echo green >/srv/shared/colour; rm /srv/shared/only; echo new >/srv/shared/new'
        ok 'applied again' lt cluster apply files package:glusterfs --yes
        ok 'it has all files' within 120 prints 'green new' "$1" 'cat /srv/brick/shared/colour /srv/brick/shared/new | xargs'
        ok 'none that was deleted' within 60 prints no "$1" '[ -e /srv/brick/shared/only ] || echo no'
        ok 'and reads them' within 60 prints 'green new' "$1" 'cat /srv/shared/colour /srv/shared/new | xargs'
        is "$born" "$(on "$1" 'stat -c %W /srv/brick/shared/large')" 'what nobody changed was not copied'
        ok 'nothing is left to heal' within 120 prints '0 0 0' "$2" 'gluster volume heal shared info | sed -n "s/^Number of entries: //p" | xargs'
        ok 'all know each other' within 60 prints 3 "$1" 'gluster pool list | grep -cw Connected'
        ok 'what it writes' on "$1" 'echo red >/srv/shared/colour; echo yes >/srv/shared/only'
        ok 'the others read' within 20 prints red "$2" 'cat /srv/shared/colour'
    }
    remade "$1" "$3"
    remade "$2" "$1"
    ok 'a brick is emptied' on "$3" 'systemctl stop glusterd; pkill -KILL glusterfs; rm -rf /srv/brick/glusterd /srv/brick/shared'
    api DELETE "/v4/linode/instances/$(lt node show "$3" --json | jq -r .node.id)" >/dev/null
    ok 'its machine is made anew' lt cluster apply files package:glusterfs --yes
    ok 'all files are copied to it' within 120 prints 'red new 20000000' "$3" \
        'echo $(cat /srv/brick/shared/colour /srv/brick/shared/new) $(stat -c %s /srv/brick/shared/large)'
    ok 'one more' lt cluster scale files files+=1 --yes
    ok 'has the files' within 60 prints red "$(last files files)" 'cat /srv/brick/shared/colour'
    ok 'what it writes' on "$(last files files)" 'echo blue >/srv/shared/colour'
    ok 'the others read' within 10 prints blue "$1" 'cat /srv/shared/colour'
    are_three() {
        prints '3 3' "$1" 'echo $(gluster volume info shared | grep -c "^Brick[0-9]") $(gluster pool list | grep -cw Connected)'
    }
    ok 'one less' lt cluster scale files files-=1 --yes
    ok 'three are left' within 30 are_three "$1"
    goes_on_without "$1" on "$2" 'echo green >/srv/shared/colour'
    ok 'with what it missed' within 120 prints green "$1" 'cat /srv/brick/shared/colour'
    ok 'one more again' lt cluster scale files files+=1 --yes
    ok 'has the files' within 60 prints green "$(last files files)" 'cat /srv/brick/shared/colour'
    lost files "$(last files files)"
    ok 'three are left' within 30 are_three "$1"
    goes_on_without "$3" on "$2" 'echo blue >/srv/shared/colour'
    ok 'all are rebooted' reboot_all files
    for node in $(labels files); do
        ok "$node has it mounted" within 90 on "$node" 'mountpoint -q /srv/shared'
        is blue "$(on "$node" 'cat /srv/shared/colour')" 'and reads the file'
    done
    ok 'a file, written on the last' on "$(last files files)" 'echo brown >/srv/shared/colour'
    ok 'is on all' within 60 prints brown "$1" 'cat /srv/brick/shared/colour'
    ok 'deleted' lt cluster delete files --yes
}

try_search() {
    ok 'search' lt cluster create find package:search --yes
    # shellcheck disable=SC2046
    set -- $(labels find)
    query() { # NODE STATEMENT
        lt node ssh "$1" -- "mariadb -h 127.0.0.1 -P 9306 -Ne \"$2\""
    }
    finds() { # WANTED NODE WORD
        [ "$(query "$2" "SELECT id FROM everywhere WHERE MATCH('$3') ORDER BY id ASC" 2>"$work/finds.err" |
            cut -f 1 | paste -s -d ' ' -)" = "$1" ]
    }
    ok 'a document on one node' query "$1" \
        "INSERT INTO here (id, title, content, source) VALUES (1, 'Green', 'the grass is green', 'a')"
    ok 'and on another' query "$2" \
        "INSERT INTO here (id, title, content, source) VALUES (2, 'Sky', 'the sky is no grass', 'b')"
    ok 'both are found on the third' finds '1 2' "$3" grass
    ok 'only one holds that word' finds 2 "$1" sky
    ok 'one is killed' on "$3" 'pkill -KILL searchd; systemctl stop sphinxsearch'
    ok 'the others go on' finds '1 2' "$1" grass
    ok 'it comes back' on "$3" 'systemctl start sphinxsearch'
    ok 'one more' lt cluster scale find search+=1 --yes
    ok 'with a document of its own' query "$(last find search)" \
        "INSERT INTO here (id, title, content, source) VALUES (3, 'Hay', 'hay was grass', 'c')"
    ok 'which the older ones find' within 60 finds '1 2 3' "$1" grass
    status 3 'who has documents does not leave' lt cluster scale find search-=1 --yes
    has "$work/err" 'it has 1 documents, which would be lost' 'and says why'
    ok 'which another one gets' query "$1" \
        "INSERT INTO here (id, title, content, source) VALUES (3, 'Hay', 'hay was grass', 'c')"
    ok 'without them' query "$(last find search)" 'TRUNCATE RTINDEX here'
    ok 'it leaves' lt cluster retry find
    ok 'the others find all' within 60 finds '1 2 3' "$2" grass
    is 3 "$(on "$1" 'grep -c agent.*here /etc/sphinxsearch/sphinx.conf')" 'and ask three'
    ok 'all are rebooted' reboot_all find
    ok 'and find all again' within 60 finds '1 2 3' "$2" grass
    lost find "$3"
    ok 'without it, too' within 60 finds '1 2 3' "$2" grass
    ok 'deleted' lt cluster delete find --yes
}

for package in ${LCT_PACKAGES:-starter web etcd redis galera zookeeper haproxy postgres glusterfs search programs}; do
    "try_$package"
done
is 0 "$(linodes)" 'nothing is left'
finish
