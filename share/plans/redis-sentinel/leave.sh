#!/bin/sh
# A node leaves before its machine goes (destroy): its Redis hands over, if it is the master, and the Sentinels
# of those who stay forget it. Where a machine was gone before that, or one joined (membership), those who
# stay bring their Sentinels in line. One after the other does, so that most of them always know all.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)
members=$(lct_list %a)
REDISCLI_AUTH=$(lct_password redis)
export REDISCLI_AUTH

sentinel() { # ADDRESS WORD..
    at=$1
    shift
    timeout 5 redis-cli -h "$at" -p 26379 sentinel "$@" 2>/dev/null | tr -d '\r'
}

master() { # ADDRESS
    sentinel "$1" get-master-addr-by-name main | head -n 1
}

# Those of the members whose Sentinel answers.
serving() {
    for one in $members; do
        [ -z "$(master "$one")" ] || echo "$one"
    done
}

# Whose Redis, or whose Sentinel, a Sentinel knows, its own among them.
known() { # ADDRESS replicas|sentinels
    if [ "$2" = replicas ]; then
        master "$1"
    else
        echo "$1"
    fi
    sentinel "$1" "$2" main | awk 'name == "ip" { print } { name = $0 }'
}

# ---- before our own goes

# One of them is asked, all must say so: whoever believes in us would lead clients here.
handed_over() {
    first=$(serving | head -n 1)
    [ -n "$first" ] || return 1
    [ "$(master "$first")" != "$me" ] || {
        sentinel "$first" failover main
        return 1
    }
    for one in $(serving); do
        [ "$(master "$one")" != "$me" ] || return 1
    done
}

step_down() {
    lct_wait 180 'another master' handed_over
    systemctl disable --quiet --now redis-sentinel redis-server
}

# ---- Sentinels forget nobody by themselves

# A master that died is well to it for some seconds more.
well() { # ADDRESS
    sentinel "$1" master main | awk 'name == "flags" { flags = $0 } { name = $0 } END { exit flags != "master" }' &&
        timeout 5 redis-cli -h "$(master "$1")" role | grep -qx master
}

knows_strangers() { # ADDRESS
    { known "$1" replicas && known "$1" sentinels; } | grep -qvxF "$members"
}

has_data() { # ADDRESS
    [ "$(timeout 5 redis-cli -h "$1" ping)" = PONG ]
}

knows_all() { # ADDRESS
    for one in $serving; do
        known "$1" sentinels | grep -qxF "$one" || return 1
        ! has_data "$one" || known "$1" replicas | grep -qxF "$one" || return 1
    done
}

# A majority of all members promotes, whoever is known at a time.
bring_in_line() { # ADDRESS
    sentinel "$1" set main quorum $(($(lct_count) / 2 + 1)) >/dev/null
    knows_strangers "$1" || return 0
    lct_wait 180 "a master that $1 sees" well "$1"
    sentinel "$1" reset main >/dev/null
    lct_wait 60 "$1 to find the others again" knows_all "$1"
}

[ -n "$members" ] || exit 0 # all go
[ -n "${LCT_LEFT_MEMBERS-}" ] || step_down
serving=$(serving)
for address in $serving; do
    bring_in_line "$address"
done
