#!/bin/sh
# SPDX-License-Identifier: MIT
# What the cloud offers: asked once a day, kept, and shipped; lists of it; without a network.
. "$(dirname "$0")/../testlib.sh"

cat >good.yaml <<'P'
name: demo
regions:
- region: newark
  nodes:
  - {name: web, type: 1gb, nodenames: 'web-{index}'}
P
shipped='the catalogue of 2026-05-01 that comes with this version is used'

# --- nobody answers
ok 'a plan is checked' lt plan check good.yaml
has err "note: $shipped" 'and of which day the catalogue is'
has err 'http://127.0.0.1:9' 'and whom it could not ask'
ok 'quietly' lt plan check good.yaml -q
empty err 'nothing is said'
ok 'nobody is asked when told so' lt plan check good.yaml --offline
empty err 'then nothing is noted'
ok 'a plan is shown' lt plan show good.yaml
has out '$5.00 a month' 'with its price'
ok 'types are listed' lt list types -q
LINODE_TOKEN=of-nobody
export LINODE_TOKEN
status 1 'but nothing is created by it' lt cluster create x good.yaml --yes
hasnt err "$shipped" 'nor is it looked at'
unset LINODE_TOKEN

# --- lists
ids() { # KIND WORD.. : the ids, in one line
    kind=$1
    shift
    lt list "$kind" "$@" -q --json 2>/dev/null | jq -r --arg kind "$kind" '[.[$kind][].id] | join(" ")'
}
is 'de-fra-2 eu-central' "$(ids regions fra)" 'regions by a part of their place'
is 'gb-lon' "$(ids regions London 2)" 'by words of it'
is 'de-ber-1 de-fra-2 de-ham-1 eu-central' "$(ids regions DE)" 'by country'
is 'us-east' "$(ids regions us-east)" 'by id, and nothing that is only like it'
is 'us-east' "$(ids regions us-east-1a)" 'by an id of old'
is 'true true' "$(lt list regions gpu -q --json 2>/dev/null | jq -r '[.regions[].capabilities
    | any(test("GPU"))] | "\(length > 3) \(all)"')" 'by what they can do'
is 'g6-standard-2' "$(ids types linode 4gb)" 'types by words'
is 'g6-standard-4 g6-dedicated-4 g7-premium-4' "$(ids types ram:8GB)" 'by an attribute'
is 'g6-dedicated-4' "$(ids types vcpus:4 dedicated)" 'by an attribute and a word'
is 'linode/rocky10 linode/rocky8 linode/rocky9' "$(ids images rocky)" 'images'
is 'linode/grub2' "$(ids kernels 'grub 2')" 'kernels'
is shipped "$(lt list types -q --json | jq -r .catalogue.source)" 'JSON says whence it is'
is '2026-05-01T00:00:00Z' "$(lt list types -q --json | jq -r .catalogue.time)" 'and of when'
ok 'what was retired' lt list types g5-standard-8
has out g6-standard-8 'shows its successor'
has err 'g5-standard-8 is retired' 'and says so'
ok 'what is not there' lt list regions newrak -q
has out 'no regions like that' 'is told'
has out 'Did you mean Newark, NJ?' 'with what was meant'
status 2 'a wrong attribute' lt list types ram:lots
has err 'no attribute' 'is refused'
ok 'prices' lt list types nanode
has out 'Prices in USD; others in' 'that are others elsewhere'
is 5.00 "$(sed -n 's/^g6-nanode-1 .* //p' "$work/out")" 'are those of most regions'
ok 'prices of a region' lt list types nanode --region jakarta
is 6.00 "$(sed -n 's/^g6-nanode-1 .* //p' "$work/out")" 'are its own'
ok 'types of a region' lt list types --region dallas
hasnt out rtx6000 'that has no GPUs, are without them'
status 5 'no such region' lt list types --region xyzzy
status 2 'several such' lt list types --region tokyo
has err 'jp-tyo-3' 'are named'

# --- asked, kept
lab() { # start|stop a cloud that answers
    if [ "$1" = stop ]; then
        kill "$lab" && wait "$lab"
        return
    fi
    "$LCT_BUILD/lct-lab" serve --no-nodes --state "$work/lab" --cache "$work/lab-cache" \
        >"$work/lab.log" 2>&1 &
    lab=$!
    for _ in $(seq 100); do
        [ "$(jq -r .state "$work/lab/status.json" 2>/dev/null)" = running ] && break
        sleep 0.1
    done
    LINODE_URL=$(jq -r .url "$work/lab/status.json")
}
lab start
trap 'kill "$lab" 2>/dev/null; rm -rf "$work"' EXIT
ok 'a cloud that answers' lt list types
empty err 'needs no note'
is cloud "$(lt list types --json | jq -r .catalogue.source)" 'and is the source'
lab stop
ok 'of today, it is kept' lt plan check good.yaml
empty err 'and as good'
kept=$(find "$XDG_CACHE_HOME" -name 'catalogue-*.json')
age() { # MILLISECONDS : when the kept one was fetched
    jq -c --argjson ms "$1" '.fetched_ms = $ms' "$kept" >kept.json && cp kept.json "$kept"
}
age 1790000000000
ok 'of an earlier day, it is used' lt list types
has err 'the catalogue of 2026-09-21 that was kept is used' 'with a note'
is kept "$(lt list types -q --json | jq -r .catalogue.source)" 'and JSON says so'
age 1600000000000
ok 'one older than this version' lt list types
has err "$shipped" 'gives way to what is shipped'
echo '{"regions": [' >"$kept"
ok 'one that is broken' lt list types
has err "$shipped" 'does, too'

# --- a cloud that takes the call and never answers
python3 -c '
import socket, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(64)
print(s.getsockname()[1], flush=True)
time.sleep(60)' >port &
deaf=$!
while [ ! -s port ]; do sleep 0.1; done
LINODE_URL=http://127.0.0.1:$(cat port)
began=$(date +%s)
ok 'a cloud that does not answer' lt plan check good.yaml
has err 'no answer within 8 seconds' 'is not waited for long'
[ $(($(date +%s) - began)) -lt 20 ]
verdict $? 'no longer than that'
kill "$deaf"
finish
