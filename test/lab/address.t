#!/bin/sh
# SPDX-License-Identifier: MIT
# Addresses beyond a Linode's first, by curl: more public ones, reserved ones, ranges of IPv6, names,
# from Linode to Linode, shared; with the texts that Linode was seen to refuse with. No nodes, no root.
. "$(dirname "$0")/lab.sh"

lab_start
control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}'
control POST /limits '{"class": "reserved", "limit": 1000, "window_s": 15}'
members='["address","assigned_entity","gateway","interface_id","linode_id","prefix","public","rdns","region","reserved","subnet_mask","type","vpc_nat_1_1"]'
linode() { # LABEL REGION [MORE]
    call POST /v4/linode/instances "{\"region\": \"$2\", \"type\": \"g6-nanode-1\", \"label\": \"$1\"${3:+, $3}}"
    id=$(body .id)
}
linode one us-sea
one=$id first=$(jq -r '.ipv4[0]' "$work/body") slaac=$(jq -r '.ipv6[:-4]' "$work/body")
linode two us-sea
two=$id
linode far us-west
far=$id

# ---- the account's

call GET /v4beta/networking/ips
is "3 3" "$(body '[.data[] | select(.type == "ipv4")] | length') $(body '[.data[] | select(.type == "ipv6")] | length')" \
    'each Linode has one of either kind'
is "$members" "$(body '.data[0] | keys')" 'with the members that Linode shows'
call GET /v4beta/networking/ips/
is 200 "$status" 'a slash at the end means nothing'
call GET /v4beta/networking/ips '' '{"region": "us-west"}'
is "[$far,$far]" "$(body '[.data[].linode_id]')" 'they are filtered'
call GET "/v4beta/networking/ips/$first"
is "$one \"one\"" "$(body .linode_id) $(body .assigned_entity.label)" 'one of them'
call GET /v4beta/networking/ips/10.0.0.1
refused 404 'Not found' - 'others are not there'

# ---- POST

add() { # BODY
    call POST /v4beta/networking/ips "$1"
}
add "{\"type\":\"ipv6\",\"public\":true,\"region\":\"us-sea\",\"linode_id\":$one}"
refused 400 'Only addresses of type ipv4 are currently supported.' - 'no IPv6 ones'
add '{"type":"ipv4","public":true,"region":"us-sea"}'
refused 400 'Linode is a required argument when not reserving an IP address.' linode_id 'for a Linode'
add '{"type":"ipv4","public":true,"reserved":true}'
refused 400 'A datacenter or a Linode must be provided when reserving an address.' - 'or somewhere'
add '{"type":"ipv4","public":true,"reserved":true,"region":"us-sea","linode_id":99999}'
refused 400 'Linode is not active' linode_id 'that is there'
add "{\"type\":\"ipv4\",\"public\":false,\"reserved\":true,\"region\":\"us-sea\",\"linode_id\":$one}"
refused 400 'Cannot reserve a private address.' public 'no private one is reserved'
add "{\"type\":\"ipv4\",\"public\":true,\"reserved\":true,\"region\":\"us-west\",\"linode_id\":$one}"
refused 400 "Region passed in must match Linode's region." region 'where it is'
add "{\"type\":\"ipv4\",\"public\":true,\"linode_id\":$one}"
is "$one false" "$(body .linode_id) $(body .reserved)" 'one more for a Linode'
extra=$(jq -r .address "$work/body")
call GET "/v4/linode/instances/$one"
is "[\"$first\",\"$extra\"]" "$(body .ipv4)" 'behind its first'
call POST "/v4beta/linode/instances/$one/ips" '{"type":"ipv4","public":true}'
is "200 true" "$status $(body .public)" 'and one by the other way'
third=$(jq -r .address "$work/body")
call DELETE "/v4beta/linode/instances/$one/ips/$third"
is '200 {}' "$status $(body .)" 'it is given back'
call GET "/v4beta/networking/ips/$third"
is 404 "$status" 'and gone'
call PUT /v4/account/settings '{"interfaces_for_new_linodes": "legacy_config_default_but_linode_allowed"}'
linode new us-sea '"interface_generation": "linode", "interfaces": [{"public": {}, "firewall_id": null}]'
call POST "/v4beta/linode/instances/$id/ips" '{"type":"ipv4","public":true}'
is 400 "$status" 'a Linode with interfaces of its own gets none this way'
call DELETE "/v4/linode/instances/$id"
call GET "/v4/linode/instances/$two"
call DELETE "/v4beta/linode/instances/$two/ips/$(jq -r '.ipv4[0]' "$work/body")"
is 400 "$status" 'the last one stays'

# ---- reserved

reserve() { # BODY
    call POST /v4beta/networking/reserved/ips "$1"
}
reserve '{"region":""}'
refused 400 'region is not valid' region 'a reserved one is somewhere'
reserve '{"region":"us-sea","tags":["lb1"]}'
is '[null,null,true,["lb1"],null]' "$(body '[.linode_id, .rdns, .reserved, .tags, .assigned_entity]')" 'and nobody'"'"'s at first'
kept=$(jq -r .address "$work/body")
call PUT "/v4beta/networking/reserved/ips/$kept" '{"tags":[]}'
is '[]' "$(body .tags)" 'its tags are changed'
call GET "/v4beta/networking/reserved/ips/$extra"
refused 404 'Not found' - 'others are not reserved'
call GET /v4beta/networking/ips '' '{"reserved":true,"region":"us-sea"}'
is "[\"$kept\"]" "$(body '[.data[].address]')" 'found by that'
linode born us-sea '"ipv4": [""]'
refused 400 'Must provide a single valid reserved ipv4 address' ipv4 'a Linode is made with one'
linode born us-sea "\"ipv4\": [\"$kept\", \"$extra\"]"
refused 400 'Must provide a single valid reserved ipv4 address' ipv4 'with one only'
linode born us-sea "\"ipv4\": [\"$extra\"]"
refused 400 'Must provide a single valid reserved ipv4 address' ipv4 'that is reserved'
linode born us-west "\"ipv4\": [\"$kept\"]"
refused 400 'Address must belong to same region as linode.' ipv4 'where it is'
linode born us-sea "\"ipv4\": [\"$kept\"]"
is "[\"$kept\"]" "$(body .ipv4)" 'then it has that one alone'
born=$id
linode second us-sea "\"ipv4\": [\"$kept\"]"
refused 400 'Address must be currently unassigned.' ipv4 'and nobody else'
call GET "/v4beta/networking/reserved/ips/$kept"
is "$born true" "$(body .linode_id) $(body '.rdns | startswith("198-18-")')" 'it says whose it is'
call DELETE "/v4/linode/instances/$born"
call GET "/v4beta/networking/reserved/ips/$kept"
is '200 null null' "$status $(body .linode_id) $(body .rdns)" 'it outlives its Linode'
ips="/v4beta/linode/instances/$one/ips"
call POST "$ips" "{\"type\":\"ipv4\",\"public\":false,\"address\":\"$kept\"}"
refused 400 'Cannot reserve a private address.' address 'a Linode that is there gets it'
call POST "$ips" '{"type":"ipv4","public":true,"address":"12345"}'
refused 400 'Must provide a valid reserved address' address 'by its text'
call POST "$ips" "{\"type\":\"ipv4\",\"public\":true,\"address\":\"$first\"}"
refused 400 'Address must be reserved and must be currently unassigned.' address 'only a free one'
call POST "/v4beta/linode/instances/$far/ips" "{\"type\":\"ipv4\",\"public\":true,\"address\":\"$kept\"}"
refused 400 'Address must belong to same region as linode.' address 'of its region'
call POST "$ips" "{\"type\":\"ipv4\",\"public\":true,\"address\":\"$kept\"}"
is "200 $one true []" "$status $(body .linode_id) $(body .reserved) $(body .tags)" 'then it has it'
call GET "/v4/linode/instances/$one"
is "[\"$first\",\"$extra\",\"$kept\"]" "$(body .ipv4)" 'as its last'
call DELETE "$ips/$kept"
call GET "/v4beta/networking/reserved/ips/$kept"
is '200 null' "$status $(body .linode_id)" 'taken from it, it is still the account'"'"'s'
call DELETE "/v4beta/networking/reserved/ips/$kept"
is '200 {}' "$status $(body .)" 'given back'
call GET "/v4beta/networking/ips/$kept"
is 404 "$status" 'it is gone'
call PUT "/v4beta/networking/ips/$extra" '{"reserved":true}'
is "$one true" "$(body .linode_id) $(body .reserved)" 'what a Linode has is reserved'
call DELETE "/v4beta/networking/reserved/ips/$extra"
call GET "/v4beta/networking/ips/$extra"
is "$one false" "$(body .linode_id) $(body .reserved)" 'and no longer, and stays'
reserve '{"region":"us-sea"}'
kept=$(jq -r .address "$work/body")
call PUT "/v4beta/networking/ips/$kept" '{"reserved":false}'
is '200 false null' "$status $(body .reserved) $(body .linode_id)" 'nobody'"'"'s and not reserved'
call PUT "/v4beta/networking/ips/$kept" '{"reserved":false}'
refused 404 'Not found' - 'is gone'
call GET /v4beta/networking/reserved/ips/types
is '["reserved-ipv4",0.0068]' "$(body '.data[0] | [.id, .price.hourly]')" 'what one costs'

# ---- names

call PUT "/v4beta/networking/ips/$first" '{"reserved":true,"rdns":"sample rdns"}'
refused 400 'Domain is not valid.' rdns 'a name that is none'
call GET "/v4beta/networking/ips/$first"
is false "$(body .reserved)" 'changes nothing'
call PUT "/v4beta/networking/ips/$first" '{"rdns":"web.invalid"}'
is 400 "$status" 'one that nobody knows'
call PUT "/v4beta/networking/ips/$first" '{"rdns":"203.0.113.9.nip.io"}'
is '400 true' "$status $(body '.errors[0].reason | endswith("must have a matching forward entry.")')" 'one of another address'
call PUT "/v4beta/networking/ips/$first" "{\"rdns\":\"$first.nip.io\"}"
is "\"$first.nip.io\"" "$(body .rdns)" 'its own'
call PUT "/v4beta/networking/ips/$first" '{"rdns":null}'
is "\"$(echo "$first" | tr . -).ip.linodeusercontent.com\"" "$(body .rdns)" 'or the usual one'
call PUT "/v4beta/networking/ips/$slaac" '{"rdns":"six.example.com"}'
is "\"$slaac\" \"six.example.com\"" "$(body .address) $(body .rdns)" 'IPv6 ones have one when they are given one'
call GET "/v4/linode/instances/$one/ips"
is '"six.example.com"' "$(body .ipv6.slaac.rdns)" 'and show it'

# ---- ranges

ranges=/v4beta/networking/ipv6/ranges
call POST $ranges '{"prefix_length":64}'
is 400 "$status" 'a range is for somebody'
call POST $ranges "{\"linode_id\":$one,\"prefix_length\":48}"
is '400 "prefix_length"' "$status $(body '.errors[0].field')" 'of 64 bits, or 56'
call POST $ranges "{\"linode_id\":$one,\"prefix_length\":64}"
is "200 true \"$slaac\"" "$status $(body '.range | endswith("::/64")') $(body .route_target)" 'one is made'
range=$(jq -r '.range[:-3]' "$work/body")
call POST $ranges "{\"route_target\":\"$slaac\",\"prefix_length\":56}"
is 400 "$status" 'a Linode has one'
call GET "/v4/linode/instances/$two"
call POST $ranges "{\"route_target\":$(body '.ipv6[:-4]'),\"prefix_length\":56}"
is '200 true' "$status $(body '.range | endswith("00::/56")')" 'a larger one for another'
large=$(jq -r '.range[:-3]' "$work/body")
call GET "$ranges/$range"
is "[\"$range\",64,\"us-sea\",false,[$one]]" "$(body '[.range, .prefix, .region, .is_bgp, .linodes]')" 'one of them'
call GET $ranges '' '{"region":"us-sea"}'
is "[\"$range\",\"$large\"]" "$(body '[.data[].range]')" 'both'
call GET "/v4/linode/instances/$one/ips"
is "[{\"range\":\"$range\",\"prefix\":64,\"region\":\"us-sea\",\"route_target\":\"$slaac\"}]" "$(body .ipv6.global)" 'the Linode has it'
call DELETE "$ranges/$large"
is '200 {}' "$status $(body .)" 'one is given back'
call GET "$ranges/$large"
refused 404 'Not found' - 'and gone'
call GET /v4beta/networking/ipv6/pools
is '200 0' "$status $(body .results)" 'there are no pools'

# ---- from Linode to Linode

assign() { # REGION ASSIGNMENTS
    call POST /v4beta/networking/ips/assign "{\"region\":\"$1\",\"assignments\":[$2]}"
}
to() { # ADDRESS LINODE
    printf '{"address":"%s","linode_id":%s}' "$1" "$2"
}
assign us-sea "$(to 192.0.2.1 "$one")"
refused 400 'IP Address not found.' - 'what is moved is there'
assign us-sea "$(to "$extra" 99999)"
refused 400 'Invalid Linode ID 99999' - 'and who gets it'
assign us-west "$(to "$extra" "$far")"
refused 400 'IP Address not found.' - 'in one region'
assign us-sea "$(to "$first" "$two"),$(to "$extra" "$two")"
is 400 "$status" 'nobody is left without any'
assign us-sea "$(to "$extra" "$two"),$(to "$range/64" "$two")"
is '200 {}' "$status $(body .)" 'an address and a range are moved'
call GET "/v4/linode/instances/$two/ips"
is "[\"$extra\",\"$range\"]" "$(body '[.ipv4.public[1].address, .ipv6.global[0].range]')" 'to their new Linode'

# ---- shared

share() { # LINODE IPS
    call POST /v4beta/networking/ips/share "{\"linode_id\":$1,\"ips\":[$2]}"
}
share "$far" "\"$extra\""
is 400 "$status" 'an address is shared within its region'
share "$two" "\"$extra\""
is 400 "$status" 'with others'
share "$one" "\"$extra\""
is '200 {}' "$status $(body .)" 'it is'
call GET "/v4/linode/instances/$one/ips"
is "[[\"$extra\",$two]]" "$(body '[.ipv4.shared[] | [.address, .linode_id]]')" 'and the other one shows it'
assign us-sea "$(to "$extra" "$one")"
refused 400 'Shared IP addresses cannot be swapped between Linodes.' - 'what is shared is not moved'
call POST /v4/networking/ipv4/share "{\"linode_id\":$one,\"ips\":[]}"
call GET "/v4/linode/instances/$one/ips"
is '[]' "$(body .ipv4.shared)" 'nothing is shared any more'
share "$one" "\"$range\""
call GET "$ranges/$range"
is "[true,[$one,$two]]" "$(body '[.is_bgp, .linodes]')" 'a range is shared'
call GET "/v4/linode/instances/$two/ips"
is null "$(body '.ipv6.global[0].route_target')" 'and routed to none alone'
call DELETE "$ranges/$range"
is 400 "$status" 'it stays'

# ---- a Linode goes

call DELETE "/v4/linode/instances/$two"
call GET "$ranges/$range"
is 404 "$status" 'a range goes with its Linode'
call GET "/v4beta/networking/ips/$extra"
is 404 "$status" 'as addresses do'
call GET /v4/account/events '' "{\"entity.id\": $two}"
is '["linode_delete","ipv6pool_delete","ipv6pool_add"]' "$(body '[.data[].action | select(. != "linode_create")]')" 'its events'

# ---- who may, how often, how many

control POST /limits '{"class": "reserved", "limit": 1, "window_s": 60}'
call GET /v4beta/networking/reserved/ips
is "200 ips:read_only 1" "$status $(header X-Accepted-OAuth-Scopes) $(header X-RateLimit-Limit)" 'reserved ones have limits of their own'
call GET /v4beta/networking/reserved/ips
refused 429 'Too many requests' - 'which are kept'
control POST /reset '{}'
call GET /v4beta/networking/ips
is 0 "$(body .results)" 'a reset leaves none'
lab_stop
lab_start --nodes-max 1
reserve '{"region":"us-sea"}'
reserve '{"region":"us-sea"}'
refused 400 'Additional Reserved IPv4 addresses require technical justification.  Please contact support describing your requirement.' \
    - 'an account has as many as it may'

# ---- what else answers as at Linode

call DELETE /v4/images/linode%2Fdebian12
refused 403 'Unauthorized' - 'images are not the account'"'"'s'
call GET /v4/account/events/
is 200 "$status" 'lists with a slash'
call GET '/v4/regions/availability?page_size=500'
is '[false,true]' "$(body '[(.data[] | select(.plan == "g1-gpu-rtx6000-1" and (.region == "us-ord" or .region == "no-osl-1")).available)]')" \
    'which regions have which special plans'
call PUT /v4/profile '{"timezone": "Europe/Berlin"}'
call GET /v4/profile
is '"Europe/Berlin"' "$(body .timezone)" 'a profile is changed'
call GET /v4/profile/tokens
call PUT "/v4/profile/tokens/$(body '.data[0].id')" '{"label": "mine"}'
is '200 "mine"' "$status $(body .label)" 'a token, too'

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
