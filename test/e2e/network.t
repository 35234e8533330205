#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab's networks from within its nodes: VPCs that overlap, 1:1 NAT, a VLAN, both generations of interfaces.
# shellcheck disable=SC2016 # jq's own variables
. "$(dirname "$0")/e2e.sh"
lab_up
region=us-ord

ssh-keygen -q -t ed25519 -N '' -f "$work/key"
lab_control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}' >/dev/null

# vpc LABEL : its id; subnets "a" 10.0.0.0/24 and "b" 10.0.1.0/24
vpc() {
    api POST /v4/vpcs "{\"label\": \"$1\", \"region\": \"$region\", \"subnets\": [{\"label\": \"a\", \"ipv4\": \"10.0.0.0/24\"},
        {\"label\": \"b\", \"ipv4\": \"10.0.1.0/24\"}]}" >"$work/vpc.$1"
}
subnet() { # VPC LABEL
    jq --arg name "$2" '.subnets[] | select(.label == $name) | .id' "$work/vpc.$1"
}
linode() { # LABEL INTERFACES [MORE MEMBERS]
    jq -n --arg name "$1" --arg region "$region" --arg key "$(cat "$work/key.pub")" --argjson interfaces "$2" \
        "{label: \$name, region: \$region, type: \"g6-nanode-1\", image: \"linode/debian12\", authorized_keys: [\$key],
        interfaces: \$interfaces${3:+, $3}}" >"$work/body"
    api POST /v4/linode/instances "$(cat "$work/body")" >"$work/linode.$1"
    jq -e .id "$work/linode.$1"
}
api_status() { # METHOD PATH
    curl -sS -o "$work/refused" -w '%{http_code}' -X "$1" -H "Authorization: Bearer $token" "$url$2"
}
public() { jq -r '.ipv4[0]' "$work/linode.$1"; }
ssh_options="-i $work/key -o BatchMode=yes -o LogLevel=ERROR -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
on() { # ADDRESS COMMAND : once it answers
    for _ in $(seq 100); do
        # shellcheck disable=SC2086 # options
        timeout 20 ssh -F none $ssh_options -o "ProxyCommand=$LCT_BUILD/linodetool lab dial %h %p" -o ProxyUseFdpass=yes \
            "root@$1" "$2" && return
        [ $? = 255 ] || return 1
        sleep 0.3
    done
    return 1
}
reaches() { on "$1" "ping -c 1 -W 5 $2 >/dev/null"; }
misses() { # within a VPC nothing is slow
    on "$1" "! ping -c 1 -W 1 $2 >/dev/null"
}

vpc one
vpc two
ok 'a node in a VPC, with a public address that stands for its own' linode gate \
    "[{\"purpose\": \"vpc\", \"primary\": true, \"subnet_id\": $(subnet one a), \"ipv4\": {\"vpc\": \"10.0.0.2\", \"nat_1_1\": \"any\"}}]"
ok 'one without, in another subnet' linode inner "[{\"purpose\": \"vpc\", \"subnet_id\": $(subnet one b), \"ipv4\": {\"vpc\": \"10.0.1.2\"}}]"
ok 'one in another VPC with the same addresses, by a Linode interface' linode other \
    "[{\"firewall_id\": null, \"vpc\": {\"subnet_id\": $(subnet two a), \"ipv4\": {\"addresses\": [{\"address\": \"10.0.0.2\", \"nat_1_1_address\": \"auto\"}]}}}]" \
    'interface_generation: "linode"'
ok 'two on the Internet and in a VLAN' linode left \
    '[{"purpose": "public"}, {"purpose": "vlan", "label": "back", "ipam_address": "10.9.0.1/24"}]'
ok 'of either generation' linode right \
    '[{"firewall_id": null, "public": {}}, {"vlan": {"vlan_label": "back", "ipam_address": "10.9.0.2/24"}}]' 'interface_generation: "linode"'
gate=$(public gate) other=$(public other) left=$(public left) right=$(public right)

ok 'its public address leads to it' on "$gate" 'test "$(ip -4 -o addr show eth0 | grep -o "inet [^ ]*")" = "inet 10.0.0.2/24"'
ok 'and from it to others' reaches "$gate" "$left"
ok 'the subnets of a VPC reach each other' reaches "$gate" 10.0.1.2
ok 'another VPC has the same address' on "$other" 'ip -4 -o addr show eth0 | grep -q " 10.0.0.2/24 "'
ok 'and does not reach the first one' misses "$other" 10.0.1.2
ok 'who is in no VPC reaches none' misses "$left" 10.0.1.2
ok 'one public address reaches the other' reaches "$gate" "$other"
# shellcheck disable=SC2086 # options
on_inner() {
    scp -q -F none $ssh_options -o "ProxyCommand=$LCT_BUILD/linodetool lab dial %h %p" -o ProxyUseFdpass=yes "$work/key" "root@$gate:/root/key"
    on "$gate" "ssh -i /root/key -o BatchMode=yes -o LogLevel=ERROR -o StrictHostKeyChecking=no root@10.0.1.2 '$1'"
}
ok 'a node without a public address is logged in to from its VPC' on_inner 'ip -4 route | grep -q "default via 10.0.1.1"'
ok 'and has no Internet' on_inner "! ping -c 1 -W 1 $left >/dev/null && ! ping -c 1 -W 1 $gate >/dev/null"
api POST /v4/networking/firewalls "{\"label\": \"closed\", \"rules\": {\"inbound_policy\": \"DROP\", \"outbound_policy\": \"ACCEPT\"},
    \"devices\": {\"linodes\": [$(jq .id "$work/linode.inner")]}}" >"$work/firewall"
ok 'a Cloud Firewall filters in a VPC' misses "$gate" 10.0.1.2
api PUT "/v4/networking/firewalls/$(jq .id "$work/firewall")" '{"status": "disabled"}' >/dev/null
ok 'as long as it is enabled' reaches "$gate" 10.0.1.2
ok 'a VLAN connects them' reaches "$left" 10.9.0.2
ok 'each by its second port' on "$right" 'ip -4 -o addr show eth1 | grep -q " 10.9.0.2/24 "'
is "back $region 2" "$(api GET /v4/networking/vlans | jq -r '.data[] | "\(.label) \(.region) \(.linodes | length)"')" 'it is listed'
is 2 "$(api GET "/v4/vpcs/$(jq .id "$work/vpc.one")/ips" | jq .results)" 'so are the addresses of a VPC'
is true "$(api GET "/v4/vpcs/$(jq .id "$work/vpc.one")" | jq '[.subnets[].linodes[].interfaces[].active] | all')" 'and its interfaces, as active'
mac=$(api GET "/v4/linode/instances/$(jq .id "$work/linode.right")/interfaces" | jq -r '.interfaces[0].mac_address | ascii_downcase')
ok 'the hardware address of a Linode interface is its port'"'"'s' on "$right" "test \"\$(cat /sys/class/net/eth0/address)\" = $mac"
is 400 "$(api_status DELETE "/v4/vpcs/$(jq .id "$work/vpc.two")")" 'a VPC in use stays'
for name in gate inner other left right; do
    api DELETE "/v4/linode/instances/$(jq .id "$work/linode.$name")" >/dev/null
done
until [ "$(linodes)" = 0 ]; do sleep 0.1; done
is 200 "$(api_status DELETE "/v4/vpcs/$(jq .id "$work/vpc.two")")" 'and goes when nothing is in it'
is 0 "$(api GET /v4/networking/vlans | jq .results)" 'a VLAN goes by itself'
finish
