#!/bin/sh
# Leaves the cluster in good order: the others count one member less, and a majority of them is enough. Where
# none of those who stay serves, what this one has may be the newest: it does not leave.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

others_serve() {
    /usr/local/sbin/lct-galera ask_all >said
    for address in $(lct_list %a | grep -vxF "$(lct_address)"); do
        ! awk -v one="$address" '$2 == one { print $3 }' said | grep -qx primary || return 0
    done
    return 1
}

# Whoever joins may be copying our data.
gives_none() {
    ! mariadb -Ne "SHOW STATUS LIKE 'wsrep_local_state_comment'" | grep -q Donor
}

[ "$(lct_count)" != 0 ] || exit 0 # all go
lct_wait 60 'one of those who stay to serve' others_serve
lct_wait 900 'whoever copies its data' gives_none
systemctl stop mariadb
lct_wait 60 'those who stay to go on' others_serve
