#!/bin/sh
# SPDX-License-Identifier: MIT
# Machines that are there: into rescue and out of it, another root password, a clone; killed on the way.
. "$(dirname "$0")/e2e.sh"

lab_up --internet none
ok 'a node' lt node create us-east 1gb debian12 --name web --init 'script:#!/bin/sh
echo kept >/root/kept' --yes
id=$(lt node show web --json | jq -r .node.id)
swap=$(api GET "/v4/linode/instances/$id/disks" | jq -r '.data[1].id')

# on COMMAND : as root, whoever answers at its address.
on() {
    lt node ssh web -l root -- "$1"
}


# ---- rescue

status 2 'rescue is asked for' lt node rescue web </dev/null
has "$work/err" '--yes' 'or agreed to'
ok 'into rescue' lt node rescue web --yes
has "$work/err" 'linodetool node rescue web --end' 'which says how it ends'
is stopped "$(lt node show web --json | jq -r .node.state)" 'its node is stopped'
is running "$(api GET "/v4/linode/instances/$id" | jq -r .status)" 'its Linode runs'
layer=$XDG_STATE_HOME/lct-lab/nodes/$id/disks
is '' "$(ls "$layer/0/upper/root/kept" 2>/dev/null)" 'on another root'
key=$layer/0/upper/etc/ssh/ssh_host_ed25519_key
becomes "$key" 'which is up' ls "$key" 2>/dev/null
status 255 'nobody of ours logs in there' on true
has "$work/err" 'IDENTIFICATION HAS CHANGED' 'who answers is somebody else'
ok 'once more' lt node rescue web --yes
ok 'out of it' lt node rescue web --end --yes
is 'started kept' "$(lt node show web --json | jq -r .node.state) $(on 'cat /root/kept')" 'it is as it was'
is "$swap" "$(api GET "/v4/linode/instances/$id/disks" | jq -r '.data[1].id')" 'with its disks'

# ---- a password

before=$(on 'grep ^root: /etc/shadow')
status 3 'a weak one' sh -c "printf aaaaaaaa | '$LCT_BUILD/linodetool' node password web --yes"
has "$work/err" 'strength' 'is refused'
is "started $before" "$(lt node show web --json | jq -r .node.state) $(on 'grep ^root: /etc/shadow')" 'the node runs on with the old one'
ok 'a password' sh -c "echo 'a long Secret 17' | '$LCT_BUILD/linodetool' node password web --yes"
is 'yes started' "$(on 'python3 -c "
import crypt
have = open(\"/etc/shadow\").readline().split(\":\")[1]
print(\"yes\" if crypt.crypt(\"a long Secret 17\", have) == have else \"no\")" 2>/dev/null') $(lt node show web --json | jq -r .node.state)" 'is root'"'"'s'
ok 'one is drawn' lt node password web --generate --yes
is 24 "$(tail -n 1 "$work/out" | tr -d '\n' | wc -c)" 'and shown'
drawn=$(tail -n 1 "$work/out")
is yes "$(on "python3 -c '
import crypt
have = open(\"/etc/shadow\").readline().split(\":\")[1]
print(\"yes\" if crypt.crypt(\"$drawn\", have) == have else \"no\")' 2>/dev/null")" 'and is root'"'"'s'
is '' "$(grep -rlF -e "$drawn" -e 'a long Secret 17' "$XDG_DATA_HOME" "$XDG_STATE_HOME/linodetool" 2>/dev/null)" 'neither is kept'

# ---- a clone

ok 'a clone' lt node clone web copy --yes
has "$work/err" 'copy is Linode' 'is named'
copy=$(api GET /v4/linode/instances | jq -r '.data[] | select(.label == "copy") | .id')
is 'offline 0 false' "$(api GET "/v4/linode/instances/$copy" | jq -r '"\(.status) \(.tags | length) \(.id == '"$id"')"')" 'is off, and nobody'"'"'s'
is kept "$(cat "$XDG_STATE_HOME/lct-lab/nodes/$copy"/disks/*/upper/root/kept)" 'with the same files'
is 1 "$(lt node list --json | jq '.nodes | length')" 'the inventory does not know it'
status 3 'its label is taken' lt node clone web copy --yes
has "$work/err" 'choose another label' 'which is said'
status 2 'a clone is asked for' lt node clone web other </dev/null
has "$work/err" 'Clone node web of cluster '"'"'web'"'"' to a Linode other of no cluster, of type g6-nanode-1 in us-east, for $0.0075 an hour, $5.00 a month?' 'with its price'
api DELETE "/v4/linode/instances/$copy" >/dev/null

# ---- killed

"$LCT_BUILD/linodetool" node rescue web --end --yes >/dev/null 2>&1 &
pid=$!
for _ in $(seq 100); do
    [ "$(api GET "/v4/linode/instances/$id" | jq -r .status)" != running ] && break
    sleep 0.05
done
kill -9 $pid
wait $pid 2>/dev/null
is stopping "$(lt node show web --json | jq -r .node.state)" 'killed on the way'
ok 'the same once more' lt node rescue web --end --yes
is 'started kept' "$(lt node show web --json | jq -r .node.state) $(on 'cat /root/kept')" 'ends it'
is '["rescue-end","rescue-end","clone","clone","password","password","password","rescue-end","rescue","rescue"]' \
    "$(lt operation list --json | jq -c '[.operations[].kind][0:10]')" 'each is an operation'
finish
