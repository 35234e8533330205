#!/bin/sh
# SPDX-License-Identifier: MIT
# What Linode does with machines, as cluster show tells it: announced maintenance, and who was booted unasked.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: u
regions: [{region: us-east, nodes: [{name: web, type: g6-nanode-1, count: 2, nodenames: 'web-{index}'}]}]
P
hasnt() { # FILE WORDS DESCRIPTION
    is 0 "$(grep -cF -- "$2" "$1")" "$3"
}
id() {
    lt node show "$1" --json | jq .node.id -r
}
ok 'created' lt cluster create u "$work/plan.yaml" --yes
ok 'shown' lt cluster show u
hasnt "$work/out" 'Linode announces' 'nothing is announced'
is '0 0' "$(lt cluster show u --json | jq -r '"\(.maintenance | length) \(.mishaps | length)"')" 'nor did anything happen'
stranger=$(api POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "label": "stranger"}' | jq .id)
lab_control POST /maintenance "{\"maintenance\": [
    {\"linode\": $(id web-2), \"type\": \"reboot\", \"when\": \"2026-12-24T18:00:00\", \"reason\": \"a new kernel\"},
    {\"linode\": $(id web-1), \"type\": \"live_migration\", \"status\": \"completed\"},
    {\"linode\": $stranger, \"type\": \"reboot\"}]}" >/dev/null
ok 'shown again' lt cluster show u
has "$work/out" '  web-2: reboot at 2026-12-24T18:00:00Z, pending: a new kernel' 'what is announced'
hasnt "$work/out" live_migration 'not what is over'
hasnt "$work/out" stranger 'nor of others'
is '[{"node":"web-2","label":"web-2","type":"reboot","status":"pending","at":"2026-12-24T18:00:00Z","reason":"a new kernel"}]' \
    "$(lt cluster show u --json | jq -c .maintenance)" 'as JSON'
lt node ssh web-1 -l root -- systemctl poweroff >/dev/null 2>&1
for _ in $(seq 100); do
    [ "$(lt cluster show u --json | jq '.mishaps | length')" = 1 ] && break
    sleep 0.2
done
ok 'who went off by itself' lt cluster show u
has "$work/out" '  web-1: it went off by itself, and the watchdog booted it' 'is told'
is 'web-1 lassie_reboot' "$(lt cluster show u --json | jq -r '.mishaps[] | "\(.node) \(.event)"')" 'as JSON'
ok 'deleted' lt cluster delete u --yes
finish
