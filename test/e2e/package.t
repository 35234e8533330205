#!/bin/sh
# SPDX-License-Identifier: MIT
# A packaged plan, created in the lab by its name alone (etcd, the quickest of those that vote): written here,
# read there; one is killed; it grows; one leaves, and another is killed; all are rebooted. The others are
# tried in long/.
. "$(dirname "$0")/e2e.sh"
. "$top/test/e2e/packages.sh"
lab_up

ok 'etcd' lt cluster create kv package:etcd --yes
# shellcheck disable=SC2046 # labels are words
set -- $(labels kv)
is 3 $# 'three nodes'
started() { # COUNT NODE
    [ "$(on "$2" 'etcdctl member list' 2>"$work/started.err" | grep -c started)" = "$1" ]
}
get='etcdctl get colour --print-value-only'
ok 'each knows three members' started 3 "$1"
ok 'what is written on one' on "$1" 'etcdctl put colour green'
is green "$(on "$3" "$get")" 'is read on another'
ok 'one is killed' on "$1" 'systemctl kill --signal KILL etcd; systemctl stop etcd'
ok 'the others go on' within 20 on "$2" 'etcdctl put colour red'
is red "$(on "$3" "$get")" 'and agree'
ok 'it comes back' on "$1" 'systemctl start etcd'

status 2 'more than its parameter allows' lt cluster scale kv etcd=11 --yes
has "$work/err" '11 is more than 9, the most' 'is refused'
status 2 'a smaller type for all of them at once' lt cluster apply kv package:etcd --set type=g6-nanode-1 --yes
has "$work/err" 'would leave no majority' 'is refused, too'
is 3 "$(linodes)" 'all are there'
ok 'a larger type is not' lt cluster apply kv package:etcd --set type=g6-standard-2 --yes
is red "$(on "$3" "$get")" 'as they change one after the other'
ok 'one more' lt cluster scale kv etcd+=1 --yes
ok 'its plan again, which says nothing of that one' lt cluster apply kv package:etcd --set clients=192.0.2.0/24 --dry-run
has "$work/out" 'to keep them: --set nodes=4' 'tells what keeps it'
ok 'which' lt cluster apply kv package:etcd --set clients=192.0.2.0/24 --set nodes=4 --dry-run
has "$work/out" '4 nodes' 'does'
ok 'is a member to the others' started 4 "$2"
is red "$(on "$(last kv etcd)" "$get")" 'and has the data'

old=$1
shift
set -- "$@" "$(last kv etcd)"
ok 'the first leaves' lt cluster scale kv --remove "$old" --yes
ok 'to the others it is no member' started 3 "$1"
ok 'one more is killed' on "$2" 'systemctl kill --signal KILL etcd; systemctl stop etcd'
ok 'the others go on' within 20 on "$3" 'etcdctl put colour blue'
is blue "$(on "$1" "$get")" 'and agree'

ok 'all are rebooted' reboot_all kv
ok 'and serve again' within 60 prints blue "$1" "$get"
ok 'the last one, too' within 30 prints blue "$(last kv etcd)" "$get"
ok 'deleted' lt cluster delete kv --yes
is 0 "$(linodes)" 'nothing is left'
finish
