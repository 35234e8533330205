#!/bin/sh
# SPDX-License-Identifier: MIT
# VPCs of two regions, on real nodes: who is in one is known there by its address there, who has no other is set
# up, run on and copied to through one that is seen, and opens to its VPC what rules allow.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/plan.yaml" <<'PLAN'
name: inner
regionplan:
  name: shop
  nodes:
  - {name: gate, type: g6-nanode-1, nodenames: '{region}-gate', vpc: shop, firewall: allow out tcp 5432 to db on vpc}
  - {name: db, type: g6-nanode-1, nodenames: '{region}-db', public: no, vpc: {name: shop, nat: no},
     firewall: allow in tcp 5432 from gate on vpc}
regions:
- {region: us-ord, regionplan: shop, vpc: {name: shop, subnets: [{name: a, ipv4: 10.0.1.0/24}]}}
- {region: nl-ams, regionplan: shop, vpc: {name: shop, subnets: [{name: a, ipv4: 10.0.1.0/24}]}}
PLAN

field() { # NODE FIELD
    lt node show "$1" --json | jq -r ".node.$2"
}
vpcs() { api GET /v4/vpcs | jq "$@"; }

ok 'a preview' lt cluster plan inner "$work/plan.yaml"
has "$work/out" '+ VPC shop, a 10.0.1.0/24, in us-ord' 'shows the VPC'
is 0 "$(vpcs .results)" 'and makes none'
if shim_works; then
    die_at answered 1 'POST /v4/vpcs HTTP' cluster create inner "$work/plan.yaml" --yes
    is 137 $? 'killed when one was made, and nobody had written that down'
    ok 'resumed' lt cluster resume inner
else
    ok 'created' lt cluster create inner "$work/plan.yaml" --yes
fi
is 2 "$(vpcs .results)" 'a VPC a region'
is '2 2' "$(vpcs -r '[.data[].subnets[0].linodes | length] | join(" ")')" 'its nodes in it'
is 'null null' "$(field us-ord-db public_ipv4) $(field us-ord-db private_ipv4)" 'one has no address but there'
has "$work/plan.yaml" "$(field us-ord-db vpc_ipv4 | sed 's/\.[0-9]*$/.0/')/24" 'of its subnet'
ok 'a command on those that nobody sees' lt cluster run inner --on db -- hostname
ok 'one by ssh' lt node ssh us-ord-db -- hostname
is us-ord-db "$(cat "$work/out")" 'and it is the right one'
echo hello >"$work/file"
ok 'a copy to it' lt cluster cp inner "$work/file" :/tmp/file --on db
is hello "$(lt node ssh us-ord-db -- cat /tmp/file)" 'comes there'
ok 'all agree' lt cluster audit inner

# ---- another hand

id=$(field us-ord-gate id) was=$(field us-ord-gate vpc_ipv4)
config=$(api GET "/v4/linode/instances/$id/configs" | jq .data[0].id)
interface=$(api GET "/v4/linode/instances/$id/configs/$config/interfaces" | jq '.[] | select(.purpose == "vpc") | .id')
change() { # ADDRESS
    api PUT "/v4/linode/instances/$id/configs/$config/interfaces/$interface" "{\"ipv4\": {\"vpc\": \"$1\"}}" >/dev/null
}
change 10.0.1.99
status 1 'an address in the VPC is changed by another hand: an audit' lt cluster audit inner
has "$work/out" "us-ord-gate: Linode $id has the address 10.0.1.99 in VPC shop, not $was" 'tells it'
ok 'applied' lt cluster apply inner "$work/plan.yaml" --yes
has "$work/err" "in VPC shop, not $was: somebody changed it; give it back" 'it is told what would put it right'
is "$was" "$(field us-ord-gate vpc_ipv4)" 'and let be'
change "$was"
ok 'given back, all agree' lt cluster audit inner

# ---- who reaches whom

ok 'a listener' lt node ssh us-ord-db -l root -- \
    'systemd-run --quiet --unit listener python3 -m http.server 5432 && systemd-run --quiet --unit other python3 -m http.server 80'
tries=0
until lt node ssh us-ord-db -l root -- 'ss -Hltn sport = :5432 | grep -q .' || [ $((tries += 1)) -gt 50 ]; do sleep 0.2; done
db=$(field us-ord-db vpc_ipv4)
scan() { # NODE : what it finds open there
    lt node ssh "$1" -l root -- "ulimit -n 16384; python3 - open 1 9000 $db" <"$top/test/e2e/scan.py" | sort -u
}
is "$(printf '%s\n' "$db 22" "$db 5432" | sort)" "$(scan us-ord-gate)" 'a member of the VPC finds what the rules open'

# Somebody else's two: one in the region's private network, and one in a VPC of theirs that has the same addresses.
ssh-keygen -q -t ed25519 -N '' -f "$work/key"
linode() { # LABEL MORE
    api POST /v4/linode/instances "$(jq -n --arg key "$(cat "$work/key.pub")" --arg name "$1" --argjson more "$2" '{region: "us-ord",
        type: "g6-nanode-1", image: "linode/debian12", label: $name, authorized_keys: [$key]} + $more')" >"$work/linode.$1"
}
on_linode() { # LABEL COMMAND : as root
    ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i "$work/key" \
        -o "ProxyCommand=$LCT_BUILD/linodetool lab dial %h %p" -o ProxyUseFdpass=yes \
        "root@$(jq -r '.ipv4[] | select(startswith("198.18."))' "$work/linode.$1")" "$2"
}
finds() { # LABEL ADDRESS... : what answers it there
    label=$1 tries=0
    shift
    until on_linode "$label" true 2>/dev/null || [ $((tries += 1)) -gt 120 ]; do sleep 0.5; done
    on_linode "$label" "ulimit -n 16384; python3 - any 1 9000 $*" <"$top/test/e2e/scan.py" | sort -u
}
subnet=$(api POST /v4/vpcs '{"region": "us-ord", "label": "theirs", "subnets": [{"label": "a", "ipv4": "10.0.1.0/24"}]}' |
    tee "$work/theirs" | jq '.subnets[0].id')
linode private-stranger '{"private_ip": true}'
linode vpc-stranger "{\"interfaces\": [{\"purpose\": \"vpc\", \"primary\": true, \"subnet_id\": $subnet,
    \"ipv4\": {\"vpc\": \"10.0.1.200\", \"nat_1_1\": \"any\"}}]}"
gate=$(field us-ord-gate vpc_ipv4) public=$(field us-ord-gate public_ipv4) private=$(field us-ord-gate private_ipv4)
ipv6=$(field us-ord-gate ipv6)
ok 'a listener on who is public, too' lt node ssh us-ord-gate -l root -- 'systemd-run --quiet --unit other python3 -m http.server --bind :: 80'
tries=0
until lt node ssh us-ord-gate -l root -- 'ss -Hltn sport = :80 | grep -q .' || [ $((tries += 1)) -gt 50 ]; do sleep 0.2; done
ssh_only=$(for address in "$public" "$private" "$ipv6"; do echo "$address 22"; done | sort)
is "$ssh_only" "$(finds private-stranger "$db" "$gate" "$public" "$private" "$ipv6")" \
    'a stranger on the private network finds no port open but ssh, and nothing of the VPC'
is "$public 22" "$(finds vpc-stranger "$db" "$gate" "$public" "$private")" 'nor does one in another VPC, of the same addresses'
is '' "$(lt cluster audit inner --json | jq -r '.firewalls[]')" 'no firewall is amiss'
for label in private-stranger vpc-stranger; do
    api DELETE "/v4/linode/instances/$(jq .id "$work/linode.$label")" >/dev/null
done
until [ "$(linodes)" = 4 ]; do sleep 0.1; done
api DELETE "/v4/vpcs/$(jq .id "$work/theirs")" >/dev/null

ok 'deleted' lt cluster delete inner --yes
is '0 0' "$(vpcs .results) $(linodes)" 'nothing is left'
finish
