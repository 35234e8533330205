#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 of what changes a cluster: a deletion, a scaling, an apply that replaces machines, a resume itself;
# hooks that a reboot interrupts; a stranger who takes a label while nobody looks.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

make_plan() { # TYPE
    cat >"$work/plan.yaml" <<P
name: changes
regions:
- region: us-east
  nodes:
  - name: n
    type: $1
    count: 3
    nodenames: 'n-{index:02}'
    firewall: [allow in tcp 8080 from n]
    init:
      firstboot:
      - {name: 'script:hook.sh'}
P
}
make_plan g6-standard-1
# make_hook [NODE] : that node's is there to be interrupted: it does not end by itself the first time.
make_hook() {
    cat >"$work/hook.sh" <<H
pause=3
[ "\$(hostname)" != "${1-}" ] || [ -e /root/hook.began ] || pause=600
touch /root/hook.began
sleep \$pause
echo ran >>/root/hook.log
H
}
create="cluster create c $work/plan.yaml --yes"
post='POST /v4/linode/instances HTTP'
delete='DELETE /v4/linode/instances/'

node_id() { # LABEL
    ours c | jq ".[] | select(.label == \"$1\") | .id"
}
hook_runs() { [ "$(ls "$nodes_dir/$1"/disks/*/upper/root/hook.began 2>/dev/null)" ]; }
all_in_hook() { [ "$(on_nodes root/hook.began)" = 3 ]; }
is_back() { # ID
    [ "$(api GET "/v4/linode/instances/$1" | jq -r .status)" = running ]
}
reboot_in_hook() { # LABEL
    rebooted=$(node_id "$1")
    ok "$1 is rebooted in the midst of its hook" hook_runs "$rebooted"
    api POST "/v4/linode/instances/$rebooted/reboot" '{}' >/dev/null
    tries=0
    until is_back "$rebooted" || [ $((tries += 1)) -gt 200 ]; do sleep 0.1; done
}
# exact N HOW : so many of ours, the stranger as he was, no label twice, each hook once, all agree.
exact() {
    is "$1" "$(ours c | jq length)" "$2: $1 Linodes are ours"
    is $(($1 + 1)) "$(linodes)" "$2: and there are no others but the stranger"
    is $(($1 + 1)) "$(api GET '/v4/linode/instances?page_size=500' | jq '[.data[].label] | unique | length')" \
        "$2: no label twice"
    stranger_is_untouched "$2: the stranger is as it was"
    for node in $(lt query cluster=c --format '{label}'); do
        is ran "$(lt node ssh "$node" -- sudo cat /root/hook.log)" "$2: the hook of $node ran once"
        is "$1" "$(lt node ssh "$node" -- "sed -n '/^# lct begin/,/^# lct end/p' /etc/hosts" | grep -vc '^#')" \
            "$2: $node knows all"
    done
    ok "$2: inventory and cloud agree" lt cluster audit c
}
deleted() {
    ok 'deleted' lt cluster delete c --yes
    is 1 "$(linodes)" 'nothing is left but the stranger'
    is 0 "$(find "$XDG_DATA_HOME/linodetool/secrets" -type f | grep -c clusters/)" 'nor a key'
    nodes_gone
}
# with_shim COMMAND.. : skipped, and said to be, where it cannot be loaded.
with_shim() {
    if shim_works; then
        "$@"
    else
        n_tests=$((n_tests + 1))
        echo "ok $n_tests - $1 # SKIP nothing can be loaded into this build"
    fi
}

make_stranger n-02

# ---- hooks that a reboot of their node interrupts, with nobody there, and with somebody there

make_hook n-01
# shellcheck disable=SC2086 # words of a command
victim $create
dies_when all_in_hook
reboot_in_hook n-01
status 3 'resume reports the hook that was interrupted' lt cluster resume c
has "$work/err" 'n-01' 'by the name of its node'
has "$work/err" 'interrupted' 'and what happened to it'
is 0 "$(grep -c 'n-03.*interrupted' "$work/err")" 'the others went on without us'
status 3 'to resume again is not to run it again' lt cluster resume c
is 2x1 "$(lines_on_nodes root/hook.log)" 'nor did it'
status 1 'audit says that one is not finished' lt cluster audit c
ok 'retry finishes it' lt cluster retry c
exact 3 'a hook interrupted with nobody there'
deleted

make_hook n-03
# shellcheck disable=SC2086
victim $create
until_true all_in_hook
reboot_in_hook n-03
wait "$victim"
is 3 $? 'a create whose node is rebooted in its hook ends 3'
has "$work/died" 'interrupted' 'and says so'
ok 'retry finishes it, too' lt cluster retry c
exact 3 'a hook interrupted before our eyes'

# ---- changes, killed: the cluster stays for the next

scale_dies() {
    die_at answered 1 "$post" cluster scale c n=5 --yes
    is 137 $? 'a scaling is killed when the first new machine was made'
    ok 'resumed' lt cluster resume c
    exact 5 'a scaling'
    die_at sent 1 "$delete" cluster scale c n=3 --yes
    is 137 $? 'shrinking is killed when the first deletion has left'
    ok 'resumed' lt cluster resume c
    exact 3 'shrinking'
}
with_shim scale_dies

apply_dies() {
    make_plan g6-nanode-1 # smaller: only another machine can be that
    make_hook
    die_at answered 2 "$delete" cluster apply c "$work/plan.yaml" --yes
    is 137 $? 'an apply is killed when the second old machine was removed'
    die_at commit 1 "$post" cluster resume c
    is 137 $? 'so is its resume, when the first new one was made'
    ok 'resumed' lt cluster resume c
    is 3 "$(ours c | jq '[.[] | select(.type == "g6-nanode-1")] | length')" 'all are of the new type'
    exact 3 'an apply'
}
with_shim apply_dies

delete_dies() { # WHEN COUNT AFTER
    die_at "$1" "$2" "$3" cluster delete c --yes
    is 137 $? "a deletion is killed $1 $2"
    ok 'resumed' lt cluster resume c
    is 1 "$(linodes)" 'none of ours is left'
    stranger_is_untouched 'and the stranger is as it was'
    status 5 'the cluster is no more' lt cluster audit c
    is 0 "$(find "$XDG_DATA_HOME/linodetool/secrets" -type f | grep -c clusters/)" 'nor are its keys'
    nodes_gone
}
with_shim delete_dies answered 2 "$delete"

# ---- a stranger who comes between a kill and its resume

stranger_comes() {
    echo 'echo ran >>/root/hook.log' >"$work/hook.sh"
    # shellcheck disable=SC2086
    die_at leaving 1 "$post" $create
    is 137 $? 'a create is killed before it asks for a machine'
    is '3 0' "$(db 'select count(*) from nodes') $(ours c | jq length)" 'its nodes have names, and no machines'
    late=$stranger late_before=$stranger_before
    make_stranger n-03
    ok 'resume makes what a stranger has the label of' lt cluster resume c
    is c-n-03 "$(ours c | jq -r '.[].label' | grep 03)" 'by another one'
    stranger_is_untouched 'that stranger is left alone'
    api DELETE "/v4/linode/instances/$stranger" >/dev/null
    stranger=$late stranger_before=$late_before
    exact 3 'a stranger who came late'
    delete_dies sent 3 "$delete"
}
with_shim stranger_comes

# ---- a request that an API takes its time for, after all who asked are dead (half a minute: LCT_LONG)

late_birth() {
    die_at leaving 1 "$post" cluster create late "$work/plan.yaml" --yes
    is 137 $? 'a create is killed when its requests are on their way'
    db "select json_object('label', label, 'region', region, 'type', type,
        'tags', json_array('lct:' || cluster, 'lct:' || uuid || '.' || generation)) from nodes
        where label = 'n-01'" >"$work/late.json"
    is 0 "$(ours late | jq length)" 'no machine is there yet'
    is 3 "$(db "select count(*) from steps where kind = 'machine.create' and
        state = 'running' and operation = (select max(operation) from steps)")" \
        'though three were asked for'
    (
        sleep 4
        api POST /v4/linode/instances "$(cat "$work/late.json")" >"$work/late.out"
    ) &
    ok 'it is deleted at once' lt cluster delete late --yes
    wait $!
    has "$work/late.out" '"n-01"' 'a machine came later'
    is 1 "$(linodes)" 'and was deleted, too'
}
[ -z "${LCT_LONG-}" ] || with_shim late_birth
finish
