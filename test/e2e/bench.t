#!/bin/sh
# SPDX-License-Identifier: MIT
# The benchmark still runs and says all it should; how fast anything is, is not judged here.
. "$(dirname "$0")/e2e.sh"

# What we measure of ourselves, beside ssh at its simplest: two nodes, once.
ok 'bench/run with two nodes' env LCT_BUILD="$LCT_BUILD" XDG_CACHE_HOME="$real_cache" \
    "$top/bench/run" --ours --nodes 2 --repeat 1 --json "$work/bench.json"
for what in 'bare start' create 'create, storage' hooks harden login more true 'phase node.secure'; do
    is 1 "$(jq --arg what "$what" '[.rows[] | select(.nodes == 2 and .what == $what) | .wall_s // empty] |
        if length > 0 and min > 0 then 1 else 0 end' \
        "$work/bench.json")" "it measured: $what"
done
is 0 "$(jq '[.rows[] | select(.failed > 0)] | length' "$work/bench.json")" 'nothing of it failed'
is 1 "$(jq '[.rows[] | select(.who == "linodetool cluster run")] | length' "$work/bench.json")" 'cluster run is in it'
is 'our CPU a login, ms|our CPU a further command, ms|create : bare start, wall' \
    "$(jq -r '[.goals[].name] | .[:3] | join("|")' "$work/bench.json")" 'the goals that need nobody else'
is true "$(jq '[.rows[] | select(.what == "requests, storage").each] | .[0] >= 7 and .[0] < 21' "$work/bench.json")" \
    'requests of nodes with disks and a volume are counted'
has "$work/out" 'our CPU a login, ms' 'and are in its table'
finish
