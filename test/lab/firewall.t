#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab's Cloud Firewalls by curl, as Linode was recorded to answer. No nodes, no root.
. "$(dirname "$0")/lab.sh"

firewalls=/v4/networking/firewalls
linodes=/v4/linode/instances
any='"addresses": {"ipv4": ["0.0.0.0/0"], "ipv6": ["::/0"]}'
ssh="{\"action\": \"ACCEPT\", \"protocol\": \"TCP\", \"ports\": \"22\", \"label\": \"allow-ssh\", $any}"

# rules INBOUND : both directions and their policies.
rules() {
    echo "{\"inbound_policy\": \"DROP\", \"outbound_policy\": \"ACCEPT\", \"inbound\": [$1], \"outbound\": []}"
}

# rule MEMBERS : one that lets in, with these members beside.
rule() {
    echo "{\"action\": \"ACCEPT\", $1}"
}

events() { # ID
    call GET '/v4/account/events?page_size=500' '' "{\"entity.type\": \"firewall\", \"entity.id\": $1}"
    body '[.data | reverse[] | "\(.action) \(.secondary_entity.type)"]'
}

lab_start
control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}'

# ---- made and changed

call POST $firewalls "{\"label\": \"web\", \"rules\": $(rules "$ssh"), \"tags\": [\"testing\"]}"
fw=$(body .id)
is '200 ["created","entities","id","label","rules","status","tags","updated"]' "$status $(body keys)" \
    'a firewall has exactly the members that Linode shows'
is '["web","enabled",1,["testing"],[]]' "$(body '[.label, .status, .rules.version, .tags, .entities]')" 'is as asked for'
is '{"inbound":[{"protocol":"TCP","addresses":{"ipv6":["::/0"],"ipv4":["0.0.0.0/0"]},"action":"ACCEPT","label":"allow-ssh","ports":"22"}],"inbound_policy":"DROP","outbound":[],"outbound_policy":"ACCEPT"}' \
    "$(body '.rules | del(.version, .fingerprint)')" 'its rules, in the order of the recorded ones'
is true "$(body '.rules.fingerprint | test("^[0-9a-f]{8}$")')" 'have a fingerprint'
print=$(body .rules.fingerprint)
is 'firewall:read_write' "$(header X-Accepted-OAuth-Scopes)" 'the scope is a firewall'"'"'s'
call POST $firewalls "{\"label\": \"web\", \"rules\": $(rules '')}"
refused 400 'Label must be unique among your Cloud Firewalls' label 'a label is unique'
call POST $firewalls "{\"label\": \"we\", \"rules\": $(rules '')}"
refused 400 'Length must be 3-32 characters' label 'of 3 to 32 characters'
call POST $firewalls '{"label": "none"}'
refused 400 'rules is required' rules 'rules are required'
call POST $firewalls '{"label": "none", "rules": {"outbound_policy": "DROP"}}'
refused 400 'inbound_policy is required' rules.inbound_policy 'a policy is required'
call PUT "$firewalls/$fw/rules" '{"inbound_policy": "DROP"}'
refused 400 'outbound_policy is required' outbound_policy 'each of them'
call PUT "$firewalls/$fw/rules" "$(rules "$ssh")"
is "1 $print" "$(body .version) $(body .fingerprint)" 'rules that are the same are no new version'
call PUT "$firewalls/$fw/rules" '{"inbound": [], "outbound": null, "inbound_policy": "ACCEPT", "outbound_policy": "ACCEPT"}'
is '200 2 null' "$status $(body .version) $(body .outbound)" 'others are; a null stays one'
call GET "$firewalls/$fw/rules"
is '200 2 "ACCEPT"' "$status $(body .version) $(body .inbound_policy)" 'they are asked for'
call GET "$firewalls/$fw/history"
is '200 [1,2]' "$status $(body '[.data[].rules.version]')" 'with their versions'
call GET "$firewalls/$fw/history/rules/1"
is "200 $print" "$status $(body .rules.fingerprint)" 'each of which is kept'
call GET "$firewalls/$fw/history/rules/3"
refused 404 'Not found' - 'one that there is not'
call PUT "$firewalls/$fw" '{"label": "web-2", "status": "disabled", "tags": []}'
is '200 ["web-2","disabled",[]]' "$status $(body '[.label, .status, .tags]')" 'it is renamed, disabled, loses its tags'
call PUT "$firewalls/$fw" '{"status": "enabled"}'
call GET $firewalls '' '{"label": "web-2"}'
is '200 1' "$status $(body .results)" 'found by a filter'
call GET $firewalls '' '{"status": "enabled"}'
refused 400 'Cannot filter on status' X-Filter 'not by its status'
is '["firewall_create null","firewall_rules_update null","firewall_rules_update null","firewall_update null","firewall_disable null","firewall_update null","firewall_enable null"]' \
    "$(events "$fw")" 'events tell of each'

# ---- what a rule may say

# bad RULE REASON FIELD WHAT
bad() {
    call PUT "$firewalls/$fw/rules" "$(rules "$1")"
    refused 400 "$2" "inbound[0].$3" "$4"
}
bad '{"protocol": "TCP", '"$any"'}' 'action is required' action 'a rule: an action'
bad "$(rule '"protocol": "TCP"')" 'addresses is required' addresses 'addresses'
bad "$(rule '"protocol": "TCP", "addresses": {}')" 'Must contain ipv4, ipv6, or both' addresses 'of one family'
bad "$(rule '"protocol": "TCP", "addresses": {"ipv4": []}')" 'Must not be an empty list' addresses.ipv4 'some'
bad "$(rule '"protocol": "TCP", "addresses": {"ipv4": ["10.0.0.1"]}')" \
    'Must be an IPv4 network in IP/mask format' 'addresses.ipv4[0]' 'with a mask'
bad "$(rule '"protocol": "TCP", "addresses": {"ipv6": ["10.0.0.0/8"]}')" \
    'Must be an IPv6 network in IP/mask format' 'addresses.ipv6[0]' 'of its own family'
many=$(seq 0 255 | sed 's|.*|"10.0.&.0/24"|' | paste -sd,)
bad "$(rule "\"protocol\": \"TCP\", \"addresses\": {\"ipv4\": [$many]}")" \
    'Must have at most 255 addresses' addresses '256 addresses are too many'
bad "$(rule "\"protocol\": \"GRE\", $any")" \
    'Must be one of ALL, TCP, UDP, ICMP, IPENCAP, or a protocol'"'"'s number' protocol 'a protocol'
bad "$(rule "\"protocol\": \"ICMP\", \"ports\": \"1\", $any")" \
    'Ports are not allowed for ICMP and IPENCAP protocols.' ports 'ports of what has some'
bad "$(rule "\"protocol\": \"TCP\", \"ports\": \"080\", $any")" \
    'Must be within 1-65535, without leading zeroes' ports 'a number'
bad "$(rule "\"protocol\": \"TCP\", \"ports\": \"90-80\", $any")" \
    'Range must start with a smaller number and end with a larger number' ports 'a range'
bad "$(rule "\"protocol\": \"TCP\", \"ports\": \"1-2,4-5,7-8,10-11,13-14,16-17,19-20,22-23\", $any")" \
    'Number of ports or port range endpoints exceeded. Max allowed is 15' ports 'of 15 pieces'
call PUT "$firewalls/$fw/rules" "$(rules "$(for _ in $(seq 26); do echo "$ssh"; done | paste -sd,)")"
refused 400 'A Firewall may have up to 25 rules across its inbound and outbound rulesets' - '26 rules are too many'
call PUT "$firewalls/$fw/rules" "$(rules "$(rule "\"protocol\": \"TCP\", \"ports\": \"22-24, 80, 443\", $any"),$(rule \
    "\"protocol\": \"50\", $any"),$(rule "\"protocol\": \"ALL\", $any"),$(rule "\"protocol\": \"6\", \"ports\": \"443\", $any")")"
is '200 ["22-24, 80, 443",null,null,"443"]' "$status $(body '[.inbound[].ports]')" 'what Linode takes'

# ---- services

create one '"firewall_id": '"$fw"', "booted": false'
one=$id
is 200 "$status" 'a Linode is born behind a firewall'
call GET "$firewalls/$fw"
is '[{"id":'"$one"',"type":"linode","label":"one","url":"/v4/linode/instances/'"$one"'","parent_entity":null}]' \
    "$(body .entities)" 'which shows it'
call GET "$linodes/$one/firewalls"
is "200 [$fw]" "$status $(body '[.data[].id]')" 'and the other way round'
is 'linodes:read_only' "$(header X-Accepted-OAuth-Scopes)" 'by the scope of a Linode'
create two '"firewall_id": 1'
refused 400 'Invalid Firewall ID 1' firewall_id 'not behind one that there is not'
create two '"booted": false'
two=$id
call POST "$firewalls/$fw/devices" "{\"id\": $two, \"type\": \"linode\"}"
device=$(body .id)
is '200 ["created","entity","id","updated"] "two"' "$status $(body keys) $(body .entity.label)" 'another one comes'
call POST "$firewalls/$fw/devices" "{\"id\": $two, \"type\": \"linode\"}"
refused 400 "Linode $two already has an enabled Firewall" id 'once'
call POST "$firewalls/$fw/devices" '{"id": 1, "type": "linode"}'
refused 400 'Invalid Linode ID 1' id 'not one that there is not'
call POST $firewalls "{\"label\": \"other\", \"rules\": $(rules ''), \"devices\": {\"linodes\": [$two]}}"
refused 400 "Linode $two already has an enabled Firewall" devices.linodes 'a service has one enabled firewall'
call POST $firewalls "{\"label\": \"other\", \"rules\": $(rules '')}"
other=$(body .id)
call PUT "$firewalls/$other" '{"status": "disabled"}'
call POST "$firewalls/$other/devices" "{\"id\": $two, \"type\": \"linode\"}"
is 200 "$status" 'and may have one more that is not'
call PUT "$firewalls/$other" '{"status": "enabled"}'
refused 400 "Linode $two already has an enabled Firewall" status 'which then cannot be enabled'
call DELETE "$firewalls/$fw/devices/$device"
is '200 {}' "$status $(body .)" 'one leaves'
call GET "$firewalls/$fw/devices/$device"
refused 404 'Not found' - 'and is gone'
call PUT "$linodes/$two/firewalls" "{\"firewall_ids\": [$fw]}"
is "200 [$fw]" "$status $(body '[.data[].id]')" 'a Linode gets others instead'
call POST "$linodes/$two/firewalls/apply" '{}'
is '200 {}' "$status $(body .)" 'applied once more'
call GET "$firewalls/$fw/devices"
is "200 [$one,$two]" "$status $(body '[.data[].entity.id]')" 'devices are listed'
until_idle
call DELETE "$linodes/$two"
call GET "$firewalls/$fw"
is "[$one]" "$(body '[.entities[].id]')" 'a Linode that is deleted leaves'
call GET '/v4/account/events?page_size=500' '' "{\"entity.type\": \"firewall\", \"entity.id\": $fw}"
is '["firewall_device_add linode","firewall_device_add linode","firewall_device_remove linode","firewall_device_add linode","firewall_apply linode"]' \
    "$(body '[.data | reverse[] | "\(.action) \(.secondary_entity.type)"] | .[-5:]')" 'events tell of services'

# ---- Linode interfaces

# own LABEL INTERFACE : a Linode with an interface of its own.
own() {
    create "$1" "\"booted\": false, \"interface_generation\": \"linode\", \"interfaces\": [$2]"
}
own five '{"public": {}}'
refused 400 'There is no default Firewall of this kind of interface: firewall_id must be given; null is none' \
    'interfaces[0].firewall_id' 'an interface says behind what it is'
own five '{"public": {}, "firewall_id": 1}'
refused 400 'Invalid Firewall ID 1' 'interfaces[0].firewall_id' 'not what there is not'
own five '{"vlan": {"vlan_label": "back"}, "firewall_id": '"$fw"'}'
refused 400 'VLAN interfaces have no Cloud Firewall' 'interfaces[0].firewall_id' 'nor where nothing is filtered'
create five '"booted": false, "firewall_id": '"$fw"', "interface_generation": "linode"'
refused 400 'Linodes with Linode interfaces name it with each of them' firewall_id 'nor all at once'
own five '{"public": {}, "firewall_id": '"$fw"'}, {"vlan": {"vlan_label": "back"}}'
five=$id
call GET "$linodes/$five/interfaces"
public=$(body '.interfaces[0].id') vlan=$(body '.interfaces[1].id')
call GET "$firewalls/$fw/devices"
is '{"id":'"$public"',"type":"linode_interface","label":null,"url":"/v4/linode/instances/'"$five"'/interfaces/'"$public"'","parent_entity":{"id":'"$five"',"type":"linode","label":"five","url":"/v4/linode/instances/'"$five"'"}}' \
    "$(body '.data[-1].entity')" 'one is born behind it'
device=$(body '.data[-1].id')
call GET "$linodes/$five/interfaces/$public/firewalls"
is "200 [$fw]" "$status $(body '[.data[].id]')" 'and shows it'
call GET "$linodes/$five/interfaces/1/firewalls"
refused 404 'Not found' - 'not of one that there is not'
call GET "$linodes/$five/firewalls"
is '200 []' "$status $(body .data)" 'its Linode has none itself'
call PUT "$linodes/$five/firewalls" "{\"firewall_ids\": [$fw]}"
refused 400 "Linode $five has Linode interfaces: its Firewalls are theirs" firewall_ids 'nor can it have one'
call POST "$firewalls/$fw/devices" "{\"id\": $five, \"type\": \"linode\"}"
refused 400 "Linode $five has Linode interfaces: its Firewalls are theirs" id 'by any way'
call POST "$firewalls/$fw/devices" "{\"id\": $vlan, \"type\": \"interface\"}"
refused 400 "Interface $vlan is of a configuration, or in a VLAN" id 'nor its VLAN'
call POST "$firewalls/$fw/devices" "{\"id\": $public, \"type\": \"interface\"}"
refused 400 "Interface $public already has an enabled Firewall" id 'an interface has one'
call DELETE "$firewalls/$fw/devices/$device"
call POST "$firewalls/$fw/devices" "{\"id\": $public, \"type\": \"interface\"}"
is '200 "linode_interface"' "$status $(body .entity.type)" 'it leaves and comes back'
call PUT $firewalls/settings "{\"default_firewall_ids\": {\"public_interface\": $fw}}"
own six '{"public": {}}'
call GET "$firewalls/$fw/devices"
is "[\"linode_interface\",$id]" "$(body '.data[-1].entity | [.type, .parent_entity.id]')" 'a default is one of its own kind'
own seven '{"public": {}, "firewall_id": null}'
call GET "$firewalls/$fw/devices"
is 0 "$(body "[.data[] | select(.entity.parent_entity.id == $id)] | length")" 'which null refuses'
call PUT $firewalls/settings '{"default_firewall_ids": {"public_interface": null}}'
until_idle
call POST "$linodes/$one/upgrade-interfaces" '{"dry_run": true}'
call GET "$linodes/$one/firewalls"
is "[$fw]" "$(body '[.data[].id]')" 'a dry run of an upgrade changes nothing'

# ---- defaults and templates

call GET $firewalls/settings
is '{"default_firewall_ids":{"linode":null,"nodebalancer":null,"public_interface":null,"vpc_interface":null}}' \
    "$(body .)" 'no default'
call PUT $firewalls/settings "{\"default_firewall_ids\": {\"linode\": $fw}}"
is "200 $fw null" "$status $(body '.default_firewall_ids.linode') $(body '.default_firewall_ids.nodebalancer')" 'one is set'
create three '"booted": false'
call GET "$linodes/$id/firewalls"
is "[$fw]" "$(body '[.data[].id]')" 'new Linodes get it'
create four '"booted": false, "firewall_id": -1'
call GET "$linodes/$id/firewalls"
is '[]' "$(body '[.data[].id]')" 'unless they say so'
call DELETE "$firewalls/$fw"
refused 400 'An assigned default Firewall cannot be deleted' - 'it cannot be deleted'
call PUT "$firewalls/$fw" '{"status": "disabled"}'
refused 400 'An assigned default Firewall cannot be disabled' status 'nor disabled'
call PUT $firewalls/settings '{"default_firewall_ids": {"linode": null}}'
call DELETE "$firewalls/$fw"
is '200 {}' "$status $(body .)" 'until it is none'
call GET "$linodes/$one/firewalls"
is '[]' "$(body .data)" 'its services go free'
call GET $firewalls/templates
is '200 ["public","vpc"]' "$status $(body '[.data[].slug]')" 'templates'
call GET $firewalls/templates/public
is '200 ["accept-inbound-ssh","accept-inbound-icmp"]' "$status $(body '[.rules.inbound[].label]')" 'of rules'
control POST /reset
call GET $firewalls
is 0 "$(body .results)" 'a reset leaves none'

lab_stop

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
