#!/bin/sh
# SPDX-License-Identifier: MIT
# Linodes are booted into rescue: as a reboot, with which devices, what is refused. And rebuilt with
# another plan. No nodes, no root.
. "$(dirname "$0")/lab.sh"

linodes=/v4/linode/instances

# rescue BODY : of $id
rescue() {
    call POST "$linodes/$id/rescue" "$1"
}

lab_start
create web-01
until_idle
call GET "$linodes/$id/disks"
root=$(body '.data[0].id') swap=$(body '.data[1].id')
call GET "$linodes/$id/configs"
config=$(body '.data[0].id')

rescue "{\"devices\": {\"sda\": {\"disk_id\": $swap}, \"sdc\": {\"disk_id\": $root}, \"sdb\": null}}"
is '200 {}' "$status $(body .)" 'a Linode is rescued'
until_status "$id" running
call GET '/v4/account/events?page_size=100' '' '{"action": "linode_reboot"}'
is "[\"finished\",$id,null]" "$(body '.data[0] | [.status, .entity.id, .secondary_entity]')" \
    'that is its event, of no configuration'
rescue '{}'
is 200 "$status" 'it may be asked for again, with all disks'
until_idle
call POST "$linodes/$id/disks/$swap/resize" '{"size": 256}'
until_idle
call GET "$linodes/$id/disks/$swap"
is '512' "$(body .size)" 'its disks are in use there'
call POST "$linodes/$id/reboot" '{}'
until_idle
call GET '/v4/account/events?page_size=100' '' '{"action": "linode_reboot"}'
is "[$id,$config]" "$(body '.data[0] | [.entity.id, .secondary_entity.id]')" \
    'the next reboot is one of its configuration'

call POST "$linodes/$id/rebuild" '{"image": "linode/debian12", "root_pass": "thisIsYourRootPassword", "type": "g6-standard-1"}'
is '["g6-standard-1",51200]' "$(body '[.type, .specs.disk]')" 'a rebuild may name another plan'
until_idle
call GET "$linodes/$id/disks"
is '[50688,512]' "$(body '[.data[].size]')" 'whose room the disks take'
call POST "$linodes/$id/rebuild" '{"image": "linode/debian12", "root_pass": "thisIsYourRootPassword", "type": "g6-nanode-1"}'
refused 400 'Linode has allocated more disk than the new service plan allows. Delete or resize disks smaller.' - \
    'which must hold the disks of before'
call POST "$linodes/$id/rebuild" '{"image": "linode/debian12", "root_pass": "thisIsYourRootPassword", "type": "g6-none"}'
refused 400 'A valid plan type by that ID was not found' type 'and be one'

rescue '{"devices": {"sdh": {"disk_id": 1}}}'
refused 400 'sdh is reserved and unavailable during rescue' devices.sdh 'the last device is its own'
rescue '{"devices": {"sda": {"disk_id": 1}}}'
refused 400 'Invalid Disk ID 1' devices.sda 'no disk but its own'
rescue '{"devices": {"sdx": null}}'
refused 400 'This Linode has devices from sda to sdh' devices.sdx 'nor devices it has not'
rescue '{"devices": []}'
is 400 "$status" 'nor a list of them'
call POST "$linodes/1/rescue" '{}'
is 404 "$status" 'nor a Linode that is none'
call POST "$linodes/$id/shutdown" '{}'
until_idle
lab_stop
lab_start --profile realistic
rescue '{}'
call GET "$linodes/$id"
is '"rebooting"' "$(body .status)" 'it reboots'
rescue '{}'
refused 400 'Linode busy.' - 'once at a time'
lab_stop

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
