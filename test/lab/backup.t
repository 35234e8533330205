#!/bin/sh
# SPDX-License-Identifier: MIT
# Backups of Linodes: the service, snapshots, restored over and beside. No nodes, no root.
. "$(dirname "$0")/lab.sh"

linodes=/v4/linode/instances

lab_start
create web-01
until_idle
backups=$linodes/$id/backups
call GET "$linodes/$id/disks"
old=$(body '.data[0].id')
call GET "$backups"
is '{"automatic":[],"snapshot":{"current":null,"in_progress":null}}' "$(body .)" 'there is none'
call POST "$backups" '{"label": "first"}'
refused 400 'The Backup service is not enabled for this Linode' - 'nor is the service'
call POST "$backups/enable" '{}'
is '200 {}' "$status $(body .)" 'it is enabled'
call GET "$linodes/$id"
is '[true,false]' "$(body '[.backups.enabled, .backups.available]')" 'and shown'
call POST "$backups" '{}'
refused 400 'label is required' label 'a snapshot has a label'
call POST "$backups" '{"label": "first"}'
first=$(body .id)
is '["first","pending","snapshot",null]' "$(body '[.label, .status, .type, .finished]')" 'a snapshot is taken'
until_idle
call GET "$backups"
is "[$first,\"successful\",true,[\"My Debian 12 Profile\"],[[\"Debian 12 Disk\",25088,\"ext4\"],[\"512 MB Swap Image\",512,\"swap\"]],null]" \
    "$(body '[(.snapshot.current | .id, .status, .available, .configs, (.disks | map([.label, .size, .filesystem]))), .snapshot.in_progress]')" \
    'it has configurations and disks'
call GET '/v4/account/events?page_size=100' '' '{"action": "linode_snapshot"}'
is "[\"finished\",$id,null]" "$(body '.data[0] | [.status, .entity.id, .secondary_entity]')" 'with its event'
call POST "$backups" '{"label": "second"}'
second=$(body .id)
until_idle
call GET "$backups/$second"
is '"successful"' "$(body .status)" 'another'
call GET "$backups/$first"
is 404 "$status" 'takes its place'

call POST "$backups/$second/restore" "{\"linode_id\": $id}"
refused 400 'The Linode to restore to must be powered off' linode_id 'beside what runs nothing is put'
call POST "$linodes/$id/shutdown" '{}'
until_idle
call POST "$backups/$second/restore" "{\"linode_id\": $id}"
refused 400 'The disks of the backup take 25600 MB, and the Linode has 0 MB left for disks' - 'nor without room'
call POST "$backups/$second/restore" "{\"linode_id\": $id, \"overwrite\": true}"
is '200 {}' "$status $(body .)" 'but over it'
until_idle
call GET "$linodes/$id/disks"
is "[[\"Debian 12 Disk\",\"ready\"],[\"512 MB Swap Image\",\"ready\"],false]" \
    "$(body '[(.data[] | [.label, .status]), (.data[0].id == '"$old"')]')" 'with other disks'
root=$(body '.data[0].id')
call GET "$linodes/$id/configs"
is "[[\"My Debian 12 Profile\",$root]]" "$(body '[.data[] | [.label, .devices.sda.disk_id]]')" 'which its configuration names'
call POST "$linodes/$id/boot" '{}'
until_status "$id" running
is '"running"' "$(body .status)" 'and boots'
call POST $linodes '{"region": "eu-central", "type": "g6-nanode-1", "label": "far"}'
far=$(body .id)
call POST $linodes '{"region": "us-east", "type": "g6-nanode-1", "label": "near"}'
near=$(body .id)
until_idle
call POST "$backups/$second/restore" "{\"linode_id\": $far}"
refused 400 'Backups may not be restored across regions' linode_id 'in its region'
call POST "$backups/$second/restore" "{\"linode_id\": $near}"
until_idle
call GET "$linodes/$near/disks"
is 2 "$(body .results)" 'another Linode gets it, too'
call POST "$backups/$first/restore" "{\"linode_id\": $near}"
is 404 "$status" 'what is no backup is not restored'
call POST "$backups/cancel" '{}'
call GET "$backups"
is null "$(body .snapshot.current)" 'without the service there is none'
lab_stop

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
