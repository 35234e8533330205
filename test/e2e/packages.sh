# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # work is e2e.sh's
# packages.sh - what the tests of packaged plans share: looking at nodes, waiting, rebooting all of them.
# Sourced after e2e.sh.

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
last() { # CLUSTER GROUP : the one that joined last
    labels "$@" | tail -n 1
}
private() { # NODE
    lt node show "$1" --json | jq -r .node.private_ipv4
}
public() {
    lt node show "$1" --json | jq -r .node.public_ipv4
}
machine() { # NODE
    api GET '/v4/linode/instances?page_size=100' | jq -r --arg l "$1" '.data[] | select(.label == $l) | .id'
}
power() { # NODE boot|shutdown|reboot
    api POST "/v4/linode/instances/$(machine "$1")/$2" '{}' >/dev/null
}
lose() { # NODE : its machine, by another hand: it says nothing to anybody
    api DELETE "/v4/linode/instances/$(machine "$1")" >/dev/null
}
is_status() { # NODE STATUS
    [ "$(api GET '/v4/linode/instances?page_size=100' | jq -r --arg l "$1" '.data[] | select(.label == $l) | .status')" = "$2" ]
}
came_back() { # NODE
    on "$1" 'test ! -e /run/before'
}
# All nodes of a cluster at once; then each answers again.
reboot_all() { # CLUSTER
    for node in $(labels "$1"); do
        on "$node" 'touch /run/before' || return 1
    done
    for node in $(labels "$1"); do
        power "$node" reboot
    done
    for node in $(labels "$1"); do
        within 120 came_back "$node" || return 1
    done
}
