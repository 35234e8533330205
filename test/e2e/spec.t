#!/bin/sh
# SPDX-License-Identifier: MIT
# All that goes to the API while 20 nodes are created, scaled and deleted is what Linode's own OpenAPI
# document allows, and so is all that the lab answers: a proxy between the two checks both. Document
# and proxy are not ours to ship; LCT_SHARED is the folder that holds them.
. "$(dirname "$0")/e2e.sh"
shared=${LCT_SHARED:-$top/../shared}
tap=$shared/tools/spectap.cjs
spec=$shared/data/linode/prism-ready-4.208.1.json

# Where Linode answers otherwise than its document says, so may the lab: a condition in jq for each such
# exchange, with the recorded traffic that shows it (a cassette of recorded-core.jsonl.gz). No answer of
# this test is one; of the requests, those for the pages of a list that the document says has none.
exceptions='false'
asked='(.u | test("/regions/availability\\?page="))' # GET /v4beta/regions/availability?page=2

skip() {
    echo "ok 1 - all traffic is as Linode documents it # SKIP $1"
    echo 1..1
    rm -rf "$work"
    exit 0
}

[ -f "$tap" ] && [ -f "$spec" ] || skip "no OpenAPI document in $shared"
[ -d "$top/test/lab/node_modules/openapi-backend" ] || skip 'no openapi-backend for node'

# A port that nobody listens on.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

proxy_up() {
    port=$(free_port)
    NODE_PATH=$top/test/lab/node_modules node "$tap" "$spec" "$port" "${url##*:}" "$work/seen.jsonl" \
        >"$work/proxy.out" 2>&1 &
    proxy=$!
    for _ in $(seq 300); do
        grep -q ready "$work/proxy.out" && break
        sleep 0.1
    done
    export LINODE_URL="http://127.0.0.1:$port"
}

proxy_down() {
    kill "$proxy"
    wait "$proxy"
    sed 's/^/# /' "$work/proxy.out"
}

count() { # JQ-CONDITION : of what went through the proxy.
    jq -s "[.[] | select($1)] | length" "$work/seen.jsonl"
}

lab_up
trap 'kill "$proxy" 2>/dev/null; lt lab stop >/dev/null 2>&1; exit 1' INT TERM
cat >"$work/plan.yaml" <<'P'
name: spec
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1, count: 20, cloud_firewall: yes, firewall: ['allow in tcp 7000 from n']}
P
proxy_up
ok 'twenty are created' lt cluster create s "$work/plan.yaml" --yes
ok 'four more' lt cluster scale s n=24 --yes
ok 'and fewer' lt cluster scale s n=18 --yes
sed -i 's/count: 20/count: 18, tags: [blue]/' "$work/plan.yaml"
ok 'they are tagged' lt cluster apply s "$work/plan.yaml" --yes
ok 'inventory and cloud agree' lt cluster audit s
ok 'all are deleted' lt cluster delete s --yes
curl -sS "$LINODE_URL/v4/regions?colour=red" >/dev/null
lab_control POST /faults '{"errors": [{"kind": "garbage-types", "method": "GET", "times": 1}]}' \
    >/dev/null
curl -sS -H "Authorization: Bearer $token" "$LINODE_URL/v4/linode/instances" >/dev/null
proxy_down

is 1 "$(count '(.u | endswith("colour=red")) and (.req | length > 0)')" 'the proxy sees a bad request'
is true "$(jq -s '.[-1].res | length > 0' "$work/seen.jsonl")" 'and a bad answer'
sed -i '$d' "$work/seen.jsonl"
sed -i '/colour=red/d' "$work/seen.jsonl"
is 24 "$(count '.op == "post-linode-instance" and .s == 200')" 'all creates went through it'
is 24 "$(count '.op == "delete-linode-instance" and .s == 200')" 'and all deletions'
is 18 "$(count '.op == "put-linode-instance" and .s == 200')" 'and all tags'
is '1 3 1' "$(count '.op == "post-firewalls"') $(count '.op == "put-firewall-rules"') $(count '.op == "delete-firewall"')" \
    'and their Cloud Firewall, whose rules follow them'
is 0 "$(count "(.req | length > 0) and ($asked | not)")" 'no request violates the document'
is 0 "$(count "(.res | length > 0) and ($exceptions | not)")" 'no answer does'
jq -c 'select((.req | length > 0) or (.res | length > 0)) | {m, u, s, req, res}' \
    "$work/seen.jsonl" | head -n 5 | sed 's/^/# /'
finish
