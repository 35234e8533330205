# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # work, token and so on are of e2e.sh
# moments.sh - what the tests of crashes share, after e2e.sh: ending linodetool at an exact moment, and
# looking from outside at what it left behind.

shim=$LCT_BUILD/test/e2e/die_at.so
nodes_dir=$XDG_STATE_HOME/lct-lab/nodes

db() {
    sqlite3 "$XDG_DATA_HOME/linodetool/lab/inventory.db" "$1"
}

# die_at WHEN COUNT AFTER COMMAND.. : linodetool, which dies there (see die_at.c). AFTER may be ''.
die_at() {
    when=$1 count=$2 after=$3
    shift 3
    env DIE_WHEN="$when" DIE_COUNT="$count" ${after:+"DIE_AFTER=$after"} LD_PRELOAD="$shim" \
        "$LCT_BUILD/linodetool" "$@" >"$work/died" 2>&1 &
    wait $! 2>/dev/null
}

# die_once WHEN PATTERN COMMAND.. : linodetool, which dies at the first commit once there is such a file.
die_once() {
    export DIE_ONCE="$2"
    when=$1
    shift 2
    die_at "$when" 1 '' "$@"
    died=$?
    unset DIE_ONCE
    return $died
}

# A build with sanitizers may refuse to have anything loaded before them.
shim_works() {
    [ -e "$shim" ] && LD_PRELOAD=$shim "$LCT_BUILD/linodetool" version >/dev/null 2>&1
}

# victim COMMAND.. : linodetool, beside us, to be ended by `dies_when`.
victim() {
    "$LCT_BUILD/linodetool" "$@" >"$work/died" 2>&1 &
    victim=$!
}

until_true() {
    tries=0
    until "$@"; do
        kill -0 "$victim" 2>/dev/null && [ $((tries += 1)) -lt 6000 ] || return
        sleep 0.01
    done
}

# dies_when CONDITION.. : kill -9 as soon as it holds.
dies_when() {
    until_true "$@"
    kill -9 "$victim" 2>/dev/null
    wait "$victim" 2>/dev/null
}

# dies_between CONDITION -- CONDITION : it is frozen when the first holds, and dies when the second does:
# what its nodes ended meanwhile it never heard of. Both are one word.
dies_between() {
    until_true "$1"
    kill -STOP "$victim" 2>/dev/null
    dies_when "$2"
}

# on_nodes GLOB : how many nodes of the lab have such a file, seen from the host.
on_nodes() {
    n_found=0
    for found in "$nodes_dir"/*/disks/*/upper/$1; do
        [ -e "$found" ] && n_found=$((n_found + 1))
    done
    echo "$n_found"
}

# Nodes that were deleted are taken apart beside us: what is seen afterwards is of new ones.
nodes_gone() {
    tries=0
    while [ "$(on_nodes 'var/lib/lct')" -gt 0 ] && [ $((tries += 1)) -lt 600 ]; do sleep 0.05; done
}

# lines_on_nodes FILE : how many lines it has on each node that has it: "20x1" is one line on each of 20.
lines_on_nodes() {
    for found in "$nodes_dir"/*/disks/*/upper/$1; do
        [ -e "$found" ] && wc -l <"$found"
    done | sort | uniq -c | awk '{ printf "%s%sx%s", (NR > 1 ? " " : ""), $1, $2 }'
}

# ours CLUSTER : the machines that carry its tag, as the API says them.
ours() {
    api GET '/v4/linode/instances?page_size=500' |
        jq --arg tag "lct:$(db "select uuid from clusters where name = '$1' and state <> 'destroyed'")" \
            '[.data[] | select(.tags | index($tag))]'
}

# A Linode of somebody else; $stranger is its id.
make_stranger() { # LABEL
    stranger=$(api POST /v4/linode/instances "$(jq -n --arg l "$1" '{region: "us-east",
        type: "g6-nanode-1", label: $l, tags: ["theirs"]}')" | jq .id)
    stranger_before=$(api GET "/v4/linode/instances/$stranger" | jq -cS .)
}

stranger_is_untouched() { # DESCRIPTION
    is "$stranger_before" "$(api GET "/v4/linode/instances/$stranger" | jq -cS .)" "$1"
}
