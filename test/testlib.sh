# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# testlib.sh - what tests of linodetool share: a home of their own, TAP.
#
# Each test file sources this, says `ok`, `status`, `is`, `has`, `hasnt`, `empty` and ends with
# `finish`. LCT_BUILD is the build folder (default: build beside the checkout). Tests start in
# "$work", which nothing but they and the tool write to.

set -u
top=$(cd "$(dirname "$0")" && pwd)
top=${top%/test/*}
LCT_BUILD=$(cd "${LCT_BUILD:-$top/build}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/lct-cli.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
export HOME="$work/home" XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data"
export XDG_STATE_HOME="$work/state" XDG_CACHE_HOME="$work/cache" TERM=xterm
export LINODE_URL=http://127.0.0.1:9 # nobody listens: a test never asks the real API
unset LINODE_TOKEN LINODE_PROFILE CREDENTIALS_DIRECTORY NO_COLOR
cd "$work" || exit 1

n_tests=0 n_failed=0

lt() {
    "$LCT_BUILD/linodetool" "$@"
}

# verdict STATUS DESCRIPTION [DETAIL] : 0 is good.
verdict() {
    n_tests=$((n_tests + 1))
    if [ "$1" = 0 ]; then
        printf 'ok %d - %s\n' $n_tests "$2"
        return
    fi
    n_failed=$((n_failed + 1))
    printf 'not ok %d - %s\n' $n_tests "$2${3:+: $3}"
    tail -n 20 "$work/out" "$work/err" 2>/dev/null | sed 's/^/#   /'
}

# status WANTED DESCRIPTION COMMAND.. : ends with that status; its output is in $work/out and err.
status() {
    wanted=$1 described=$2
    shift 2
    "$@" >"$work/out" 2>"$work/err" </dev/null
    got=$?
    [ "$got" = "$wanted" ]
    verdict $? "$described" "status $got, wanted $wanted: $*"
}

# ok DESCRIPTION COMMAND.. : the command succeeds.
ok() {
    status 0 "$@"
}

# is WANTED GOT DESCRIPTION
is() {
    [ "$1" = "$2" ]
    verdict $? "$3" "got '$2', wanted '$1'"
}

# has FILE WORDS DESCRIPTION : the file (out, err) holds the words.
has() {
    grep -qF -- "$2" "$work/$1"
    verdict $? "$3" "no '$2' in $1"
}

# hasnt FILE WORDS DESCRIPTION
hasnt() {
    ! grep -qF -- "$2" "$work/$1"
    verdict $? "$3" "'$2' is in $1"
}

# empty FILE DESCRIPTION
empty() {
    [ ! -s "$work/$1" ]
    verdict $? "$2" "$1 is not empty"
}

finish() {
    echo "1..$n_tests"
    [ "$n_failed" = 0 ]
    exit
}
