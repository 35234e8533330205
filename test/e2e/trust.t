#!/bin/sh
# SPDX-License-Identifier: MIT
# What comes from outside is not believed: an API that turns hostile, an agent full of keys, a token
# that is not the lab's.
. "$(dirname "$0")/e2e.sh"

lab_up --nodes-max 4
cat >"$work/plan.yaml" <<'P'
name: s
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1}
P
echo honest >"$work/mode"
python3 "$top/test/e2e/hostile.py" "$url" "$work/mode" "$work/asked" "$work/port" &
proxy=$!
trap 'kill $proxy; lt lab stop >/dev/null 2>&1; exit 1' INT TERM
while [ ! -s "$work/port" ]; do sleep 0.05; done
evil="http://127.0.0.1:$(cat "$work/port")"
by_evil() { LINODE_URL=$evil lt "$@"; }
turns() { echo "$1" >"$work/mode"; }

# What no output may hold: controls of 7 and 8 bits, marks of direction, tags.
clean() { # DESCRIPTION
    n_tests=$((n_tests + 1))
    if LC_ALL=C grep -aqP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xf3\xa0' \
        "$work/out" "$work/err"; then
        echo "not ok $n_tests - $1: nothing that steers the terminal"
        cat -v "$work/out" "$work/err" | sed 's/^/#   /'
        n_failed=$((n_failed + 1))
    else
        echo "ok $n_tests - $1: nothing that steers the terminal"
    fi
}

fails() { # DESCRIPTION COMMAND...
    what=$1
    shift
    "$@" >"$work/out" 2>"$work/err"
    case $? in
        1 | 3) is told told "$what" ;;
        *) is 'failed' "$?" "$what" ;;
    esac
}

# ---- labels, addresses, words

verb=create
for mode in label option path mark region status; do
    turns "$mode"
    fails "made with a hostile $mode" by_evil cluster "$verb" s "$work/plan.yaml" --yes
    verb=apply
    has "$work/err" 'the answer cannot be used: ' 'is an error that says so'
    clean 'as text'
    by_evil cluster show s --json >"$work/out" 2>"$work/err"
    by_evil ssh-config >>"$work/out" 2>>"$work/err"
    clean 'what is shown of it'
    is '' "$(grep -rlE 'touch|ProxyCommand=|us-east.31m' "$XDG_DATA_HOME" "$work/out")" 'nothing of it is kept'
    is 1 "$(linodes)" 'and there is one machine, whatever it is called'
done
turns reason
status 1 'refused with a hostile reason' by_evil cluster apply s "$work/plan.yaml" --yes
clean 'the error'
status 1 'the same as JSON' by_evil cluster apply s "$work/plan.yaml" --yes --json
clean 'the error as JSON'
ok 'which is JSON' jq -e .error.message "$work/err"
turns pages
status 1 'a list of a thousand million pages' by_evil cluster apply s "$work/plan.yaml" --yes
has "$work/err" 'has more than 1000 pages' 'is told, not walked'
turns endless
status 1 'a list without an end' by_evil cluster apply s "$work/plan.yaml" --yes
has "$work/err" 'is larger than' 'is cut'
turns profile
ok 'a hostile name of the user' by_evil profile show
clean 'the profile'
ok 'as JSON' by_evil profile show --json
clean 'the profile as JSON'
turns address
ok 'addresses that are none' by_evil cluster apply s "$work/plan.yaml" --yes
ok 'shown' by_evil cluster show s --json
is 'null null' "$(jq -r '.nodes[0] | "\(.public_ipv4) \(.private_ipv4)"' "$work/out")" 'are left out: it has IPv6'
is '' "$(grep -rl ProxyCommand "$XDG_DATA_HOME")" 'and are not kept'
is no "$([ -e "$work/pwned" ] && echo yes || echo no)" 'nothing was run'

# ---- tokens go where they belong

python3 "$top/test/e2e/hostile.py" "$url" "$work/mode" "$work/elsewhere" "$work/port2" &
second=$!
while [ ! -s "$work/port2" ]; do sleep 0.05; done
turns "redirect http://127.0.0.1:$(cat "$work/port2")/v4/profile"
status 1 'a redirect' by_evil profile show
is no "$([ -e "$work/elsewhere" ] && echo yes || echo no)" 'is not followed'
kill $second
turns honest
: >"$work/asked"
for from in LINODE_TOKEN --token-file CREDENTIALS_DIRECTORY; do
    printf '%s' of-the-real-linode-0123456789abcdef >"$work/linode-token"
    with() {
        case $from in
            LINODE_TOKEN) LINODE_TOKEN=of-the-real-linode-0123456789abcdef by_evil "$@" ;;
            --token-file) by_evil --token-file "$work/linode-token" "$@" ;;
            *) CREDENTIALS_DIRECTORY=$work by_evil "$@" ;;
        esac
    }
    status 4 "a token by $from is not the lab's" with profile show
    has "$work/err" "the lab does not know the token of $from" 'which is said'
    status 4 'and for a plan' with cluster plan s "$work/plan.yaml"
    has "$work/err" "the lab does not know the token of $from" 'too'
done
is 0 "$(grep -c of-the-real "$work/asked")" 'none of them was sent'
ok 'one that is the same is the same' env LINODE_TOKEN="$token" LINODE_URL="$evil" "$LCT_BUILD/linodetool" profile show
status 4 "the lab's token" env LINODE_URL=https://192.0.2.1 "$LCT_BUILD/linodetool" profile show
has "$work/err" 'the token of the lab is not for https://192.0.2.1' 'stays here'
unknown() { LINODE_URL=$url LINODE_TOKEN=$1 lt --profile default profile show; }
status 4 'a token that an API on this machine does not know' unknown of-nobody
has "$work/err" "$url does not know the token of LINODE_TOKEN" 'is told by its source'
for far in http://192.0.2.77:4712 http://api.linode.com http://localhost.example:1 http://127.0.0.1@192.0.2.77; do
    far() { LINODE_URL=$far LINODE_TOKEN=of-nobody lt --profile default profile show; }
    status 2 "no token by $far" far
    has "$work/err" "does not begin with https://" 'and why'
done
for near in http://localhost:9 'http://[::1]:9' http://127.8.9.1:9; do
    near() { LINODE_URL=$near LINODE_TOKEN=of-nobody lt --profile default profile show; }
    status 1 "by $near it may be" near
    has "$work/err" 'check the network' 'but nobody answers'
done

# ---- ssh

ok 'an honest API ends what began' by_evil cluster apply s "$work/plan.yaml" --yes
label=s-us-east-n-01
ok 'log in, by agent and configuration that would spoil it' sh -c '
    mkdir -p "$HOME/.ssh" && printf "Host *\n    User nobody\n    ProxyCommand false\n" >"$HOME/.ssh/config"
    eval "$(ssh-agent)" >/dev/null
    for i in 1 2 3 4 5; do ssh-keygen -q -t ed25519 -N "" -f "$0/k$i" && ssh-add -q "$0/k$i" || exit 9; done
    "$1/linodetool" node ssh '$label' -- hostname && "$1/linodetool" ssh-config s >"$0/conf" && ssh -F "$0/conf" '$label' hostname
    status=$?
    kill $SSH_AGENT_PID
    exit $status' "$work" "$LCT_BUILD"
is 2 "$(grep -c . "$work/out")" 'twice'

# ---- memory

"$LCT_BUILD/linodetool" cluster run s -- 'touch /tmp/begun; sleep 60' >/dev/null 2>&1 &
pid=$!
ok 'a program of the toolkit that waits' timeout 30 "$LCT_BUILD/linodetool" cluster run s -- \
    'while [ ! -e /tmp/begun ]; do sleep 0.1; done'
is 0 "$(setpriv --reuid=65534 --regid=65534 --clear-groups cat /proc/$pid/environ 2>/dev/null | wc -c)" 'others do not read it'
is '0 root' "$(grep -E 'Max core' /proc/$pid/limits | awk '{print $5}') $(stat -c %U /proc/$pid/mem)" 'it makes no core'
kill $pid
wait $pid 2>/dev/null
ok 'the lab ends it' lt cluster delete s --yes
kill $proxy
finish
