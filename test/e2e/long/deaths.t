#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 at every single commit: before it, in the midst of it and right after it; at every request that
# makes or removes a machine, left and answered. Of a create, growing, shrinking, new types, a deletion;
# then a resume. The machines are not booted, so that hundreds of deaths take minutes.
. "$(dirname "$0")/../e2e.sh"
. "$(dirname "$0")/../moments.sh"
lab_up

plan() { # TYPE
    cat >"$work/$1.yaml" <<P
name: deaths
regions:
- region: us-east
  nodes:
  - name: n
    type: $1
    count: 3
    nodenames: 'n-{index:02}'
    init: {boot-on-create: no}
P
}
plan g6-standard-1
plan g6-nanode-1

# account N TYPE : what is not as it should be; nothing when all is well.
account() {
    api GET '/v4/linode/instances?page_size=500' >"$work/account.json"
    jq -r --argjson n "$1" --arg type "$2" --arg tag "lct:$(db "select uuid from clusters where
        name = 'd' and state <> 'destroyed'")" --argjson stranger "$stranger" '
        [.data[] | select(.id != $stranger)] as $ours |
        (if ($ours | length) != $n then "there are \($ours | length) Linodes" else empty end),
        (if ([.data[].label] | unique | length) != (.data | length) then "a label is twice" else empty end),
        ($ours[] | select(.tags | index($tag) | not) | "\(.label) is not ours"),
        ($ours[] | select(.type != $type) | "\(.label) is a \(.type)")' "$work/account.json"
    [ "$stranger_before" = "$(api GET "/v4/linode/instances/$stranger" | jq -cS .)" ] ||
        echo 'the stranger is another'
}

again() {
    lt cluster delete d --yes >"$work/again" 2>&1
    [ "$1" = create ] || lt cluster create d "$work/g6-standard-1.yaml" --yes >"$work/again" 2>&1 ||
        cat "$work/again"
}

# resume_ends ACTION N TYPE : what is wrong after it.
resume_ends() {
    if lt cluster resume d >"$work/resumed" 2>&1; then
        account "$2" "$3"
        [ "$2" = 0 ] || lt cluster audit d >/dev/null 2>&1 || echo 'audit finds something'
    elif [ "$1 $(linodes)" = 'create 1' ] && grep -q 'no cluster d' "$work/resumed"; then
        : # it died before there was a cluster
    elif [ "$1" = delete ] && grep -q 'no cluster d' "$work/resumed"; then
        account 0 "$3"
    else
        cat "$work/resumed"
    fi
}

# may_be_undone ACTION : nothing was agreed on yet, and the cluster is as it was.
may_be_undone() {
    [ "$1" != create ] && [ -z "$(account 3 g6-standard-1)" ] && lt cluster audit d >/dev/null 2>&1
}

# deaths ACTION WHEN AFTER N TYPE COMMAND.. : dies at the first, the second ... until it lives.
deaths() {
    action=$1 when=$2 after=$3 n=$4 type=$5
    shift 5
    count=0 wrong='' undone=0
    while [ $((count += 1)) -lt 200 ]; do
        again "$action"
        die_at "$when" "$count" "$after" "$@"
        [ $? = 137 ] || break
        said=$(resume_ends "$action" "$n" "$type")
        if [ -n "$said" ] && may_be_undone "$action" && [ "$undone" = "$((count - 1))" ]; then
            undone=$count said=''
        fi
        [ -z "$said" ] || wrong="$wrong
#   $when $count: $said"
    done
    is 1 "$((count > 2))" "$action: it died $((count - 1)) times: $when $after"
    is '' "$wrong" "$action: and each time a resume ended it ($undone times there was nothing to end)"
}

each_moment() { # ACTION N TYPE COMMAND..
    action=$1 n=$2 type=$3
    shift 3
    for when in commit torn synced; do
        deaths "$action" $when '' "$n" "$type" "$@"
    done
    for after in 'POST /v4/linode/instances HTTP' 'DELETE /v4/linode/instances/'; do
        case "$action $after" in
            'create POST'* | 'grow POST'* | 'shrink DEL'* | apply* | 'delete DEL'*) ;;
            *) continue ;;
        esac
        for when in sent answered commit torn; do
            deaths "$action" $when "$after" "$n" "$type" "$@"
        done
    done
}

if ! shim_works; then
    echo 'ok 1 - deaths # SKIP nothing can be loaded into this build'
    n_tests=1
    finish
fi
make_stranger n-02
each_moment create 3 g6-standard-1 cluster create d "$work/g6-standard-1.yaml" --yes
each_moment grow 5 g6-standard-1 cluster scale d n=5 --yes
each_moment shrink 1 g6-standard-1 cluster scale d n=1 --yes
each_moment apply 3 g6-nanode-1 cluster apply d "$work/g6-nanode-1.yaml" --yes
each_moment delete 0 g6-standard-1 cluster delete d --yes
again create
is 1 "$(linodes)" 'nothing is left but the stranger'
finish
