#!/bin/sh
# SPDX-License-Identifier: MIT
# Linodes that others made, taken into a cluster: nothing of them changes before the plan is applied,
# and what is on them stays.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

mkdir -p "$HOME/.ssh"
ssh-keygen -q -t ed25519 -N '' -f "$HOME/.ssh/id_ed25519"
key=$(cut -d ' ' -f 1-2 "$HOME/.ssh/id_ed25519.pub")
touch "$HOME/.ssh/known_hosts"

made() { # LABEL: its id
    api POST /v4/linode/instances "{\"region\": \"us-east\", \"type\": \"g6-nanode-1\", \"image\": \"linode/debian12\",
        \"label\": \"$1\", \"tags\": [\"theirs\"], \"authorized_keys\": [\"$key\"], \"booted\": true}" | jq -r .id
}

by_hand() { # ADDRESS COMMAND
    ssh -o LogLevel=ERROR -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile="$HOME/.ssh/known_hosts" \
        -i "$HOME/.ssh/id_ed25519" -o ProxyCommand="$LCT_BUILD/linodetool lab dial %h %p" "root@$1" "$2"
}

address() { # ID
    api GET "/v4/linode/instances/$1" | jq -r '.ipv4[0]'
}

tags() { # ID
    api GET "/v4/linode/instances/$1" | jq -r '.tags | sort | join(" ")'
}

one=$(made old-1) two=$(made old-2) app=$(made app-7) other=$(made other)
volume=$(api POST /v4/volumes "{\"label\": \"old-1-data\", \"size\": 10, \"region\": \"us-east\", \"linode_id\": $one}" | jq -r .id)
for id in "$one" "$two" "$app"; do
    for _ in $(seq 200); do
        by_hand "$(address "$id")" true 2>/dev/null && break
        sleep 0.2
    done
done
device=/dev/disk/by-id/scsi-0Linode_Volume_old-1-data
for _ in $(seq 100); do
    by_hand "$(address "$one")" "test -b $device" && break
    sleep 0.2
done
by_hand "$(address "$one")" "mkfs.ext4 -q $device; mkdir /srv/old; echo $device /srv/old ext4 defaults,nofail 0 0 >>/etc/fstab;
    mount /srv/old; echo precious >/srv/old/file; echo mine >/etc/mine; sync"

status 5 'one that there is not' lt cluster import c "$work/plan.yaml" 'old-*' odl-1
has "$work/err" 'the account has no Linode odl-1' 'is told'
status 4 'one whose host key nobody knows' lt cluster import c "$work/plan.yaml" other
has "$work/err" 'no ssh-ed25519 host key of other' 'is not taken for what it says it is'
ok 'all are imported' lt cluster import c "$work/plan.yaml" 'old-*' app-7
is 'theirs theirs' "$(tags "$one") $(tags "$two")" 'nothing of them changes'
ok 'the plan' lt plan check "$work/plan.yaml"
is 'ssh-ed25519 mine' "$(by_hand "$(address "$one")" 'cut -d " " -f 1 /root/.ssh/authorized_keys; cat /etc/mine' | xargs)" 'nor on them'
status 1 'the same once more' lt cluster import d "$work/other.yaml" old-1
has "$work/err" 'is the node old-1 already' 'is refused'

ok 'a preview' lt cluster plan c "$work/plan.yaml"
has "$work/out" 'is taken over: it gets our tags, users, keys and firewall' 'says what will be'
has "$work/out" 'old-1-data, encrypted, in us-east, 10 GB, with its data: it is taken over' 'of the volume, too'
ok 'applied' lt cluster apply c "$work/plan.yaml" --yes
is 3 "$(lt cluster nodes c --json | jq '[.nodes[] | select(.state == "started")] | length')" 'they are nodes'
is 3 "$(tags "$one" | wc -w)" 'with our tags beside theirs'
is 2 "$(api GET "/v4/volumes/$volume" | jq '.tags | length')" 'so is the volume'
ok 'all answer' lt cluster run c -- true
ok 'the data' lt node ssh old-1 -- cat /srv/old/file /etc/mine
is 'precious mine' "$(xargs <"$work/out")" 'is there'
is "$one $two $app" "$(lt cluster nodes c --json | jq -r '[.nodes[].id] | sort | join(" ")')" 'on the same machines'
ok 'and again' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
ok 'the audit' lt cluster audit c
ok 'it grows' lt cluster scale c app=2 --yes
is 'app-7 app-8 old-1 old-2' "$(lt cluster nodes c --json | jq -r '[.nodes[].name] | sort | join(" ")')" 'by the next of the name'

cat >"$work/terraform.tfstate" <<T
{"version": 4, "resources": [{"mode": "managed", "type": "linode_instance", "name": "x",
    "instances": [{"attributes": {"id": "$other", "label": "other"}}]}]}
T
by_hand "$(address "$other")" true
ok 'out of a state of Terraform' lt cluster import t "$work/t.yaml" --terraform "$work/terraform.tfstate"
ok 'and deleted before it was applied' lt cluster delete t --yes
is theirs "$(tags "$other")" 'it is only forgotten'
ok 'deleted' lt cluster delete c --yes
is 1 "$(linodes)" 'those that were taken over go'
is '' "$(api GET "/v4/volumes/$volume" | jq -r '.linode_id // ""')" 'and the volume stays'
finish
