#!/bin/sh
# SPDX-License-Identifier: MIT
# The API lets 5 Linodes be created in 15 s: nobody is refused, and how long it takes is told before.
# alone: it holds what was told against what it took
. "$(dirname "$0")/e2e.sh"
lab_up

plan() { # NAME COUNT
    cat >"$work/$1.yaml" <<P
name: $1
regions:
- region: us-east
  nodes:
  - {name: $1, type: g6-nanode-1, count: $2}
P
}

# told FILE : what the line that tells it says, in milliseconds.
told() {
    sed -nE 's/^It takes about ((([0-9]+) min )?([0-9]+) s).*/\3 \4/p' "$1" |
        awk 'NF == 1 { print $1 * 1000 } NF == 2 { print ($1 * 60 + $2) * 1000 }'
}

# creates STATUS : how many the lab answered so.
creates() { # STATUS
    lab_control GET /log | jq "[.[] | select(.method == \"POST\" and .status == $1
        and (.target | test(\"^/v4(beta)?/linode/instances$\")))] | length"
}

# near TOLD TOOK PERCENT : the greater is at most so many per cent of the other.
near() {
    echo "told $1 ms, took $2 ms"
    [ $(($1 * 100)) -le $(($2 * $3)) ] && [ $(($2 * 100)) -le $(($1 * $3)) ]
}

# The begin of the operation tells it once more when it has changed since the plan was shown.
told_last() {
    before=$(told "$1")
    again=$(sed -n 's/^this takes/It takes/p' "$1" >"$work/again" && told "$work/again")
    echo "${again:-$before}"
}

plan small 4
plan big 12
lab_control POST /limits '{"class": "create", "limit": 5, "window_s": 15}' >/dev/null
ok 'a first one, of which nothing was learned' lt cluster plan small "$work/small.yaml"
is 1 "$(grep -cE '^It takes [0-9].* to [0-9]+ (s|min).*\.$' "$work/out")" 'is told from when to when'
three='"\(.estimate_from_ms) \(.estimate_ms) \(.estimate_to_ms)"'
lt cluster plan small "$work/small.yaml" --json >"$work/promised"
ok 'a small cluster, from which it learns' lt cluster create small "$work/small.yaml" --yes --json
is "$(jq -r "$three" "$work/promised")" "$(jq -r "select(.event == \"begin\") | $three" "$work/err")" 'its begin says what the plan did'
ok 'what a big one would be' lt cluster plan big "$work/big.yaml"
has "$work/out" ': 12 Linodes at 5 per 15 s.' 'the plan tells the limit that it is under'

# Nodes boot faster and slower as the machine has other work: three tries, each learns.
almost=no
for try in 1 2 3; do
    ok "try $try: twelve are created" lt cluster create "big$try" "$work/big.yaml" --yes
    cp "$work/err" "$work/told"
    has "$work/told" ': 12 Linodes at 5 per 15 s.' 'how long it takes is told before'
    is $((4 + 12 * try)) "$(creates 200)" 'each was asked for once'
    told=$(told_last "$work/told") took=$(took)
    ok 'what was told is within the factor of 1.5' near "$told" "$took" 150
    sed 's/^/# /' "$work/out"
    near "$told" "$took" 110 >/dev/null && almost=yes && break
    ok 'and deleted' lt cluster delete "big$try" --yes
done
is yes $almost 'it took as long as was told, within a tenth'
is 0 "$(creates 429)" 'nobody was refused'
finish
