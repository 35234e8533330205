#!/bin/sh
# SPDX-License-Identifier: MIT
# Linodes are cloned, to new ones and to ones that are there: what goes along, what is refused. No
# nodes, no root.
. "$(dirname "$0")/lab.sh"

linodes=/v4/linode/instances

# clone BODY : of $source
clone() {
    call POST "$linodes/$source/clone" "$1"
}

lab_start
control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}'
create web-01 '"tags": ["shop"]'
source=$id
until_idle
call GET "$linodes/$source/disks"
root=$(body '.data[0].id') swap=$(body '.data[1].id')

# ---- to a new one

clone '{"region": "eu-central", "type": "g6-standard-1", "label": "web-02", "private_ip": true}'
copy=$(body .id)
is '200 ["web-02","eu-central","g6-standard-1","provisioning","linode/debian12",["shop"],2]' \
    "$status $(body '[.label, .region, .type, .status, .image, .tags, (.ipv4 | length)]')" \
    'a clone is a Linode of its own, with its source'"'"'s image and tags'
until_idle
call GET "$linodes/$copy"
is '"offline"' "$(body .status)" 'which is off'
call GET "$linodes/$copy/disks"
is '[["Debian 12 Disk","ext4",25088,"ready"],["512 MB Swap Image","swap",512,"ready"]]' \
    "$(body '[.data[] | [.label, .filesystem, .size, .status]]')" 'with copies of the disks'
first=$(body '.data[0].id') second=$(body '.data[1].id')
is false "$(body "[.data[].id] | any(. == $root or . == $swap)")" 'not the disks themselves'
call GET "$linodes/$copy/configs"
is "[[\"My Debian 12 Profile\",$first,$second,null,8]]" \
    "$(body '[.data[] | [.label, .devices.sda.disk_id, .devices.sdb.disk_id, .devices.sdc, (.devices | length)]]')" \
    'and configurations that name the copies'
call GET '/v4/account/events?page_size=100' '' '{"action": "linode_clone"}'
is "[\"finished\",$source,$copy]" "$(body '.data[0] | [.status, .entity.id, .secondary_entity.id]')" \
    'its event is its source'"'"'s, and names it'
call POST "$linodes/$copy/boot" '{}'
until_status "$copy" running
is '"running"' "$(body .status)" 'it boots'

# ---- its networks

call POST /v4/vpcs '{"label": "inner", "region": "us-ord", "subnets": [{"label": "a", "ipv4": "10.0.1.0/24"}]}'
subnet=$(body '.subnets[0].id')
call POST $linodes '{"region": "us-ord", "type": "g6-nanode-1", "label": "inside", "image": "linode/debian12",
    "root_pass": "correct-horse-battery-9", "booted": false, "interfaces": [
    {"purpose": "vpc", "subnet_id": '"$subnet"', "ipv4": {"vpc": "10.0.1.9", "nat_1_1": "any"}, "ip_ranges": ["10.0.1.32/28"]},
    {"purpose": "vlan", "label": "back", "ipam_address": "10.9.0.1/24"}]}'
inside=$(body .id)
until_idle
call POST "$linodes/$inside/clone" '{"region": "us-ord", "type": "g6-nanode-1", "label": "inside-2"}'
twin=$(body .id) address=$(body '.ipv4[0]')
call GET "$linodes/$twin/configs"
is "[[\"vpc\",$subnet,{\"vpc\":\"10.0.1.2\",\"nat_1_1\":$address},[]],[\"vlan\",null,null,null]]" \
    "$(body '[.data[0].interfaces[] | [.purpose, .subnet_id, .ipv4, .ip_ranges]]')" 'of a clone: the same, with addresses of its own'
call POST "$linodes/$inside/clone" '{"region": "us-east", "type": "g6-nanode-1"}'
refused 400 'The subnet must be in the region of the Linode' 'interfaces[0].subnet_id' 'a VPC is of one region'
call POST $linodes '{"region": "us-ord", "type": "g6-nanode-1", "label": "own", "interface_generation": "linode", "interfaces": [
    {"public": {}, "firewall_id": null}, {"vpc": {"subnet_id": '"$subnet"'}, "firewall_id": null}]}'
own=$(body .id)
until_idle
call POST "$linodes/$own/clone" '{"region": "us-ord", "type": "g6-nanode-1", "label": "own-2"}'
is '200 "linode"' "$status $(body .interface_generation)" 'of one with interfaces of its own'
own_twin=$(body .id)
call GET "$linodes/$own_twin/interfaces"
is '[true,"10.0.1.4"]' "$(body '[.interfaces[0].public != null, .interfaces[1].vpc.ipv4.addresses[0].address]')" \
    'likewise'
until_idle
for id in "$inside" "$twin" "$own" "$own_twin"; do
    call DELETE "$linodes/$id"
done
until_idle

# ---- some of it, to one that is there

call POST $linodes '{"region": "us-east", "type": "g6-nanode-1", "label": "bare"}'
bare=$(body .id)
until_idle
clone "{\"linode_id\": $bare, \"configs\": [], \"disks\": [$swap]}"
is "200 $bare" "$status $(body .id)" 'a disk is cloned to a Linode that is there'
until_idle
call GET "$linodes/$bare/disks"
is '[["512 MB Swap Image","ready"]]' "$(body '[.data[] | [.label, .status]]')" 'that disk'
call GET "$linodes/$bare/configs"
is 0 "$(body .results)" 'and no configuration'
clone "{\"linode_id\": $bare}"
refused 400 'The disks to clone take 25600 MB, and the Linode that they are cloned to has 25088 MB left for disks' - \
    'all of it has to fit'
clone "{\"linode_id\": $bare, \"label\": \"other\"}"
refused 400 'Can only be given when cloning to a new Linode' label 'a Linode that is there has its label'
clone "{\"linode_id\": $copy}"
refused 400 'The Linode to clone to must be powered off' linode_id 'one that runs takes nothing'
clone '{"linode_id": 1}'
refused 400 'linode_id is not valid' linode_id 'nor one that is none'
clone "{\"linode_id\": $source}"
refused 400 'linode_id is not valid' linode_id 'nor the source'

# ---- what else is refused

clone '{"type": "g6-nanode-1"}'
refused 400 'region is required' region 'a new Linode is in a region'
clone '{"region": "us-east"}'
refused 400 'type is required' type 'and of a type'
clone '{"region": "us-east", "type": "g6-nanode-1", "label": "web-02"}'
refused 400 'Label must be unique among your linodes' label 'with a label of its own'
clone '{"region": "us-east", "type": "g6-nanode-1", "disks": [1]}'
refused 400 "1 is none of this Linode's" disks 'of the source'"'"'s disks'
clone '{"region": "us-east", "type": "g6-nanode-1", "configs": 7}'
refused 400 'Must be of type Array' configs 'that are a list'
call POST "$linodes/1/clone" '{"region": "us-east", "type": "g6-nanode-1"}'
is 404 "$status" 'of one that is there'
call GET $linodes
is 3 "$(body .results)" 'and leaves nothing'
create told '"metadata": {"user_data": "I2Nsb3VkLWNvbmZpZwo="}'
source=$id
until_idle
clone '{"region": "us-east", "type": "g6-nanode-1"}'
refused 400 'A Linode with user-data is cloned with user-data' metadata.user_data 'user-data are given anew'
clone '{"region": "us-east", "type": "g6-nanode-1", "metadata": {"user_data": "I2Nsb3VkLWNvbmZpZwo="}}'
is '200 true' "$status $(body .has_user_data)" 'and are the clone'"'"'s'

# ---- one at a time; what ends it

lab_stop
lab_start --profile realistic
call POST "$linodes/$bare/clone" '{"region": "us-east", "type": "g6-nanode-1", "label": "slow"}'
slow=$(body .id)
call POST "$linodes/$bare/boot" '{}'
refused 400 'Linode busy.' - 'a Linode that is cloned is busy'
call POST "$linodes/$slow/boot" '{}'
refused 400 'Linode busy.' - 'and so is its clone'
call DELETE "$linodes/$bare"
call GET "$linodes/$slow"
is '"offline"' "$(body .status)" 'without its source it ends'
call GET "$linodes/$slow/disks"
is 0 "$(body .results)" 'without disks'
lab_stop

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
