#!/bin/sh
# A member takes itself out of its ensemble before its machine goes (destroy); those who stay take out whose
# machine was gone before that (membership).
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"
# shellcheck source=ensemble.sh
. "$LCT_FILES/ensemble.sh"

staying=$(lct_list %a)

# Their addresses; but another machine may have one of them by now.
leaving() {
    if [ -n "${LCT_LEFT_MEMBERS-}" ]; then
        LCT_MEMBERS=$LCT_LEFT_MEMBERS lct_list %a
    else
        lct_address
    fi | grep -vxF "$staying" || :
}

# By its number, which its next machine has, too: only while the list is the one that was looked at.
take_out() { # ADDRESS
    members=$(ensemble)
    [ -n "$members" ] || return 1
    number=$(echo "$members" | sed -n "s/^server\.\([0-9]*\)=$1:.*/\1/p")
    [ -n "$number" ] || return 0
    reconfigure -remove "$number" -v "$(echo "$members" | sed -n 's/^version=//p')"
    return 1
}

[ -n "$staying" ] || exit 0 # all go
for address in $(leaving); do
    lct_wait 60 "the others to do without $address" take_out "$address"
done
[ -n "${LCT_LEFT_MEMBERS-}" ] || systemctl disable --quiet --now zookeeper
