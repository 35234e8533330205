#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab's API by curl, as Linode documents it and as it was seen to answer: shapes, error texts,
# pages, filters, scopes, limits, jobs, faults. No nodes, no root.
. "$(dirname "$0")/lab.sh"

# ---- who may ask

lab_start
call GET /v4/profile
is 200 "$status" 'a token is known'
is '"lab"' "$(body .username)" 'by its user'
is '*' "$(header X-OAuth-Scopes)" 'with its scopes'
call GET /v4beta/profile
is 200 "$status" 'v4beta is served too'
full=$token token=
for path in regions volumes/types nodebalancers/types linode/types linode/kernels images images/linode%2Fdebian12 linode/kernels/linode%2Fgrub2; do
    call GET "/v4/$path"
    is 200 "$status" "$path is public"
done
call GET /v4/linode/instances
refused 401 'Invalid Token' - 'others want a token'
token=nonsense
call GET /v4/regions
refused 401 'Invalid Token' - 'a wrong token is refused even where none is needed'
token=$full
call GET '/v4/regions/availability?page_size=25'
is true "$(body 'all(.data[]; .plan | test("gpu|premium"))')" 'only plans that not every region has are told of'
call GET /v4/account/availability/us-east
is '"us-east"' "$(body .region)" 'services of a region'
is '[[],true]' "$(body '[.unavailable, (.available | index("NodeBalancers") != null)]')" 'are open'
call GET /v4/regions/vpc-availability
is '200 [["nl-ams",true],["us-east",false]]' \
    "$status $(body '[.data[] | select(.region == "nl-ams" or .region == "us-east") | [.region, .available]] | sort')" \
    'which regions have VPCs'
is '["available","available_ipv6_prefix_lengths","region"] vpc:read_only' \
    "$(body '.data[0] | keys') $(header X-Accepted-OAuth-Scopes)" 'as recorded'
call GET /v4/regions/us-east/vpc-availability
is false "$(body .available)" 'and one'
call GET /v4/account/availability/nowhere
refused 404 'Not found' - 'but not of any region'
call GET /v4/nothing/here
refused 404 'Not found' - 'no such path'
call PUT /v4/regions '{}'
is 405 "$status" 'not this method'
call POST /v4/profile/tokens '{"label": "reader", "scopes": "linodes:read_only events:read_only"}'
is 200 "$status" 'a token with few scopes is made'
token=$(jq -r .token "$work/body") reader=$(body .id)
call GET /v4/linode/instances
is 200 "$status" 'it reads what it may'
is 'linodes:read_only' "$(header X-Accepted-OAuth-Scopes)" 'the answer says what was needed'
is 'linodes:read_only events:read_only' "$(header X-OAuth-Scopes)" 'and what the token has'
call POST /v4/linode/instances '{}'
refused 401 'Your OAuth token is not authorized to use this endpoint.' - 'it writes nothing'
call GET /v4/account
is 401 "$status" 'and reads nothing else'
token=$full
call DELETE "/v4/profile/tokens/$reader"
is '200 {}' "$status $(body .)" 'it is revoked'
call GET /v4/profile/tokens
is '16' "$(body '.data[0].token | length')" 'tokens are shown once; later only their beginning'

# ---- creating

control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}'
call POST /v4/linode/instances '{}'
is '["type is required","region is required"]' "$(body '[.errors[].reason]')" 'all that is missing is told at once'
call POST /v4/linode/instances '{"region": "nowhere", "type": "g6-nanode-1"}'
refused 400 'region is not valid' region 'a region that is none'
call POST /v4/linode/instances '{"region": "us-east", "type": "big"}'
refused 400 'A valid plan type by that ID was not found' type 'a type that is none'
call POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "image": "linode/zx81", "root_pass": "thisIsYourRootPassword"}'
refused 400 'image is not valid' image 'an image that is none'
call POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "image": "linode/debian12"}'
refused 400 'Must provide valid root_pass, authorized_keys, or authorized_users' - 'nobody could log in'
create pw '"root_pass": "aaaaaaaaa"'
is 400 "$status" 'the same key twice is no JSON'
call POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "image": "linode/debian12", "root_pass": "aaaaaaaaa"}'
refused 400 'Password does not meet strength requirement' root_pass 'a weak password'
create a
refused 400 'Length must be 3-64 characters' label 'a short label'
create 'a--b'
is '400 "label"' "$status $(body '.errors[0].field')" 'a label of a wrong form'
create tags-1 '"tags": ["ab"]'
refused 400 'Length must be 3-50 characters' tags 'a short tag'
create maint '"maintenance_policy": "never"'
refused 400 'Unsupported maintenance policy slug format.' maintenance_policy 'a policy that is none'
create data-1 '"metadata": {"user_data": "***"}'
is '400 "metadata.user_data"' "$status $(body '.errors[0].field')" 'user-data that is not base64'
create data-2 "\"metadata\": {\"user_data\": \"$(head -c 16385 /dev/zero | base64 -w0)\"}"
is '400 "metadata.user_data"' "$status $(body '.errors[0].field')" 'user-data that is too long'
create data-3 "\"metadata\": {\"user_data\": \"$(head -c 16384 /dev/zero | base64 -w0)\"}"
is '200 true' "$status $(body .has_user_data)" 'user-data as long as it may be'
create vol-1 '"backup_id": 17'
refused 400 'backup_id is not supported by this lab' backup_id 'what the lab does not have is not ignored'
call POST /v4/linode/instances '[1]'
is 400 "$status" 'a body that is no object'
call POST /v4/linode/instances '{"region":'
is 400 "$status" 'a body that is cut off'

create web-01 '"tags": ["web", "abc"], "private_ip": true'
is '200 "provisioning"' "$status $(body .status)" 'a Linode is made'
is '["alerts","backups","capabilities","created","disk_encryption","group","has_user_data","host_uuid","hypervisor","id","image","interface_generation","ipv4","ipv6","label","lke_cluster_id","locks","maintenance_policy","placement_group","region","site_type","specs","status","tags","type","updated","watchdog_enabled"]' \
    "$(body keys)" 'it has exactly the members that Linode shows'
is '[198,192]' "$(body '[.ipv4[] | split(".")[0] | tonumber]')" 'one public and one private address'
is '"/128"' "$(body '.ipv6[-4:]')" 'and an IPv6 one'
is '{"disk":25600,"memory":1024,"vcpus":1,"gpus":0,"transfer":1000,"accelerated_devices":0}' "$(body .specs)" 'specs of its type'
create web-01
refused 400 'Label must be unique among your linodes' label 'labels are unique'
call POST /v4/linode/instances '{"region": "eu-west", "type": "g6-nanode-1"}'
empty=$(body .id)
is "\"linode$empty\"" "$(body .label)" 'a label is made up'
id=$(jq -r '.data[] | select(.label == "web-01").id' <<X
$(call GET /v4/linode/instances; cat "$work/body")
X
)
until_status "$id" running
is '"running"' "$(body .status)" 'it boots by itself'
until_status "$empty" offline
is '"offline"' "$(body .status)" 'without an image it does not'
call POST "/v4/linode/instances/$empty/boot"
refused 400 'Must include at least one disk or volume!' - 'and cannot'

call GET "/v4/linode/instances/$id/disks"
is '[["ready","ext4",25088],["ready","swap",512]]' "$(body '[.data[] | [.status, .filesystem, .size]]')" 'two disks'
disk=$(body '.data[0].id')
call GET "/v4/linode/instances/$id/disks/$disk"
is '"Debian 12 Disk"' "$(body .label)" 'one of them'
call GET "/v4/linode/instances/$empty/disks/$disk"
is 404 "$status" 'not of another Linode'
call GET "/v4/linode/instances/$id/configs"
is "[$disk]" "$(body '[.data[].devices.sda.disk_id]')" 'one configuration, of that disk'
call GET "/v4/linode/instances/$id/configs/$(body '.data[0].id')"
is '"/dev/sda"' "$(body .root_device)" 'shown by itself'

# ---- addresses

call GET "/v4/linode/instances/$id/ips"
is '[1,1,22,17,64]' "$(body '[(.ipv4.public | length), (.ipv4.private | length), .ipv4.public[0].prefix, .ipv4.private[0].prefix, .ipv6.slaac.prefix]')" 'its addresses'
address=$(jq -r '.ipv4.public[0].address' "$work/body")
call POST "/v4/linode/instances/$id/ips" '{"type": "ipv4", "public": false}'
is 400 "$status" 'only one private address'
call POST "/v4/linode/instances/$id/ips" '{"type": "ipv6", "public": true}'
refused 400 'Only addresses of type ipv4 are currently supported.' - 'no IPv6 ones'
call POST "/v4/linode/instances/$empty/ips" '{"type": "ipv4", "public": false}'
is '200 false 17' "$status $(body .public) $(body .prefix)" 'a private address is added'
call PUT "/v4/linode/instances/$id/ips/$address" '{"rdns": "www.example.com"}'
is '"www.example.com"' "$(body .rdns)" 'reverse DNS is set'
call PUT "/v4/linode/instances/$id/ips/$address" '{"rdns": "sample rdns"}'
refused 400 'Domain is not valid.' rdns 'to a name only'
call PUT "/v4/linode/instances/$id/ips/$address" '{"rdns": null}'
is "\"$(echo "$address" | tr . -).ip.linodeusercontent.com\"" "$(body .rdns)" 'and put back'

# ---- changing

call PUT "/v4/linode/instances/$id" '{"label": "web-1", "tags": ["one"], "watchdog_enabled": false, "alerts": {"cpu": 50}}'
is '["web-1",["one"],false,50,10000]' "$(body '[.label, .tags, .watchdog_enabled, .alerts.cpu, .alerts.io]')" 'a Linode is changed'
call PUT "/v4/linode/instances/$id" '{"label": "data-3"}'
refused 400 'Label must be unique among your linodes' label 'not to the label of another'
call PUT "/v4/linode/instances/$id" '{}'
is '200 ["one"]' "$status $(body .tags)" 'an empty change changes nothing'
call PUT "/v4/linode/instances/1" '{}'
refused 404 'Not found' - 'nor one that is not there'

# ---- pages and filters

call GET '/v4/regions?page_size=25&page=2'
is '[22,2,2,47]' "$(body '[(.data | length), .page, .pages, .results]')" 'the second page'
for bad in 24 501 x -1 ''; do
    call GET "/v4/regions?page_size=$bad"
    is '400 "page_size"' "$status $(body '.errors[0].field')" "pages of '$bad'"
done
call GET '/v4/regions?page=99999999999999999999'
is 400 "$status" 'a page beyond all numbers'
call GET '/v4/regions?page=3&page_size=25'
is 404 "$status" 'a page behind the last'
filter() { # FILTER WANTED WHAT
    call GET /v4/linode/instances '' "$1"
    is "$2" "$(body '[.data[].label]')" "$3"
}
all="[\"data-3\",\"web-1\",\"linode$empty\"]"
filter '{"label": "web-1"}' '["web-1"]' 'by label'
filter '{"tags": "one", "region": "us-east"}' '["web-1"]' 'by tag and region'
filter '{"+or": [{"label": "web-1"}, {"label": "data-3"}]}' '["data-3","web-1"]' 'one or the other'
filter '{"+and": [{"region": "us-east"}, {"label": {"+neq": "web-1"}}]}' '["data-3"]' 'both'
filter '{"label": {"+contains": "-"}, "+order_by": "label", "+order": "desc"}' '["web-1","data-3"]' 'in an order'
filter "{\"id\": {\"+gt\": $id}}" "[\"linode$empty\"]" 'by number'
filter "{\"ipv4\": \"$address\"}" '["web-1"]' 'by address'
filter '{}' "$all" 'by nothing'
call GET /v4/linode/instances '' '{"status": "running"}'
refused 400 'Cannot filter on status' X-Filter 'not by what is not filterable'
call GET /v4/images '' '{"foo": "bar"}'
refused 400 'Cannot filter on foo' X-Filter 'nor by what is not there'
for bad in '[]' 'x' '{"label": {"+like": "x"}}' '{"+or": {"label": "x"}}' '{"+order": "desc"}' '{"+order_by": "status"}'; do
    call GET /v4/linode/instances '' "$bad"
    is '400 "X-Filter"' "$status $(body '.errors[0].field')" "nor by $bad"
done

# ---- power, events

call POST "/v4/linode/instances/$id/boot" '{}'
refused 400 "Linode $id already booted." - 'it is booted'
call POST "/v4/linode/instances/$id/shutdown"
is '200 {}' "$status $(body .)" 'shut down'
until_status "$id" offline
call POST "/v4/linode/instances/$id/reboot" '{}'
until_status "$id" running
is '"running"' "$(body .status)" 'a reboot boots'
call POST "/v4/linode/instances/$id/rebuild" '{"image": "linode/ubuntu24.04", "authorized_keys": ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ test"], "booted": false}'
is '["rebuilding","linode/ubuntu24.04"]' "$(body '[.status, .image]')" 'rebuilt from another image'
until_status "$id" offline
call GET /v4/account/events '' "{\"entity.id\": $id, \"entity.type\": \"linode\", \"+order_by\": \"created\", \"+order\": \"desc\"}"
is '["linode_rebuild","linode_reboot","linode_shutdown","linode_update","linode_update","linode_boot","linode_create"]' \
    "$(body '[.data[].action]')" 'its events, newest first'
is '["finished",100,"lab","linode"]' "$(body '.data[0] | [.status, .percent_complete, .username, .entity.type]')" 'one of them'
event=$(body '.data[0].id')
call POST "/v4/account/events/$event/seen"
call GET "/v4/account/events/$event"
is '[true,false]' "$(body '[.seen, .read]')" 'seen'
call POST "/v4/account/events/$event/read"
call GET "/v4/account/events/$event"
is true "$(body .read)" 'read'

# ---- tags, keys, account

call POST /v4/tags "{\"label\": \"all-of-it\", \"linodes\": [$id, $empty]}"
is '{"label":"all-of-it"}' "$(body .)" 'a tag is made'
call GET /v4/tags/all-of-it
is '["linode","linode"]' "$(body '[.data[].type]')" 'and carried by two'
call GET /v4/tags/none-such
is 404 "$status" 'another is not'
call DELETE /v4/tags/all-of-it
call GET "/v4/linode/instances/$id"
is '["one"]' "$(body .tags)" 'a deleted tag leaves its Linodes'
call POST /v4/profile/sshkeys '{"label": "mine", "ssh_key": "not a key"}'
is '400 "ssh_key"' "$status $(body '.errors[0].field')" 'a key that is none'
call POST /v4/profile/sshkeys '{"label": "mine", "ssh_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@here"}'
key=$(body .id)
call GET "/v4/profile/sshkeys/$key"
is '"mine"' "$(body .label)" 'a key is kept'
call POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "image": "linode/debian12", "authorized_users": ["lab"], "label": "by-user"}'
is 200 "$status" 'and opens a Linode by its user'
call DELETE "/v4/profile/sshkeys/$key"
call GET /v4/profile/sshkeys
is 0 "$(body .results)" 'and deleted'
call PUT /v4/account/settings '{"network_helper": false}'
call GET /v4/account/settings
is false "$(body .network_helper)" 'settings are kept'
call GET /v4/profile/grants
is '204 0' "$status $(wc -c <"$work/body")" 'an unrestricted user has no grants'

# ---- placement groups

group() { # LABEL [REGION [POLICY]]
    call POST /v4/placement/groups "{\"label\": \"$1\", \"region\": \"${2:-us-east}\",
        \"placement_group_type\": \"anti_affinity:local\", \"placement_group_policy\": \"${3:-strict}\"}"
}

call POST /v4/placement/groups '{}'
is '["label","region","placement_group_type","placement_group_policy"]' "$(body '[.errors[].field]')" \
    'a placement group has four members'
call POST /v4/placement/groups '{"label": "a", "region": "us-east", "placement_group_type": "affinity:local", "placement_group_policy": "strict"}'
refused 400 'Must be one of anti_affinity:local' placement_group_type 'there is one type'
group a us-east lenient
refused 400 'Must be one of strict, flexible' placement_group_policy 'and two policies'
group a nowhere
refused 400 'region is not valid' region 'in a region that is none'
group a us-den-1
refused 400 'Placement Groups are not supported in this region' region 'in one that cannot'
for bad in '' -a a- 'a b'; do
    group "$bad"
    is '400 "label"' "$status $(body '.errors[0].field')" "labelled '$bad'"
done
group 1--.a
placed=$(body .id)
is "{\"id\":$placed,\"label\":\"1--.a\",\"region\":\"us-east\",\"placement_group_type\":\"anti_affinity:local\",\"placement_group_policy\":\"strict\",\"is_compliant\":true,\"members\":[],\"migrations\":null}" \
    "$(body .)" 'one is made'
group 1--.a eu-west
refused 400 'Label must be unique among your Placement Groups' label 'labels are unique in all regions'
group loose eu-west flexible
loose=$(body .id)
is '"flexible"' "$(body .placement_group_policy)" 'a flexible one'
call PUT "/v4/placement/groups/$placed" '{"label": "loose"}'
refused 400 'Label must be unique among your Placement Groups' label 'a label of another'
call PUT "/v4/placement/groups/$placed" '{"label": "a b"}'
is '400 "label"' "$status $(body '.errors[0].field')" 'or of a wrong form is not given'
call PUT "/v4/placement/groups/$placed" '{"label": "apart", "placement_group_policy": "flexible"}'
is '["apart","strict"]' "$(body '[.label, .placement_group_policy]')" 'its label alone is changed'
call PUT "/v4/placement/groups/$placed" '{}'
is '200 "apart"' "$status $(body .label)" 'by nothing it is not'
call GET '/v4/placement/groups?page_size=25'
is "[$placed,$loose]" "$(body '[.data[].id]')" 'they are listed'
for filter in '{"label": "loose"}' '{"region": "eu-west"}' "{\"id\": $loose}" \
    '{"placement_group_type": "anti_affinity:local", "+order_by": "label", "+order": "desc"}'; do
    call GET /v4/placement/groups '' "$filter"
    is "$loose" "$(body '.data[0].id')" "and found by $filter"
done
call GET /v4/placement/groups '' '{"placement_group_policy": "strict"}'
refused 400 'Cannot filter on placement_group_policy' X-Filter 'not by what is not filterable'
for what in 'GET groups/1' 'PUT groups/1' 'DELETE groups/1' 'POST groups/1/assign' 'POST groups/1/unassign'; do
    call "${what% *}" "/v4/placement/${what#* }" '{"linodes": []}'
    refused 404 'Not found' - "$what is not there"
done

call POST "/v4/placement/groups/$placed/assign" '{}'
refused 400 'linodes is required' linodes 'somebody is assigned'
call POST "/v4/placement/groups/$placed/assign" '{"linodes": ["x"], "compliant_only": 1}'
is '["linodes","compliant_only"]' "$(body '[.errors[].field]')" 'by numbers'
call POST "/v4/placement/groups/$placed/assign" "{\"linodes\": [$id, 1]}"
refused 400 'Invalid Linode ID 1' linodes 'not who is not there'
call POST "/v4/placement/groups/$placed/assign" "{\"linodes\": [$empty, $id]}"
is '400 "linodes" 1' "$status $(body '.errors[0].field') $(body '.errors | length')" 'nor who is in another region'
call GET "/v4/placement/groups/$placed"
is '[]' "$(body .members)" 'and then nobody'
call POST "/v4/placement/groups/$placed/assign" "{\"linodes\": [$id, $id]}"
is '400 "linodes"' "$status $(body '.errors[0].field')" 'nor anybody twice'
call POST "/v4/placement/groups/$placed/assign" "{\"linodes\": [$id], \"compliant_only\": true}"
is "200 [{\"linode_id\":$id,\"is_compliant\":true}]" "$status $(body .members)" 'a Linode is assigned'
group second
second=$(body .id)
call POST "/v4/placement/groups/$second/assign" "{\"linodes\": [$id]}"
is '400 "linodes"' "$status $(body '.errors[0].field')" 'to one group at most'
call GET "/v4/linode/instances/$id"
is "{\"migrating_to\":null,\"id\":$placed,\"label\":\"apart\",\"placement_group_type\":\"anti_affinity:local\",\"placement_group_policy\":\"strict\"}" \
    "$(body .placement_group)" 'it says of which'
filter '{"placement_group.label": "apart"}' '["web-1"]' 'and is found by it'
call GET "/v4/linode/instances/$empty"
is null "$(body .placement_group)" 'others are in none'
call DELETE "/v4/placement/groups/$placed"
is 400 "$status" 'a group with members stays'
call POST "/v4/placement/groups/$second/unassign" "{\"linodes\": [$id]}"
is '400 "linodes"' "$status $(body '.errors[0].field')" 'who is not in a group cannot leave it'
call POST "/v4/placement/groups/$placed/unassign" "{\"linodes\": [$id]}"
is '200 []' "$status $(body .members)" 'who is, can'

call POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "placement_group": 17}'
refused 400 'Must be of type Object' placement_group 'a Linode is made in a group'
web=$id
create in-1 '"placement_group": {"compliant_only": true}'
refused 400 'id is required' placement_group.id 'that is named'
create in-1 '"placement_group": {"id": 1}'
is '400 "placement_group.id"' "$status $(body '.errors[0].field')" 'that is there'
create in-1 "\"placement_group\": {\"id\": $loose}"
is '400 "placement_group.id"' "$status $(body '.errors[0].field')" 'in its region'
for n in 1 2 3 4 5; do
    create "in-$n" "\"placement_group\": {\"id\": $placed, \"compliant_only\": false}"
done
is "200 $placed" "$status $(body .placement_group.id)" 'five are made'
create in-6 "\"placement_group\": {\"id\": $placed}"
is '400 "placement_group.id"' "$status $(body '.errors[0].field')" 'more than the region allows are not'
call POST "/v4/placement/groups/$placed/assign" "{\"linodes\": [$web]}"
is '400 "Placement Group has the 5 Linodes it may have"' "$status $(body '.errors[0].reason')" 'nor assigned'
call GET "/v4/placement/groups/$placed"
members=$(jq -r '.members[].linode_id' "$work/body")
is '[5,true]' "$(body '[(.members | length), .is_compliant]')" 'each on a host of its own'
for n in $members; do
    call DELETE "/v4/linode/instances/$n"
done
id=$web
call GET "/v4/placement/groups/$placed"
is '[]' "$(body .members)" 'who is deleted, leaves'
call DELETE "/v4/placement/groups/$placed"
is '200 {}' "$status $(body .)" 'an empty group is deleted'
call GET "/v4/placement/groups/$placed"
refused 404 'Not found' - 'and gone'
call GET /v4/account/events '' "{\"entity.id\": $placed, \"entity.type\": \"placement_group\"}"
is '["delete","assign","assign","assign","assign","assign","unassign","assign","update","update","create"]' \
    "$(body '[.data[].action | sub("placement_group_"; "")]')" 'its events'
is "[[\"apart\",$placed,\"placement_group\",\"/v4/placement/groups/$placed\"],[\"linode\",\"web-1\"]]" \
    "$(body '.data[7] | [(.entity | [.label, .id, .type, .url]), (.secondary_entity | [.type, .label])]')" 'who came to which'

# ---- deleting

call DELETE "/v4/linode/instances/$id"
is '200 {}' "$status $(body .)" 'a Linode is deleted'
call GET "/v4/linode/instances/$id"
refused 404 'Not found' - 'and gone at once'
create web-1
is 200 "$status" 'its label is free again'

# ---- limits

control POST /limits '{"class": "create", "limit": 2, "window_s": 2}'
create lim-1
is '2 1' "$(header X-RateLimit-Limit) $(header X-RateLimit-Remaining)" 'the headers tell the budget'
create lim-2
create lim-3
refused 429 'Too many requests' - 'more is too much'
wait=$(header Retry-After)
[ "$wait" -ge 1 ] && [ "$wait" -le 2 ]
result $? 'and says for how long'
[ "$(header X-RateLimit-Reset)" -ge "$(($(date +%s) - 1))" ]
result $? 'and until when'
call GET /v4/linode/instances
is 200 "$status" 'other requests have their own budget'
sleep "$wait"
create lim-3
is 200 "$status" 'then it is possible'

# ---- faults

control POST /faults '{"seed": 1, "unbootable": ["bad-*"], "errors": [
    {"method": "POST", "path": "/v4/tags", "kind": "429", "count": 1},
    {"method": "POST", "path": "/v4/tags", "kind": "408-after-success", "count": 1},
    {"method": "POST", "path": "/v4/tags", "kind": "reset", "count": 1},
    {"method": "POST", "path": "/v4/tags", "kind": "garbage", "count": 1},
    {"method": "GET", "path": "/v4/profile", "kind": "delay", "delay_ms": 600, "count": 1}]}'
call POST /v4/tags '{"label": "fault-1"}'
refused 429 'Too many requests' - 'an injected 429'
call POST /v4/tags '{"label": "fault-2"}'
refused 408 'Please try again' - 'an answer lost after the effect'
call GET /v4/tags/fault-2
is 200 "$status" 'the effect is there'
call POST /v4/tags '{"label": "fault-3"}'
is 000 "$status" 'a connection that is cut'
call POST /v4/tags '{"label": "fault-4"}'
is '200 ' "$status $(body .)" 'an answer that is no JSON'
call POST /v4/tags '{"label": "fault-5"}'
is 200 "$status" 'and then all is well'
began=$(date +%s%3N)
call GET /v4/profile
[ "$status" = 200 ] && [ $(($(date +%s%3N) - began)) -ge 600 ]
result $? 'an answer that is late'
sleep 2
create bad-one
bad=$id
sleep 0.5
call GET "/v4/linode/instances/$bad"
is '"offline"' "$(body .status)" 'a Linode that does not boot'
call GET /v4/account/events '' "{\"entity.id\": $bad, \"action\": \"linode_boot\"}"
is '"failed"' "$(body '.data[0].status')" 'its event says so'
control DELETE /faults
call POST "/v4/linode/instances/$bad/boot" '{}'
until_status "$bad" running
is '"running"' "$(body .status)" 'later it does'
control GET /log
is true "$(body 'any(.[]; .method == "POST" and .status == 429)')" 'the log has what was asked'
is 0 "$(grep -c thisIsYour "$work/body")" 'without what is secret'

# ---- one lab after the other

call GET /v4/linode/instances
before=$(body '[.data[] | [.id, .label, .status]]')
"$lab" serve --no-nodes --state "$work/lab" --cache "$work/cache" 2>"$work/second" &
second=$!
sleep 0.3
lab_stop
is 0 "$?" 'it stops in peace'
pid=$second
until_running
is "$second" "$(jq -r .pid "$work/lab/status.json")" 'two labs never share a folder: the second one waits'
lab_stop
[ ! -e "$work/lab/status.json" ]
result $? 'a stopped lab leaves no status'
lab_start
until_idle
call GET /v4/linode/instances
is "$before" "$(body '[.data[] | [.id, .label, .status]]')" 'a restarted lab is the same lab'
kill -9 "$pid"
wait "$pid" 2>/dev/null
lab_start
until_idle
call GET /v4/linode/instances
is "$before" "$(body '[.data[] | [.id, .label, .status]]')" 'a killed one too'
modes=$(stat -c %a "$work/lab" "$work/lab/token" "$work/lab/status.json" "$work/lab/world.db" | tr '\n' ' ')
is '700 600 600 600 ' "$modes" 'nobody else can read it'
[ "$(grep -ac "$token" "$work/lab/world.db")" = 0 ] && ! tr '\0' '\n' <"/proc/$pid/cmdline" | grep -q "$token"
result $? 'the token is in its file only'
is 401 "$(curl -s -o /dev/null -w '%{http_code}' -X POST -H "Authorization: Bearer $token" "$url/lab/reset")" \
    'the control interface wants its own token'
call POST /v4/profile/sshkeys '{"label": "mine", "ssh_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@here"}'
call POST /v4/tags '{"label": "lonely"}'
call PUT /v4/account/settings '{"network_helper": false}'
control POST /reset '{}'
call GET /v4/linode/instances
is 0 "$(body .results)" 'reset empties it'
call GET /v4/account/events
is 0 "$(body .results)" 'all of it'
call GET /v4/placement/groups
is 0 "$(body .results)" 'placement groups, too'
call GET /v4/profile/sshkeys
is 0 "$(body .results)" 'keys'
call GET /v4/tags
is 0 "$(body .results)" 'tags'
call GET /v4/account/settings
is true "$(body .network_helper)" 'and settings'
lab_stop

lab_start --profile realistic --nodes-max 1
create slow-01
sleep 0.5
call GET /v4/account/events '' '{"action": "linode_create"}'
is '["started",true]' "$(body '.data[0] | [.status, (.percent_complete < 50)]')" 'a realistic lab takes its time'
call GET /v4/linode/instances
slow=$(body '.data[0].id')
call POST "/v4/linode/instances/$slow/boot" '{}'
refused 400 'Linode busy.' - 'it is busy meanwhile'
create slow-02
refused 400 'Account Limit reached. Please open a support ticket.' - 'and has its limits'
call DELETE "/v4/linode/instances/$slow"
is 200 "$status" 'what is under way can be deleted'
control POST /stop '{}'
wait "$pid"
is 0 "$?" 'stopped by the control interface'
sqlite3 "$work/lab/world.db" 'PRAGMA user_version = 999'
"$lab" serve --no-nodes --state "$work/lab" --cache "$work/cache" 2>"$work/body"
is 1 "$?" 'the world of a newer lab is not touched'
grep -q "world.db is of a newer lct-lab.*999.*; use the newer one, or" "$work/body"
result $? 'and it is said why, and what to do'

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
