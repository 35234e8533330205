#!/bin/sh
# SPDX-License-Identifier: MIT
# Errors: exit statuses, the form for people, the form for programs, and where nothing can be said.
. "$(dirname "$0")/../testlib.sh"

for noun in cluster node; do
    status 5 "an unknown $noun" lt $noun show prod
    has err "linodetool: there is no $noun prod" 'is told to a person'
    has err "linodetool $noun list shows those there are" 'with what to do next'
    empty out 'and not on standard output'
done
status 5 'an unknown operation' lt operation show 99
has err 'linodetool operation list' 'where to look'
status 5 'an unknown secret' lt secret get personal-token
status 5 'an unknown cluster to delete' lt cluster delete prod --yes
status 255 'node ssh fails as ssh does' lt node ssh web -- true

# json DESCRIPTION CODE WORD.. : the error is one JSON document on standard error.
json() {
    case=$1 code=$2
    shift 2
    lt "$@" >"$work/out" 2>"$work/err" </dev/null
    is "$code" "$(jq -r .error.code "$work/err")" "$case: code"
    is 'code,hint,message' "$(jq -r '.error | keys | join(",")' "$work/err")" "$case: fields"
    empty out "$case: nothing else"
}
json 'not found' notfound cluster show prod --json
json 'usage' usage cluser --json
json 'usage, --json last' usage cluster list --jsn --json
json 'usage, --json first' usage --json cluster crate
json 'auth' auth --json cluster create x "$top/examples/demo.yaml" --yes
json 'a question' usage --json secret delete x
json 'quotes and control characters' notfound node show "$(printf 'a"b\\c\nd\001\302\205e')" --json
json 'what is no UTF-8' notfound node show "$(printf 'a\377b')" --json
status 5 'an escape sequence in a name' lt node show "$(printf 'a\033[31mb')"
hasnt err "$(printf '\033')" 'does not reach the terminal'

status 5 'an unknown node to delete' lt node delete web

for words in 'lab reset' 'secret delete x'; do
    # shellcheck disable=SC2086 # words
    status 2 "$words without a terminal" lt $words
    has err 'add --yes' "$words: says what to add"
    hasnt err '[y/N]' "$words: asks nobody"
done

full() { "$@" >/dev/full; }
closed() { "$@" >&-; }
for words in --help 'cluster list --json' 'completion bash' 'secret list --json' version; do
    # shellcheck disable=SC2086
    status 1 "$words: a full disk is an error" full "$LCT_BUILD/linodetool" $words
    has err 'cannot write' "$words: and told"
    # shellcheck disable=SC2086
    status 1 "$words: so is a closed standard output" closed "$LCT_BUILD/linodetool" $words
done
for most in 6 8 10; do
    status 1 "at most $most open files" prlimit --nofile=$most:$most "$LCT_BUILD/linodetool" cluster list
    has err 'Too many open files' 'is told'
done
all_closed() { "$@" <&- >&- 2>&-; }
status 1 'all standard files closed' all_closed "$LCT_BUILD/linodetool" cluster list
finish
