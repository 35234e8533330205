#!/bin/sh
# SPDX-License-Identifier: MIT
# The API answers 429, 5xx, 408 after the effect, garbage and cut connections at random: a create and
# a deletion still end exact. The seeds make it the same each time; with LCT_LONG there are more.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: faults
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1, count: 12}
P

# account_is N WHEN : so many Linodes, no label twice, each one that the inventory knows.
account_is() {
    lab_control DELETE /faults >/dev/null
    api GET '/v4/linode/instances?page_size=500' >"$work/account.json"
    is "$1" "$(jq .results "$work/account.json")" "$2: $1 Linodes"
    is "$1" "$(jq '[.data[].label] | unique | length' "$work/account.json")" "$2: none twice"
    jq -r '.data[].id' "$work/account.json" | sort >"$work/has"
    lt query cluster=f --format '{id}' 2>/dev/null | sort >"$work/knows"
    is '' "$(diff "$work/has" "$work/knows")" "$2: the inventory knows just these"
}

faults() { # SEED
    lab_control POST /faults "{\"seed\": $1, \"errors\": [
        {\"kind\": \"408-after-success\", \"method\": \"POST\", \"rate\": 0.2},
        {\"kind\": \"random\", \"rate\": 0.3}]}" >/dev/null
}

struck() {
    lab_control GET /status | jq '[.faults.errors[].struck] | add'
}

seeds='1 2'
[ -z "${LCT_LONG-}" ] || seeds='1 2 3 4 5 6 7 8 9 10'
for seed in ${LCT_FAULT_SEEDS:-$seeds}; do
    faults "$seed"
    ok "seed $seed: the create ends well" lt cluster create f "$work/plan.yaml" --yes
    is yes "$([ "$(struck)" -ge 3 ] && echo yes)" "seed $seed: there was trouble"
    account_is 12 "seed $seed: created"
    ok "seed $seed: inventory and account agree" lt cluster audit f
    faults "$seed"
    ok "seed $seed: the deletion ends well" lt cluster delete f --yes
    is yes "$([ "$(struck)" -ge 3 ] && echo yes)" "seed $seed: there was trouble again"
    account_is 0 "seed $seed: deleted"
done
finish
