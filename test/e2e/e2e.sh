# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# e2e.sh - what the end-to-end tests share: a lab of their own, its API by curl, TAP.
#
# Each test file sources this, calls `lab_up`, says `ok`/`is`/`has` and ends with `finish`.
# LCT_BUILD is the build folder (default: build beside the checkout).

set -u
top=$(cd "$(dirname "$0")" && pwd)
top=${top%/test/*}
LCT_BUILD=${LCT_BUILD:-$top/build}
real_cache=${XDG_CACHE_HOME:-$HOME/.cache}
work=$(mktemp -d /tmp/lct-e2e.XXXXXX)
export XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data" XDG_STATE_HOME="$work/state"
export XDG_CACHE_HOME="$work/cache" HOME="$work/home" NO_COLOR=1
unset LINODE_TOKEN LINODE_URL LINODE_PROFILE CREDENTIALS_DIRECTORY
mkdir -p "$work/home" "$work/cache" "$real_cache/lct-lab"
ln -s "$real_cache/lct-lab" "$work/cache/lct-lab" # the base image is made once a machine

n_tests=0 n_failed=0

lt() {
    "$LCT_BUILD/linodetool" "$@"
}

# ok DESCRIPTION COMMAND... : the command succeeds.
ok() {
    what=$1
    shift
    n_tests=$((n_tests + 1))
    if "$@" >"$work/out" 2>"$work/err"; then
        echo "ok $n_tests - $what"
    else
        echo "not ok $n_tests - $what (status $?: $*)"
        sed 's/^/#   /' "$work/out" "$work/err" | tail -n 40
        n_failed=$((n_failed + 1))
    fi
}

# status WANTED DESCRIPTION COMMAND... : the command ends with that exit status.
status() {
    wanted=$1 what=$2
    shift 2
    "$@" >"$work/out" 2>"$work/err"
    is "$wanted" $? "$what"
    [ "$last" = ok ] || sed 's/^/#   /' "$work/out" "$work/err" | tail -n 40
}

# is WANTED GOT DESCRIPTION
is() {
    n_tests=$((n_tests + 1))
    if [ "$1" = "$2" ]; then
        echo "ok $n_tests - $3"
        last=ok
    else
        echo "not ok $n_tests - $3: got '$2', wanted '$1'"
        n_failed=$((n_failed + 1))
        last=no
    fi
}

# until_is WANTED COMMAND.. : waits up to a minute for the command to say so; $said is its last word.
until_is() {
    awaited=$1 last_try=$(($(date +%s) + 60))
    shift
    while said=$("$@"); [ "$said" != "$awaited" ]; do
        [ "$(date +%s)" -lt $last_try ] || return
        sleep 0.2
    done
}

# becomes WANTED DESCRIPTION COMMAND.. : what takes time to be so, judged by the very answer that was
# waited for: one more question could meet the next change.
becomes() {
    becoming=$1 described=$2
    shift 2
    until_is "$becoming" "$@"
    is "$becoming" "$said" "$described"
}

# has FILE WORDS DESCRIPTION : the file holds the words.
has() {
    n_tests=$((n_tests + 1))
    if grep -qF -- "$2" "$1"; then
        echo "ok $n_tests - $3"
    else
        echo "not ok $n_tests - $3: no '$2' in:"
        sed 's/^/#   /' "$1" | tail -n 20
        n_failed=$((n_failed + 1))
    fi
}

lab_up() {
    lt lab start "$@" >"$work/lab.out" 2>&1 || {
        echo "Bail out! the lab does not start"
        sed 's/^/#   /' "$work/lab.out"
        exit 1
    }
    url=$(lt lab status --json | jq -r .url)
    token=$(cat "$(lt lab status --json | jq -r .token_file)")
    control=$(jq -r .control_token "$XDG_STATE_HOME/lct-lab/status.json")
}

# api METHOD PATH [BODY] : a request to the lab, as anybody with the token could send it.
api() {
    curl -sS -X "$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        ${3:+--data "$3"} "$url$2"
}

# lab_control METHOD PATH [BODY] : faults, limits, the log.
lab_control() {
    curl -sS -X "$1" -H "Authorization: Bearer $control" -H 'Content-Type: application/json' \
        ${3:+--data "$3"} "$url/lab$2"
}

# linodes : how many the lab's account holds.
linodes() {
    api GET /v4/linode/instances | jq -r .results
}

# took : how long the last operation did, in milliseconds.
took() {
    sqlite3 "$XDG_DATA_HOME/linodetool/lab/inventory.db" \
        'SELECT ended_ms - started_ms FROM operations ORDER BY id DESC LIMIT 1'
}

# What the lab has to say of a test that failed: what of its jobs failed, and its log.
lab_told() {
    echo '# jobs of the lab that failed:'
    api GET /v4/account/events | jq -r '.data[] | select(.status == "failed") |
        "#   \(.action) of \(.entity.label): \(.message)"'
    sed 's/^/# lab.log: /' "$XDG_STATE_HOME/lct-lab/lab.log" | tail -n 40
}

finish() {
    [ "$n_failed" = 0 ] || lab_told
    lt lab stop >"$work/stop.out" 2>&1 || {
        n_tests=$((n_tests + 1)) n_failed=$((n_failed + 1))
        echo "not ok $n_tests - the lab stops"
        sed 's/^/#   /' "$work/stop.out"
    }
    echo "1..$n_tests"
    rm -rf "$work"
    [ "$n_failed" = 0 ]
    exit
}

trap 'lt lab stop >/dev/null 2>&1; exit 1' INT TERM
