#!/bin/sh
# SPDX-License-Identifier: MIT
# A node is cloned: what its root wrote is on the clone, which is a node of its own all the same.
. "$(dirname "$0")/e2e.sh"

ssh-keygen -q -t ed25519 -N '' -f "$work/key"
key=$(cat "$work/key.pub")
linodes=/v4/linode/instances

# on HOST COMMAND : once its sshd is there.
on() {
    for _ in $(seq 100); do
        timeout 30 ssh -q -F none -i "$work/key" -o BatchMode=yes -o IdentitiesOnly=yes \
            -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ProxyUseFdpass=yes \
            -o ProxyCommand="$LCT_BUILD/linodetool lab dial %h %p" "root@$1" "$2" 2>/dev/null && return
        sleep 0.1
    done
}

idle() {
    for _ in $(seq 300); do
        [ "$(lab_control GET /status | jq .jobs)" = 0 ] && return
        sleep 0.1
    done
}

created() { # PATH BODY : its id, once it is made
    api POST "$1" "$2" | jq .id
    idle
}

lab_up --internet none
source=$(created $linodes "{\"region\": \"us-east\", \"type\": \"g6-nanode-1\", \"label\": \"web-1\",
    \"image\": \"linode/debian12\", \"authorized_keys\": [\"$key\"]}")
machine=$(on web-1 'echo kept >/srv/file; rm /etc/motd; cat /etc/machine-id')
api POST "$linodes/$source/shutdown" '{}' >/dev/null
idle
clone=$(created "$linodes/$source/clone" '{"region": "eu-central", "type": "g6-nanode-1", "label": "web-2"}')
api POST "$linodes/$source/boot" '{}' >/dev/null
api POST "$linodes/$clone/boot" '{}' >/dev/null
idle
address=$(api GET "$linodes/$clone" | jq -r '.ipv4[0]')
is 'kept gone' "$(on web-2 'echo $(cat /srv/file) $([ -e /etc/motd ] || echo gone)')" 'what was written, and what was removed'
is 'web-2 web-2' "$(on web-2 'echo $(hostname) $(cat /etc/hostname)')" 'a host name of its own'
is "$address" "$(on web-2 "ip -4 -o addr show | grep -o '$address'")" 'an address of its own'
ok 'a machine-id of its own' test "$(on web-2 'cat /etc/machine-id')" != "$machine"
is 'running' "$(on web-2 'systemctl is-system-running --wait')" 'systemd is content with it'
on web-2 'echo other >/srv/file'
is "kept $machine" "$(on web-1 'echo $(cat /srv/file) $(cat /etc/machine-id)')" 'the source is as it was'
is '524288 sdb' "$(on web-2 'echo $(($(blockdev --getsize64 /dev/sdb) / 1024)) $(lsblk -dno NAME)')" 'its swap disk is copied, too'
finish
