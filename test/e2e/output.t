#!/bin/sh
# SPDX-License-Identifier: MIT
# Where nothing can be written, on a full disk or to a reader that went away, every command that answers
# ends with 1: at once, where it would go on for long. The commands are those of --help.
. "$(dirname "$0")/e2e.sh"
lab_up
cd "$work" || exit 1
for n in 0 1; do
    cat >"n$n.yaml" <<P
name: out
regions:
- region: us-east
  nodes: [{name: n, count: $n, type: g6-nanode-1, init: {firstboot: [{name: 'script:hook.sh'}]}}]
P
done
echo true >hook.sh
ok 'a cluster' lt cluster create main n1.yaml --yes
api POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "label": "lost-1", "tags": [
    "lct:11111111-1111-4111-8111-111111111111", "lct:22222222-2222-4222-8222-222222222222.1"]}' >made
ok 'a copy' lt store backup copy.db
cat >volumes.yaml <<'P'
name: out
regions:
- region: us-east
  nodes:
  - {name: v, count: 1, type: g6-nanode-1, nodenames: v-1, storage: [
    {label: v0, type: blockstore, size: 10GB, fs: raw}, {label: v1, type: blockstore, size: 10GB, fs: raw},
    {label: v2, type: blockstore, size: 10GB, fs: raw}, {label: v3, type: blockstore, size: 10GB, fs: raw},
    {label: v4, type: blockstore, size: 10GB, fs: raw}]}
P
ok 'volumes' lt cluster create volumes volumes.yaml --yes
ok 'that are kept' lt cluster delete volumes --yes
ssh-keygen -q -t ed25519 -N '' -f key
api POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "label": "theirs"}' >theirs
echo "$(jq -r '.ipv4[0]' theirs) $(cut -d ' ' -f 1-2 key.pub)" >known_hosts

# words NOUN VERB : how to call it so that it answers, in this round as in those before; fails for one
# that it does not know: whoever adds a command says so here.
words() {
    case $* in
        'lab start' | 'lab status' | 'cluster list' | 'plan schema' | 'node list' | 'operation list' | \
            'operation watch' | 'secret list' | 'profile list' | 'profile show' | query | ssh-config | \
            version | 'list regions' | 'list types' | 'list images' | 'list kernels' | \
            'list packageplans' | 'volume list' | 'plan explain' | 'store list' | 'store backup') echo "$*" ;;
        'store restore') echo "$* copy.db --yes" ;;
        'operation prune') echo "$* --older-than 90d --yes" ;;
        'hook list') echo "$* main" ;;
        'hook rerun') echo "$* main --yes" ;;
        'lab fault') echo "$* none" ;;
        'cluster create') echo "$* o$round n0.yaml --yes" ;;
        'cluster plan') echo "$* main n1.yaml" ;;
        'cluster apply') echo "$* main n1.yaml --yes" ;;
        'cluster scale') echo "$* main n=1 --yes" ;;
        'cluster replace') echo "$* main main-us-east-n-01 --dry-run" ;;
        'cluster expire') echo "$* --dry-run" ;;
        'cluster start' | 'cluster stop' | 'cluster drain' | 'cluster restart') echo "$* main --dry-run" ;;
        'cluster firewall') echo "$* main show" ;;
        'node start' | 'node stop' | 'node drain' | 'node reboot' | 'node rebuild') echo "$* main-us-east-n-01 --dry-run" ;;
        'cluster adopt') echo "$* lost --dry-run" ;;
        'cluster import') echo "$* theirs theirs.yaml theirs --identity key --known-hosts known_hosts --dry-run" ;;
        ssh-agent | 'cluster show' | 'cluster nodes' | 'cluster graph' | 'cluster resume' | 'cluster retry' | \
            'cluster audit') echo "$* main" ;;
        'cluster delete') echo "$* o$round --yes" ;;
        'cluster run') echo "$* main -- hostname" ;;
        'cluster cp') echo "$* main n1.yaml :/tmp" ;;
        'node create') echo "$* newark 1gb --name one$round --yes --dry-run" ;;
        'node show') echo "$* main-us-east-n-01" ;;
        'node backup') echo "$* list main-us-east-n-01" ;;
        'volume show') echo "$* v-1-v4" ;;
        'volume delete') echo "$* v-1-v$round --yes" ;;
        'plan check' | 'plan show') echo "$* n1.yaml" ;;
        'plan new') echo "$* fresh" ;;
        'operation show') echo "$* 1" ;;
        'secret set') echo "$* a/$round v" ;;
        'secret get') echo "$* a/0" ;;
        'secret delete') echo "$* a/$round --yes" ;;
        'profile use') echo "$* lab" ;;
        complete) echo "$* -- no" ;;
        completion) echo "$* bash" ;;
        *) return 1 ;;
    esac
}

# Below, or not ours to say: ssh writes what a node says.
apart() {
    case $* in 'lab dial' | 'lab stop' | 'lab reset' | 'node ssh' | 'node delete' | 'node password' | 'node clone' | \
        'node rescue') ;; *) return 1 ;; esac
}

# unread COMMAND.. : its standard output is a pipe that nobody reads.
mkfifo pipe
unread() {
    cat pipe >/dev/null &
    exec 8>pipe
    kill $!
    wait $! 2>/dev/null
    "$@" >&8
    set -- $?
    exec 8>&-
    return "$1"
}
full() { "$@" >/dev/full; }

# refused COMMAND : called so that it answers, and where no answer can be written.
refused() {
    round=0
    # shellcheck disable=SC2086 # words
    call=$(words $1) || call=unknown
    # shellcheck disable=SC2086
    ok "$1" lt $call </dev/null
    is yes "$([ -s "$work/out" ] && echo yes)" "$1: answers"
    for how in full 'full json' unread; do
        round=$((round + 1))
        [ "$1" != 'secret delete' ] || lt secret set "a/$round" v >/dev/null
        # shellcheck disable=SC2046,SC2086
        set -- "$1" $(words $1)
        [ "$how" != 'full json' ] || set -- "$@" --json
        where=${how% json} command=$1
        shift
        status 1 "$command: $how" "$where" "$LCT_BUILD/linodetool" "$@" </dev/null
        if [ "$where" = full ]; then
            has "$work/err" 'cannot write the answer: No space left on device' "$command: $how is told"
        else
            is '' "$(grep 'cannot write' "$work/err")" "$command: nobody who went away is told"
        fi
        set -- "$command"
    done
}

commands=$(lt --help | sed -n '/^Everywhere/q; /^  [a-z]/{s/^  //; s/   *.*//; p;}' |
    sed -E 's/^([a-z-]+( [a-z-]+)?)( .*)?$/\1/')
echo "$commands" >"$work/commands"
echo complete >>"$work/commands"
while read -r command; do
    # shellcheck disable=SC2086 # words
    apart $command || refused "$command"
done <"$work/commands"

# ---- what goes on for long ends when nobody listens any more, and what it started with it

endless() { lt cluster run main --lines -- 'echo $$ >/tmp/endless; exec yes' "$@"; }
status 1 'an endless command' unread endless
ok 'it ended on its node, too' lt cluster run main -- \
    'for i in $(seq 100); do kill -0 $(cat /tmp/endless) || exit 0; sleep 0.1; done; exit 1'
status 1 'on a full disk' full endless
printf 'hostname\ntouch /tmp/second\n' >commands
status 1 'of several commands' full lt cluster run main <commands
status 1 'those behind are not begun' lt cluster run main -- test -e /tmp/second
status 1 'a connection into the lab' full lt lab dial "$(lt node show main-us-east-n-01 --json | jq -r .node.public_ipv4)" 22 \
    </dev/null
has "$work/err" 'cannot write the answer: No space left on device' 'is told'

# ---- what is done is done

status 1 'another password' full lt node password main-us-east-n-01 --generate --yes
status 1 'a clone' full lt node clone main-us-east-n-01 clone --yes
status 1 'a node in rescue' full lt node rescue main-us-east-n-01 --yes
for id in $(jq .id made theirs) $(api GET /v4/linode/instances | jq '.data[] | select(.label == "clone") | .id'); do
    api DELETE "/v4/linode/instances/$id" >/dev/null
done
status 1 'a deleted node' full lt node delete main-us-east-n-01 --yes
is 0 "$(linodes)" 'is deleted'
status 1 'an emptied lab' full lt lab reset --yes
status 1 'a stopped lab' full lt lab stop
is stopped "$(lt lab status --json | jq -r .state)" 'is stopped'
finish
