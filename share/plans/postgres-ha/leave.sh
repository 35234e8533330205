#!/bin/sh
# Hands over to one of those who stay where it leads, and stops when another one leads.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

patroni=http://$(lct_address):8008

leads() {
    curl -fsS --max-time 5 "$patroni/leader"
}

another_leads() {
    runuser -u postgres -- patronictl -c /etc/patroni/config.yml list -f tsv |
        awk -F '\t' -v me="$LCT_HOSTNAME" '$2 != me && $4 == "Leader" { found = 1 } END { exit !found }'
}

# One that follows too far behind, or not at all, declines.
hand_over() {
    for one in $(lct_list %n | grep -vxF "$LCT_HOSTNAME"); do
        ! leads || curl -fsS --max-time 90 "$patroni/switchover" \
            -d "{\"leader\": \"$LCT_HOSTNAME\", \"candidate\": \"$one\"}" || continue
        return 0
    done
    return 1
}

[ "$(lct_count)" != 0 ] || exit 0 # all go
lct_wait 60 'one of the others to take over' hand_over
lct_wait 60 'another one to lead' another_leads
systemctl stop patroni
