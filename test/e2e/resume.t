#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 of a create at many exact moments; `cluster resume` ends each with exactly the planned Linodes,
# each hook run once, and a stranger with one of our labels as it was. With LCT_LONG 20 moments of 20 nodes.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

if [ -n "${LCT_LONG-}" ]; then
    nodes=20 doze=2
else
    nodes=4 doze=1
fi
cat >"$work/plan.yaml" <<P
name: crash
regions:
- region: us-east
  nodes:
  - name: n
    type: g6-nanode-1
    count: $nodes
    nodenames: 'n-{index:02}'
    init:
      firstboot:
      - {name: 'script:hook.sh'}
P
echo "touch /root/hook.began; sleep $doze; echo ran >>/root/hook.log" >"$work/hook.sh"
post='POST /v4/linode/instances HTTP'
mkdir "$work/away"
has_shim=no
! shim_works || has_shim=yes

# ---- conditions

hooks_run() { [ "$(on_nodes root/hook.began)" -ge "$wanted" ]; }
hooks_ended() { [ "$(on_nodes 'var/lib/lct/hook*/status')" -ge "$wanted" ]; }
keys_made() { [ "$(on_nodes 'var/lib/lct/hostkey-new/status')" -ge "$wanted" ]; }
keys_switch() { [ "$(on_nodes 'var/lib/lct/hostkey-switch/started')" -ge "$wanted" ]; }
keys_switched() { [ "$(on_nodes 'var/lib/lct/hostkey-switch/status')" -ge "$wanted" ]; }
some_started() { [ "$(db "select count(*) from nodes where state = 'started'")" -ge "$wanted" ]; }

# More machines than the inventory has heard of.
unheard() {
    made=$(ours "$name" | jq length)
    known=$(db "select count(*) from nodes where cloud_id is not null")
    [ "$made" -gt "$known" ]
}
in_hook() { [ "$(on_nodes root/hook.began)" -gt "$(on_nodes root/hook.log)" ]; }
both_trusted() { [ "$(db "select count(*) from nodes where instr(host_key, char(10))")" -gt 0 ]; }

# ---- what must be true after each

verify() { # HOW
    ours "$name" >"$work/ours.json"
    is "$nodes" "$(jq length "$work/ours.json")" "$1: exactly $nodes Linodes are ours"
    is $((nodes + 1)) "$(linodes)" "$1: and there are no others but the stranger"
    is $((nodes + 1)) "$(api GET '/v4/linode/instances?page_size=500' |
        jq '[.data[].label] | unique | length')" "$1: no label twice"
    is 1 "$(jq --arg l "$name-n-03" '[.[] | select(.label == $l)] | length' "$work/ours.json")" \
        "$1: the label that the stranger has became another"
    stranger_is_untouched "$1: the stranger is as it was"
    is "$nodes" "$(lt cluster nodes "$name" --json |
        jq '[.nodes[] | select(.state == "started")] | length')" "$1: all started"
    is "${nodes}x1" "$(lines_on_nodes root/hook.log)" "$1: the hook ran once on each node"
    ok "$1: a log-in, by the host key that we know" lt node ssh "$name-n-03" -- true
    is 0 "$(db "select count(*) from nodes where instr(host_key, char(10))")" "$1: one host key is trusted"
    ok "$1: inventory and cloud agree" lt cluster audit "$name"
}

# The inventory keeps the plan and the script: their files are not there any more.
resumed() { # HOW
    mv "$work/plan.yaml" "$work/hook.sh" "$work/away/"
    ok "$1: resumed" lt cluster resume "$name"
    mv "$work/away/"* "$work/"
    verify "$1"
    ok "$1: deleted" lt cluster delete "$name" --yes
    is 1 "$(linodes)" "$1: nothing is left but the stranger"
    stranger_is_untouched "$1: which the deletion did not touch"
}

skip() {
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - $1 # SKIP nothing can be loaded into this build"
}

begin() {
    n_moments=$((n_moments + 1)) name=k$n_moments
    nodes_gone
}

# by_shim WHEN COUNT [AFTER] : dies at an exact moment of its talk or its writing.
by_shim() {
    begin
    how="killed $1 $2${3:+ of POST}"
    if [ "$has_shim" = no ]; then
        skip "$how"
        return
    fi
    die_at "$1" "$2" "${3-}" cluster create "$name" "$work/plan.yaml" --yes
    is 137 $? "$how"
    case "$1 ${3:+after}" in
        'answered after' | 'commit after' | 'torn after')
            ok "$how: a machine was made that the inventory does not know" unheard
            ;;
    esac
    resumed "$how"
}

# In the midst of its very beginning: there is a cluster, and no key of it yet.
keyless() {
    [ "$(db "select count(*) from clusters where name = '$name'")" = 1 ] &&
        ! find "$XDG_DATA_HOME/linodetool/secrets" -path '*/clusters/*' -type f 2>/dev/null | grep -q .
}
before_keys() {
    begin
    how='killed between the cluster and its keys' count=1
    if [ "$has_shim" = no ]; then
        skip "$how"
        return
    fi
    until keyless || [ $count -gt 9 ]; do
        die_at commit $count '' cluster create "$name" "$work/plan.yaml" --yes
        count=$((count + 1))
    done
    ok "$how" keyless
    resumed "$how"
}

# by_sight COUNT CONDITION HOW TRUE : dies when that many nodes are there; what must be TRUE then.
by_sight() {
    begin
    wanted=$1 how="killed as $3 ($1)"
    victim cluster create "$name" "$work/plan.yaml" --yes
    dies_when "$2"
    ok "$how" "$4"
    resumed "$how"
}

# by_ice COUNT CONDITION CONDITION HOW TRUE : frozen at the first, dies at the second.
by_ice() {
    begin
    wanted=$1 how="killed when $4 ($1)"
    victim cluster create "$name" "$work/plan.yaml" --yes
    dies_between "$2" "$3"
    ok "$how" "$5"
    resumed "$how"
}

n_moments=0
make_stranger n-03
if [ -n "${LCT_LONG-}" ]; then
    for k in 1 6 13 20; do by_shim answered $k "$post"; done
    for k in 1 10; do by_shim commit $k "$post"; done
    for k in 3 16; do by_shim torn $k "$post"; done
    by_shim synced 2 "$post"
    by_shim sent 5 "$post"
    before_keys
    for k in 5 30; do by_shim commit $k; done
    for k in 1 8 20; do by_sight $k hooks_run 'hooks run' in_hook; done
    by_sight 10 some_started 'some are ready' some_started
    by_ice 3 keys_made keys_made 'a node made its host key' keys_made
    by_ice 4 keys_switch keys_switched 'a node changed its host key' both_trusted
    by_ice 6 hooks_run hooks_ended 'hooks ended unheard' hooks_ended
    is 20 "$n_moments" 'twenty moments'
else
    by_shim answered 2 "$post"
    before_keys
    by_sight 2 hooks_run 'hooks run' in_hook
    by_ice 1 keys_switch keys_switched 'a node changed its host key' both_trusted
fi
finish
