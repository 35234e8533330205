#!/bin/sh
# SPDX-License-Identifier: MIT
# What is agreed to is what is done: the account is looked at once; what changes between the question
# and the yes is asked again; changes kept in a file are carried out as they stand there, or not at all.
. "$(dirname "$0")/e2e.sh"
lab_up --speed instant

make_plan() { # COUNT
    cat >"$work/plan.yaml" <<P
name: changes
regions:
- region: us-east
  nodes:
  - name: n
    type: g6-nanode-1
    image: linode/debian12
    count: $1
    nodenames: 'n-{index:02}'
    init: {boot-on-create: no}
P
}
requests() { # METHOD PATH : since `marker`
    lab_control GET /log | jq "[.[] | select(.n > $marker and .method == \"$1\" and (.target | test(\"$2\")))] | length"
}
mark() { marker=$(lab_control GET /log | jq 'map(.n) | max // 0'); }
lists='/linode/instances([?].*)?$'

make_plan 20
mark
ok 'a cluster of 20 nodes is created' lt cluster create c "$work/plan.yaml" --yes
is 1 "$(requests GET "$lists")" 'the account was listed once'
is 1 "$(requests GET account/availability)" 'and what is to be had was asked once'
is 20 "$(linodes)" 'all are there'

# on_terminal LINE ANSWER..: each answer is given when the next question is there.
on_terminal() {
    line=$1
    shift
    for word; do
        printf '%s\n' "$word"
    done >"$work/answers"
    : >"$work/shown"
    {
        n=0
        while read -r word; do
            n=$((n + 1))
            until [ "$(grep -c '\[y/N\]' "$work/shown")" -ge $n ] || [ $((tries += 1)) -gt 300 ]; do sleep 0.1; done
            [ $n != 1 ] || meanwhile
            echo "$word"
        done <"$work/answers"
    } | script -qfec "'$LCT_BUILD/linodetool' $line" "$work/shown" >/dev/null 2>&1
}
id_of() { api GET '/v4/linode/instances?page_size=500' | jq ".data[] | select(.label == \"$1\") | .id"; }
tries=0

meanwhile() { api DELETE "/v4/linode/instances/$(id_of n-07)" >/dev/null; }
make_plan 21
on_terminal "cluster apply c $work/plan.yaml" y y
is 2 "$(grep -c '\[y/N\]' "$work/shown")" 'a machine goes between the question and the yes: it is asked again'
has "$work/shown" 'something changed meanwhile' 'and told why'
has "$work/shown" 'is gone' 'and what'
is 21 "$(linodes)" 'what was agreed to is done'
ok 'inventory and cloud agree' lt cluster audit c

meanwhile() { api DELETE "/v4/linode/instances/$(id_of n-08)" >/dev/null; }
make_plan 22
on_terminal "cluster apply c $work/plan.yaml" y n
has "$work/shown" 'Nothing was done' 'who agreed to something else may say no'
is 20 "$(linodes)" 'and nothing was done'

meanwhile() { :; }
on_terminal "cluster apply c $work/plan.yaml" y
is 1 "$(grep -c '\[y/N\]' "$work/shown")" 'what stays as it was is asked once'
is 22 "$(linodes)" 'and done'

# ---- in a file

make_plan 23
ok 'changes are kept in a file' lt cluster plan c "$work/plan.yaml" --out "$work/c.changes"
is 600 "$(stat -c %a "$work/c.changes")" 'that nobody else may read'
make_plan 1
ok 'and carried out as they stand there' lt cluster apply "$work/c.changes" --yes
is 23 "$(linodes)" 'whatever became of the plan'
status 1 'a second time they are refused' lt cluster apply c "$work/c.changes" --yes
has "$work/err" 'changed since' 'and why'
has "$work/err" 'linodetool cluster plan' 'and what next'
make_plan 24
ok 'others are kept' lt cluster plan c "$work/plan.yaml" --out "$work/c.changes"
status 2 'of another cluster they are refused' lt cluster apply d "$work/c.changes" --yes
has "$work/err" 'not of d' 'and why'
api DELETE "/v4/linode/instances/$(id_of n-09)" >/dev/null
status 1 'a machine goes: they are refused' lt cluster apply c "$work/c.changes" --yes
is 22 "$(linodes)" 'and nothing was done'
is changed "$(lt --json cluster apply c "$work/c.changes" --yes 2>&1 | jq -r .error.code)" 'by a code of its own'
status 1 'no other file is overwritten' lt cluster plan c "$work/plan.yaml" --out "$work/plan.yaml"
has "$work/plan.yaml" 'name: changes' 'it is as it was'
status 2 'one word that is no such file' lt cluster apply c
has "$work/err" 'no file of changes' 'is told so'
printf '{"linodetool_changes": 1, "cluster"' >"$work/torn"
status 2 'a torn file' lt cluster apply "$work/torn" --yes
printf '{"linodetool_changes":1,"operation":"create","cluster":"x"}' >"$work/torn"
status 2 'one with parts missing' lt cluster apply "$work/torn" --yes
has "$work/err" 'no file of changes' 'are told so'
make_plan 2
ok 'a cluster that is not there yet' lt cluster plan new "$work/plan.yaml" --out "$work/new.changes"
is null "$(lt --json cluster list | jq '.clusters[] | select(.name == "new") | .name' | grep . || echo null)" 'is not made by that'
ok 'but by this' lt cluster apply "$work/new.changes" --yes
is 24 "$(linodes)" 'with its nodes'
ok 'deleted' lt cluster delete new --yes
ok 'deleted, too' lt cluster delete c --yes
finish
