#!/bin/sh
# SPDX-License-Identifier: MIT
# The plans of 2017, as they were published: their own mistakes are told, and nothing false is.
. "$(dirname "$0")/../testlib.sh"

cp "$top"/test/case/2017/*.yaml .

# --- IoT: 52 nodes

status 2 'the IoT plan has a mistake' lt plan check iot-2017.yaml --offline
has err "iot-2017.yaml:125:34: error: unknown placeholder 'kafkacounte3'" 'told with its place'
has err 'did you mean {kafkacounter3}?' 'and what was meant'
has err 'the plan has 1 error' 'it is the only one'
sed -i 's/kafkacounte3/kafkacounter3/' iot-2017.yaml
ok 'with it mended the plan passes' lt plan check iot-2017.yaml --offline
has out 'no errors' 'and is told so'
ok 'and is shown' lt plan show iot-2017.yaml --offline --json
is '52 8 0' "$(jq -r '"\(.nodes | length) \(.volumes | length) \(.balancers | length)"' "$work/out")" \
    '52 nodes, 8 volumes'
is '52 52 28' "$(jq -r '[(.nodes | map(.label)), (.nodes | map(.region + .name)), (.nodes |
    map(.name) | map(select(startswith("spark") or startswith("kafka"))))] | map(unique | length) |
    "\(.[0]) \(.[1]) \(.[2])"' "$work/out")" 'no two of one label; names are unique in their region'
is 'spark-20 spark-20 spark-20.iot.useast internal.spark-20.iot.useast' "$(jq -r '.nodes[19] |
    "\(.name) \(.label) \(.public_fqdn) \(.private_fqdn)"' "$work/out")" \
    'a counter is one number in all four names'
is '500 xfs /mnt/db pg-3' "$(jq -r '.volumes[2] | "\(.size_gb) \(.fs) \(.mount) \(.node)"' "$work/out")" \
    'each PostgreSQL node has its volume'
is '80 20' "$(jq -r '.groups[0].disks | map(.size_mb) | "\(.[0] * 100 / (.[0] + .[1])) \(.[1] * 100 / (.[0] + .[1]))"' \
    "$work/out")" 'disks of percent'
ok 'as text' lt plan show iot-2017.yaml --offline
has out 'pg-8-data' 'with volumes'
has out '52 nodes, $' 'and the price'

# --- WordPress: 82 nodes

status 2 'the WordPress plan lacks its playbooks' lt plan check ha-wordpress-2017.yaml --offline
for book in ansible/memcached mysql/ndb mysql/ndbmgmt; do
    has err "error: the playbook /mnt/deploymentscripts/$book.yaml is not there" "$book is named"
done
has err 'the plan has 3 errors' 'these are all'
has err "ha-wordpress-2017.yaml:120:10: warning: no node has the tag 'webservers': the node plan of that name is taken" \
    'a tag that nobody has'
has err 'did you mean webserver?' 'and whom it may have meant'
has err "warning: no node has the tag 'mysqlnodes'" 'another'
has err "warning: the type 'g5-standard-8' is retired: g6-standard-8" 'retired types'
mkdir -p books/ansible books/mysql
touch books/ansible/memcached.yaml books/mysql/ndb.yaml books/mysql/ndbmgmt.yaml
sed -i "s#/mnt/deploymentscripts#$PWD/books#" ha-wordpress-2017.yaml
ok 'with the playbooks it passes' lt plan check ha-wordpress-2017.yaml --offline
is 2 "$(grep -c 'no node has the tag' "$work/err")" 'and warns of two tags still'
ok 'and is shown' lt plan show ha-wordpress-2017.yaml --offline --json
is '82 10 4' "$(jq -r '"\(.nodes | length) \(.volumes | length) \(.balancers | length)"' "$work/out")" \
    '82 nodes, 10 volumes, 4 NodeBalancers'
is '20 4 20 4' "$(jq -r '.balancers | map(.nodes | length) | join(" ")' "$work/out")" \
    'that balance web servers and MySQL nodes'
is 0 "$(jq -r '[.balancers[] | .region as $r | .nodes[] | select(contains($r) | not)] | length' "$work/out")" \
    'of their own region'
is true "$(jq -r '[.groups[] | .steps[] | select(.scheme == "cloudinit" or .scheme == "localansible") |
    .packaged] | all' "$work/out")" 'parts that nobody has are taken from the package'

# --- the forms of names

ok 'the test plan passes' lt plan check testplan1-2017.yaml --offline
ok 'and is shown' lt plan show testplan1-2017.yaml --offline --json
is 'ap-south/g6-nanode-1 ap-south/g6-nanode-1 us-central/g6-nanode-1' \
    "$(jq -r '.groups | map(.region + "/" + .type) | join(" ")' "$work/out")" 'ids, numbers, labels, places'
is 1 "$(jq '.volumes | length' "$work/out")" 'with a volume'
finish
