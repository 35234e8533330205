#!/bin/sh
# A member takes itself out of its etcd cluster before its machine goes (destroy); those who stay take out
# whose machine was gone before that (membership).
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

staying=$(lct_list %a)
endpoints=$(lct_join , 'http://%a:2379')

ctl() {
    ETCDCTL_API=3 etcdctl --endpoints "$endpoints" --dial-timeout 2s --command-timeout 5s "$@"
}

# Their addresses; but another machine may have one of them by now.
leaving() {
    if [ -n "${LCT_LEFT_MEMBERS-}" ]; then
        LCT_MEMBERS=$LCT_LEFT_MEMBERS lct_list %a
    else
        lct_address
    fi | grep -vxF "$staying" || :
}

# The others refuse while those who would be left are not well.
take_out() { # ADDRESS
    members=$(ctl member list) || return 1
    member=$(echo "$members" | awk -F ', ' -v peer="http://$1:2380" '$4 == peer { print $1 }')
    [ -z "$member" ] || ctl member remove "$member"
}

[ -n "$staying" ] || exit 0 # all go
for address in $(leaving); do
    lct_wait 120 "the others to do without $address" take_out "$address"
done
[ -n "${LCT_LEFT_MEMBERS-}" ] || systemctl disable --quiet --now etcd
