#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab's storage by curl: disks, configurations and volumes, as Linode was recorded to answer. No
# nodes, no root.
. "$(dirname "$0")/lab.sh"

linodes=/v4/linode/instances

# until_field PATH FILTER WANTED : up to five seconds.
until_field() {
    for _ in $(seq 100); do
        call GET "$1"
        [ "$(body "$2")" = "$3" ] && return
        sleep 0.05
    done
}

# The events of a thing, oldest first: "ACTION STATUS SECONDARY".
events() { # TYPE ID
    call GET '/v4/account/events?page_size=500' '' "{\"entity.type\": \"$1\", \"entity.id\": $2}"
    body '[.data | reverse[] | "\(.action) \(.status) \(.secondary_entity.type)"]'
}

lab_start
control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}'
call POST $linodes '{"region": "us-east", "type": "g6-nanode-1", "label": "bare"}'
id=$(body .id)
until_status "$id" offline

# ---- disks

call POST "$linodes/$id/disks" '{"label": "data", "size": 2000, "filesystem": "ext4"}'
disk=$(body .id)
is '200 ["created","disk_encryption","filesystem","id","label","size","status","updated"]' \
    "$status $(body keys)" 'a disk has exactly the members that Linode shows'
is '["not ready","data","ext4",2000,"enabled"]' \
    "$(body '[.status, .label, .filesystem, .size, .disk_encryption]')" 'is as asked for, and not ready'
until_idle
call GET "$linodes/$id/disks/$disk"
is '"ready"' "$(body .status)" 'until it is'
is '["linode_create finished null","disk_create finished disk"]' "$(events linode "$id")" \
    'its event is its Linode'"'"'s, and names it'
call POST "$linodes/$id/disks" '{"size": 512}'
refused 400 'label is required' label 'a disk has a label'
call POST "$linodes/$id/disks" '{"label": "x"}'
refused 400 'size is required' size 'and a size'
call POST "$linodes/$id/disks" '{"label": "x", "size": 0}'
refused 400 'Disk size must be at least 1 MB' size 'of some MB'
call POST "$linodes/$id/disks" '{"label": "x", "size": 23601}'
refused 400 'Must be 1-23600' size 'within the plan, together with the others'
call POST "$linodes/$id/disks" '{"label": "x", "size": 9, "filesystem": "xfs"}'
refused 400 'Must be one of raw, swap, ext2, ext3, ext4, initrd' filesystem 'file systems that Linode makes'
call POST "$linodes/$id/disks" "{\"label\": \"$(printf %049d 0)\", \"size\": 9}"
refused 400 'Length must be 1-48 characters' label 'a label that is too long'
call POST "$linodes/$id/disks" '{"label": "x", "size": 3000, "image": "linode/zx81", "root_pass": "thisIsYourRootPassword"}'
refused 400 'image is not valid' image 'an image that is none'
call POST "$linodes/$id/disks" '{"label": "x", "size": 3000, "image": "linode/debian12"}'
refused 400 'Must provide valid root_pass, authorized_keys, or authorized_users' - 'from an image: somebody must get in'
call POST "$linodes/$id/disks" '{"label": "boot", "size": 3000, "image": "linode/debian12", "root_pass": "thisIsYourRootPassword"}'
boot=$(body .id)
is '200 "ext4"' "$status $(body .filesystem)" 'a disk is made from an image'
until_idle
call POST "$linodes/$id/disks" '{"label": "swap", "size": 512, "filesystem": "swap"}'
swap=$(body .id)
until_idle
call PUT "$linodes/$id/disks/$disk" '{"label": "data-1"}'
is '200 "data-1"' "$status $(body .label)" 'it is renamed'
call POST "$linodes/$id/disks/$disk/resize" '{"size": 4000}'
is '200 {}' "$status $(body .)" 'grown'
until_field "$linodes/$id/disks/$disk" .size 4000
is '"ready" 4000' "$(body .status) $(body .size)" 'to its size'
call POST "$linodes/$id/disks/$disk/resize" '{"size": 30000}'
refused 400 'Must be 1-22088' size 'but not beyond the plan'
call POST "$linodes/$id/disks/$disk/clone" '{}'
copy=$(body .id)
is '200 ["ready","Copy of data-1","ext4",4000]' "$status $(body '[.status, .label, .filesystem, .size]')" 'copied'
until_idle
call POST "$linodes/$id/disks/$boot/password" '{"password": "r34!_b4d_p455"}'
is '200 {}' "$status $(body .)" 'its root password is set'
until_idle
call POST "$linodes/$id/disks/$boot/password" '{"password": "aaaaaaaaa"}'
refused 400 'Password does not meet strength requirement' password 'to a strong one'
call POST "$linodes/$id/password" '{"root_pass": "thisIsYourRootPassword"}'
is '200 {}' "$status $(body .)" 'also as the Linode'"'"'s'
until_idle
call DELETE "$linodes/$id/disks/$copy"
is '200 {}' "$status $(body .)" 'it is deleted'
until_idle
call GET "$linodes/$id/disks/$copy"
is 404 "$status" 'and gone'
call DELETE "$linodes/$id/disks/1"
is 404 "$status" 'one that is not there'

# ---- configurations

call POST "$linodes/$id/configs" '{"label": "one", "devices": {}, "interfaces": null}'
config=$(body .id)
is '200 ["comments","created","devices","helpers","id","initrd","interfaces","kernel","label","memory_limit","root_device","run_level","updated","virt_mode"]' \
    "$status $(body keys)" 'a configuration has exactly the members that Linode shows'
is '{"sda":null,"sdb":null,"sdc":null,"sdd":null,"sde":null,"sdf":null,"sdg":null,"sdh":null}' \
    "$(body .devices)" 'with eight devices, empty'
is '["linode/latest-64bit","/dev/sda","default","paravirt",0,"",true]' \
    "$(body '[.kernel, .root_device, .run_level, .virt_mode, .memory_limit, .comments, .helpers.network]')" \
    'and what is usual'
call POST "$linodes/$id/configs" '{}'
is '["label is required","devices is required"]' "$(body '[.errors[].reason]')" 'it has a label and devices'
call PUT "$linodes/$id/configs/$config" "{\"devices\": {\"sda\": {\"disk_id\": $boot}, \"sdb\": {\"disk_id\": $swap}},
    \"helpers\": {\"network\": false}, \"root_device\": \"/dev/root\", \"comments\": \"mine\", \"kernel\": \"linode/grub2\"}"
is "200 [{\"disk_id\":$boot,\"volume_id\":null},{\"disk_id\":$swap,\"volume_id\":null},null]" \
    "$status $(body '[.devices.sda, .devices.sdb, .devices.sdc]')" 'its devices are set'
is '[false,true,"/dev/root","mine","linode/grub2","one"]' \
    "$(body '[.helpers.network, .helpers.distro, .root_device, .comments, .kernel, .label]')" 'and the rest, without what is not named'
call PUT "$linodes/$id/configs/$config" '{"devices": {"sda": {"disk_id": 1}}}'
refused 400 'Invalid Disk ID 1' devices.sda 'not of disks that it has not'
call PUT "$linodes/$id/configs/$config" '{"devices": {"sdi": null}}'
refused 400 'This Linode has devices from sda to sdh' devices.sdi 'nor more of them than its memory is for'
call PUT "$linodes/$id/configs/$config" '{"kernel": "linode/none"}'
refused 400 'kernel is not valid' kernel 'nor with a kernel that is none'
call PUT "$linodes/$id/configs/$config" '{"run_level": "5"}'
refused 400 'Must be one of default, single, binbash' run_level 'nor in a way that is none'
call POST "$linodes" '{"region": "us-east", "type": "g6-dedicated-8", "label": "large"}'
large=$(body .id)
until_status "$large" offline
call POST "$linodes/$large/configs" '{"label": "many", "devices": {"sdk": null}}'
is 8 "$(body '.devices | length')" 'one with more memory may have more'
call DELETE "$linodes/$large"
call POST "$linodes/$id/configs" "{\"label\": \"two\", \"devices\": {\"sda\": {\"disk_id\": $boot}, \"sdc\": {\"disk_id\": $disk}}}"
two=$(body .id)
call POST "$linodes/$id/boot" "{\"config_id\": $two}"
until_status "$id" running
call GET /v4/account/events '' "{\"entity.id\": $id, \"action\": \"linode_boot\"}"
is "[\"linode_config\",$two]" "$(body '.data[0].secondary_entity | [.type, .id]')" 'the one that is named is booted'
call DELETE "$linodes/$id/disks/$disk"
is 200 "$status" 'a disk that is in use'
until_idle
call GET "$linodes/$id/disks/$disk"
is '200 "ready"' "$status $(body .status)" 'is not deleted'
call POST "$linodes/$id/disks/$disk/resize" '{"size": 5000}'
until_idle
call GET "$linodes/$id/disks/$disk"
is '4000 "ready"' "$(body .size) $(body .status)" 'nor resized'
call DELETE "$linodes/$id/disks/$swap"
until_idle
call GET "$linodes/$id/configs/$config"
is null "$(body .devices.sdb)" 'one that is not goes from all configurations'
call POST "$linodes/$id/shutdown"
until_status "$id" offline
call DELETE "$linodes/$id/disks/$disk"
until_idle
call GET "$linodes/$id/disks"
is "[$boot]" "$(body '[.data[].id]')" 'of a Linode that is off it is'
is '["disk_delete failed disk","disk_resize failed disk","disk_delete finished disk","linode_shutdown finished linode_config","disk_delete finished disk"]' \
    "$(events linode "$id" | jq -c '.[-5:]')" 'which events tell'
call DELETE "$linodes/$id/configs/$two"
is '200 {}' "$status $(body .)" 'a configuration is deleted'
call GET "$linodes/$id/configs"
is "[$config]" "$(body '[.data[].id]')" 'the other stays'
call GET /v4/account/events '' "{\"entity.id\": $id, \"action\": \"linode_config_delete\"}"
is "[\"notification\",\"two\",\"/v4/linode/instances/$id/configs/$two\"]" \
    "$(body '.data[0] | [.status, .secondary_entity.label, .secondary_entity.url]')" 'as its event says'

# ---- volumes

call POST /v4/volumes '{"label": "data", "region": "us-east", "size": 15, "tags": ["one", "two"]}'
volume=$(body .id)
is '200 ["created","encryption","filesystem_path","hardware_type","id","io_ready","label","linode_id","linode_label","locks","region","size","status","tags","updated"]' \
    "$status $(body keys)" 'a volume has exactly the members that Linode shows'
is '["creating","data","/dev/disk/by-id/scsi-0Linode_Volume_data",15,null,null,false,"us-east",["one","two"],"nvme",[]]' \
    "$(body '[.status, .label, .filesystem_path, .size, .linode_id, .linode_label, .io_ready, .region, .tags, .hardware_type, .locks]')" \
    'is as asked for, and being made'
until_field "/v4/volumes/$volume" .status '"active"'
is '"active"' "$(body .status)" 'until it is active'
call POST /v4/volumes '{"region": "us-east"}'
refused 400 'label is required' label 'a volume has a label'
call POST /v4/volumes '{"label": "other"}'
refused 400 'Must provide a region or a Linode ID' - 'a place'
for size in 9 16385; do
    call POST /v4/volumes "{\"label\": \"other\", \"region\": \"us-east\", \"size\": $size}"
    refused 400 'Must be 10-16384' size "and not $size GB"
done
call POST /v4/volumes '{"label": "data", "region": "us-east"}'
refused 400 'Label must be unique among your volumes' label 'labels are unique'
for label in 1st a--b a__b 'a b' a.b; do
    call POST /v4/volumes "{\"label\": \"$label\", \"region\": \"us-east\"}"
    is '400 "label"' "$status $(body '.errors[0].field')" "not '$label'"
done
call POST /v4/volumes '{"label": "other", "region": "nowhere"}'
refused 400 'region is not valid' region 'a region that is none'
call POST /v4/volumes '{"label": "other", "linode_id": 1}'
refused 400 'Invalid Linode ID 1' linode_id 'a Linode that is none'
call POST /v4/volumes "{\"label\": \"other\", \"region\": \"eu-west\", \"linode_id\": $id}"
refused 400 'Volume must be in the same region as the Linode' linode_id 'a Linode elsewhere'
call POST /v4/volumes '{"label": "far", "region": "eu-west"}'
far=$(body .id)
is 20 "$(body .size)" '20 GB are usual'
until_idle
call POST "/v4/volumes/$far/attach" "{\"linode_id\": $id}"
refused 400 'Volume must be in the same region as the Linode' linode_id 'what is elsewhere is not attached'
call PUT "/v4/volumes/$volume" '{"label": "data-1", "tags": ["three"]}'
is '["data-1",["three"],"/dev/disk/by-id/scsi-0Linode_Volume_data-1"]' "$(body '[.label, .tags, .filesystem_path]')" 'it is changed'
call GET /v4/volumes '' '{"tags": "three"}'
is "[$volume]" "$(body '[.data[].id]')" 'found by tag'
call GET /v4/volumes '' '{"label": "data-1"}'
is "[$volume]" "$(body '[.data[].id]')" 'and by label'
call GET /v4/tags/three
is "[\"volume\",$volume]" "$(body '.data[0] | [.type, .data.id]')" 'a tag tells of it'
call POST "/v4/volumes/$volume/attach" "{\"linode_id\": $id}"
is "200 [$id,\"bare\",false]" "$status $(body '[.linode_id, .linode_label, .io_ready]')" 'it is attached'
call POST "/v4/volumes/$volume/attach" "{\"linode_id\": $id}"
refused 400 "Volume $volume is already attached" - 'once'
until_field "/v4/volumes/$volume" .io_ready true
is true "$(body .io_ready)" 'and can be used'
call GET "$linodes/$id/volumes"
is "[$volume]" "$(body '[.data[].id]')" 'its Linode lists it'
call GET "$linodes/$id/configs/$config"
is "{\"disk_id\":null,\"volume_id\":$volume}" "$(body .devices.sdb)" 'its configuration has it as its first free device'
call DELETE "/v4/volumes/$volume"
refused 400 'Volume must be detached before it can be deleted' - 'what is attached is not deleted'
call POST "/v4/volumes/$volume/resize" '{"size": 15}'
refused 400 'Storage volumes can only be resized up' size 'it grows only'
call POST "/v4/volumes/$volume/resize" '{"size": 16385}'
refused 400 'Storage volumes cannot be resized larger than 16384 gigabytes' size 'and not without end'
call POST "/v4/volumes/$volume/resize" '{"size": 25}'
is '200 ["resizing",25]' "$status $(body '[.status, .size]')" 'it grows'
until_field "/v4/volumes/$volume" .status '"active"'
is '["active",25]' "$(body '[.status, .size]')" 'also when attached'
call POST "/v4/volumes/$volume/clone" '{"label": "copy"}'
copy=$(body .id)
is '200 ["creating","copy",25,null]' "$status $(body '[.status, .label, .size, .linode_id]')" 'it is copied'
call POST "/v4/volumes/$volume/detach" '{}'
is '200 {}' "$status $(body .)" 'detached'
until_field "/v4/volumes/$volume" .linode_id null
is '[null,null,false]' "$(body '[.linode_id, .linode_label, .io_ready]')" 'from its Linode'
call GET "$linodes/$id/configs/$config"
is null "$(body .devices.sdb)" 'and its configuration'
call POST "/v4/volumes/$volume/detach" '{}'
refused 400 "Volume $volume is not attached" - 'once'
is '["volume_create finished null","volume_update notification null","volume_attach finished linode","volume_resize finished linode","volume_detach finished linode"]' \
    "$(events volume "$volume")" 'its events'
call POST /v4/volumes "{\"label\": \"with\", \"linode_id\": $id}"
with=$(body .id)
is "200 [$id,\"us-east\",false]" "$status $(body '[.linode_id, .region, .io_ready]')" 'one is made for a Linode'
until_idle
call POST "$linodes/$id/configs" '{"label": "three", "devices": {}}'
three=$(body .id)
call PUT "$linodes/$id/configs/$three" "{\"devices\": {\"sda\": {\"volume_id\": $volume}}}"
call GET "/v4/volumes/$volume"
is "$id" "$(body .linode_id)" 'a configuration that names one attaches it'
call PUT "$linodes/$id/configs/$three" "{\"devices\": {\"sda\": {\"volume_id\": $far}}}"
refused 400 "Volume $far is in another region" devices.sda 'unless it is elsewhere'
call POST $linodes '{"region": "us-east", "type": "g6-nanode-1", "label": "twofold"}'
twofold=$(body .id)
until_status "$twofold" offline
call POST "$linodes/$twofold/configs" '{"label": "a", "devices": {}}'
call POST "$linodes/$twofold/configs" '{"label": "b", "devices": {}}'
call POST "/v4/volumes/$copy/attach" "{\"linode_id\": $twofold}"
is '400 "config_id"' "$status $(body '.errors[0].field')" 'with several configurations it must be named'
call POST "/v4/volumes/$copy/attach" "{\"linode_id\": $twofold, \"config_id\": $config}"
refused 400 'config_id is not valid' config_id 'and be the Linode'"'"'s'
call DELETE "$linodes/$id"
until_idle
for each in $volume $with; do
    call GET "/v4/volumes/$each"
    is '200 [null,false,"active"]' "$status $(body '[.linode_id, .io_ready, .status]')" 'a volume stays when its Linode goes'
    call DELETE "/v4/volumes/$each"
    is '200 {}' "$status $(body .)" 'it is deleted by itself'
    call GET "/v4/volumes/$each"
    is 404 "$status" 'and gone'
done

# ---- another plan

create web-01
until_status "$id" running
call POST "$linodes/$id/resize" '{"type": "g6-nanode-1"}'
refused 400 'Linode is already running this service plan.' - 'a Linode has one plan'
call POST "$linodes/$id/resize" '{"type": "big"}'
refused 400 'A valid plan type by that ID was not found' type 'that there is'
call POST "$linodes/$id/resize" '{"type": "g6-standard-1", "migration_type": "warm"}'
is '200 {}' "$status $(body .)" 'it gets another'
until_field "$linodes/$id" .type '"g6-standard-1"'
is '["running",51200,2048]' "$(body '[.status, .specs.disk, .specs.memory]')" 'while it runs'
call GET "$linodes/$id/disks"
is '[50688,512]' "$(body '[.data[].size]')" 'its disk grows with it'
call POST "$linodes/$id/resize" '{"type": "g6-nanode-1", "allow_auto_disk_resize": false}'
refused 400 'Linode has allocated more disk than the new service plan allows. Delete or resize disks smaller.' - \
    'disks that are not to change have to fit'
call POST "$linodes/$id/resize" '{"type": "g6-nanode-1"}'
until_field "$linodes/$id" .type '"g6-nanode-1"'
until_status "$id" running
call GET "$linodes/$id/disks"
is '[25088,512]' "$(body '[.data[].size]')" 'and back'
is '["linode_create finished image","linode_boot finished linode_config","linode_resize finished null","linode_resize finished null","linode_boot finished linode_config"]' \
    "$(events linode "$id")" 'cold: it is booted after it'

# ---- one at a time

control POST /reset '{}'
call GET /v4/volumes
is 0 "$(body .results)" 'reset deletes volumes, too'
lab_stop
lab_start --profile realistic
call POST $linodes '{"region": "us-east", "type": "g6-nanode-1", "label": "bare"}'
id=$(body .id)
call POST "$linodes/$id/disks" '{"label": "data", "size": 2000}'
refused 400 'Linode busy.' - 'a Linode that is busy makes no disk'
call POST "$linodes/$id/resize" '{"type": "g6-standard-1"}'
refused 400 'Linode busy.' - 'and takes no other plan'
call POST /v4/volumes '{"label": "data", "region": "us-east"}'
volume=$(body .id)
call POST "/v4/volumes/$volume/resize" '{"size": 25}'
refused 400 'Volume busy.' - 'a volume that is busy does not grow'
call POST "/v4/volumes/$volume/attach" "{\"linode_id\": $id}"
is '200 ["creating",false]' "$status $(body '[.status, .io_ready]')" 'but is attached once it is made'
call DELETE "$linodes/$id"
call GET "/v4/volumes/$volume"
is '["creating",null]' "$(body '[.status, .linode_id]')" 'a Linode that goes leaves it'
call DELETE "/v4/volumes/$volume"
is 200 "$status" 'what is being made can be deleted'
lab_stop

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
