# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# lab.sh - what tests of the lab's API share: a lab without nodes, its API by curl, TAP.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
lab=${LCT_BUILD:-$top/build}/lct-lab
work=$(mktemp -d)
n_tests=0 n_failed=0

# ---- TAP

result() { # STATUS WHAT
    n_tests=$((n_tests + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n_tests - $2"
    else
        n_failed=$((n_failed + 1))
        echo "not ok $n_tests - $2"
        sed 's/^/#   /' "$work/head" "$work/body" 2>/dev/null | cut -c1-400
    fi
}

is() { # WANTED GOT WHAT
    [ "$1" = "$2" ]
    result $? "$3$([ "$1" = "$2" ] || printf ' (wanted %s, got %s)' "$1" "$2")"
}

# ---- the lab

# The lab with $pid: its own word, not that of one that was killed.
until_running() {
    for _ in $(seq 100); do
        [ "$(jq -r '"\(.state) \(.pid)"' "$work/lab/status.json" 2>/dev/null)" = "running $pid" ] && return
        sleep 0.1
    done
}

lab_start() { # OPTIONS
    "$lab" serve --no-nodes --state "$work/lab" --cache "$work/cache" "$@" 2>>"$work/log" &
    pid=$!
    until_running
    url=$(jq -r .url "$work/lab/status.json")
    control=$(jq -r .control_token "$work/lab/status.json")
    token=$(cat "$work/lab/token")
}

lab_stop() {
    kill "$pid" 2>/dev/null
    wait "$pid"
}

trap 'kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# call METHOD PATH [BODY [X-FILTER]] : sets $status; the answer lies in $work/head and $work/body.
call() {
    status=$(curl -sS -o "$work/body" -D "$work/head" -w '%{http_code}' -X "$1" \
        ${token:+-H "Authorization: Bearer $token"} -H 'Content-Type: application/json' \
        ${4:+-H "X-Filter: $4"} ${3:+--data-binary "$3"} "$url$2" 2>"$work/curl")
}

control() { # METHOD PATH [BODY]
    curl -sS -o "$work/body" -X "$1" -H "Authorization: Bearer $control" ${3:+--data "$3"} "$url/lab$2"
}

body() { # FILTER
    jq -c "$1" "$work/body" 2>/dev/null
}

header() { # NAME
    tr -d '\r' <"$work/head" | sed -n "s/^$1: //Ip"
}

# refused STATUS REASON FIELD WHAT : the only error of the last call ("-": without a field).
refused() {
    is "$1 $2 $3" "$status $(jq -r '.errors[0] | "\(.reason) \(.field // "-")"' "$work/body")" "$4"
}

until_status() { # ID STATUS
    for _ in $(seq 100); do
        call GET "/v4/linode/instances/$1"
        [ "$(body .status)" = "\"$2\"" ] && return
        sleep 0.05
    done
}

until_idle() {
    for _ in $(seq 100); do
        control GET /status
        [ "$(body .jobs)" = 0 ] && return
        sleep 0.05
    done
}

# shellcheck disable=SC2034 # $id is for who calls it
create() { # LABEL [MORE] : sets $id
    call POST /v4/linode/instances "{\"region\": \"us-east\", \"type\": \"g6-nanode-1\", \"label\": \"$1\",
        \"image\": \"linode/debian12\", \"root_pass\": \"thisIsYourRootPassword\"${2:+, $2}}"
    id=$(body .id)
}
