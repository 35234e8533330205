#!/bin/sh
# SPDX-License-Identifier: MIT
# Storage in the lab: disks and volumes as block devices of nodes, and what becomes of them when a
# node reboots, is killed, is rebuilt, is gone; when the lab is.
. "$(dirname "$0")/e2e.sh"

ssh-keygen -q -t ed25519 -N '' -f "$work/key"
key=$(cat "$work/key.pub")
linodes=/v4/linode/instances

login() { # HOST COMMAND
    timeout 30 ssh -q -F none -i "$work/key" -o BatchMode=yes -o IdentitiesOnly=yes \
        -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ProxyUseFdpass=yes \
        -o ProxyCommand="$LCT_BUILD/linodetool lab dial %h %p" "root@$1" "$2"
}

# on HOST COMMAND : once its sshd is there.
on() {
    for _ in $(seq 100); do
        login "$1" true 2>/dev/null && break
        sleep 0.1
    done
    login "$@"
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

done_with() { # METHOD PATH [BODY]
    api "$@" >"$work/answer"
    idle
}

# devices FILE... : how many of this lab's files this machine has as loop devices.
devices() {
    losetup -n -O BACK-FILE -l | grep -c "^$XDG_STATE_HOME"
}

until_gone() {
    for _ in $(seq 100); do
        [ "$(devices)" = 0 ] && return
        sleep 0.1
    done
}

node() { # LABEL : a Linode with disks of its own making, booted
    id=$(created $linodes "{\"region\": \"us-east\", \"type\": \"g6-nanode-1\", \"label\": \"$1\"}")
    boot=$(created "$linodes/$id/disks" "{\"label\": \"boot\", \"size\": 5000, \"image\": \"linode/debian12\", \"authorized_keys\": [\"$key\"]}")
    swap=$(created "$linodes/$id/disks" '{"label": "swap", "size": 256, "filesystem": "swap"}')
    data=$(created "$linodes/$id/disks" '{"label": "data", "size": 300, "filesystem": "ext4"}')
    created "$linodes/$id/configs" "{\"label\": \"all\", \"devices\": {\"sda\": {\"disk_id\": $boot},
        \"sdb\": {\"disk_id\": $swap}, \"sdc\": {\"disk_id\": $data}}}" >/dev/null
    done_with POST "$linodes/$id/boot" '{}'
}

lab_up --internet none
state=$XDG_STATE_HOME/lct-lab
node db-1
one=$id one_data=$data
node db-2
two=$id

# ---- disks

is 'sdb sdc' "$(on db-1 'lsblk -dno NAME | xargs')" 'a node has its disks, and sees no others'
is '268435456 314572800' "$(on db-1 'for d in b c; do blockdev --getsize64 /dev/sd$d; done | xargs')" 'of their size'
is 'swap ext4' "$(on db-1 'for d in b c; do blkid -p -o value -s TYPE /dev/sd$d; done | xargs')" 'with what the API has made'
cat >"$work/fstab" <<'X'
data=$(blkid -p -o value -s UUID /dev/sdc)
swap=$(blkid -p -o value -s UUID /dev/sdb)
mkdir /data
printf 'UUID=%s /data ext4 nofail,x-systemd.device-timeout=10s 0 2\nUUID=%s none swap sw,nofail 0 0\n' "$data" "$swap" >>/etc/fstab
mount -a && swapon -a && echo kept >/data/file && touch /root/file
X
ok 'fstab by UUID' on db-1 "$(cat "$work/fstab")"
is 'kept' "$(on db-1 'findmnt -n /data >/dev/null && cat /data/file')" 'is mounted'
is '/dev/sdb partition 262140' "$(on db-1 "awk 'NR == 2 {print \$1, \$2, \$3}' /proc/swaps")" 'and its swap is on'
is '' "$(grep "$state" /proc/swaps)" 'as far as the node knows: this machine swaps to nothing of it'
is '' "$(on db-2 'tail -n +2 /proc/swaps')" 'nor does another node'
status 255 'what is no swap area' on db-1 'swapon /dev/sdc'
ok 'swap is off again' on db-1 'swapoff -a && [ "$(wc -l </proc/swaps)" = 1 ]'
on db-1 reboot >/dev/null 2>&1
sleep 1
is 'kept 2' "$(on db-1 'echo $(cat /data/file) $(wc -l </proc/swaps)')" 'all of it is there after a reboot from within'
done_with POST "$linodes/$one/reboot" '{}'
is 'kept 2' "$(on db-1 'echo $(cat /data/file) $(wc -l </proc/swaps)')" 'and from without'
is 'running' "$(on db-1 'systemctl is-system-running --wait')" 'systemd is content with it'
done_with POST "$linodes/$one/shutdown" '{}'
done_with POST "$linodes/$one/disks/$one_data/resize" '{"size": 600}'
done_with POST "$linodes/$one/disks/$one_data/clone" '{}'
copy=$(jq .id "$work/answer")
is '600 600' "$(api GET "$linodes/$one/disks" | jq -r "[.data[] | select(.id == $one_data or .id == $copy).size] | map(tostring) | join(\" \")")" 'a disk grows, and is copied'
is 629145600 "$(stat -c %s "$state/nodes/$one/disks/$copy.img")" 'really'
done_with POST "$linodes/$one/password" '{"root_pass": "anotherOne-77"}'
done_with POST "$linodes/$one/boot" '{}'
is 'kept yes' "$(on db-1 'echo $(cat /data/file) $([ $(df -BM --output=size /data | tail -n 1 | tr -dc 0-9) -gt 450 ] && echo yes)')" \
    'with its file system, and what is on it'
is yes "$(on db-1 "python3 -c 'import crypt,sys; h=[l.split(\":\")[1] for l in open(\"/etc/shadow\") if l.startswith(\"root:\")][0]; print(\"yes\" if crypt.crypt(\"anotherOne-77\", h) == h else h)' 2>/dev/null")" 'and another root password'
done_with DELETE "$linodes/$one/disks/$copy"
is no "$([ -e "$state/nodes/$one/disks/$copy.img" ] && echo yes || echo no)" 'a deleted disk leaves no file'

# ---- volumes

volume=$(created /v4/volumes '{"label": "pool", "region": "us-east", "size": 10}')
by_id=/dev/disk/by-id/scsi-0Linode_Volume_pool
is '10737418240 yes' "$(stat -c '%s' "$state/volumes/$volume.img") $([ "$(stat -c %b "$state/volumes/$volume.img")" -lt 100 ] && echo yes)" 'a volume is a sparse file'
done_with POST "/v4/volumes/$volume/attach" "{\"linode_id\": $one}"
is /dev/sdd "$(on db-1 "readlink -f $by_id")" 'it comes to a node that runs, as the first free device'
ok 'whose root makes a file system on it' on db-1 'mkfs.xfs -q /dev/disk/by-id/scsi-0Linode_Volume_pool'
sleep 0.5
ok 'which is found by its UUID' on db-1 "[ \"\$(readlink -f /dev/disk/by-uuid/\$(blkid -p -o value -s UUID $by_id))\" = /dev/sdd ]"
ok 'mounted' on db-1 "mkdir /pool && echo UUID=\$(blkid -p -o value -s UUID $by_id) /pool xfs nofail 0 0 >>/etc/fstab && mount /pool && echo precious >/pool/file"
done_with POST "/v4/volumes/$volume/resize" '{"size": 20}'
is 21474836480 "$(on db-1 'blockdev --getsize64 /dev/sdd')" 'grown while it is mounted'
ok 'so that its file system grows, too' on db-1 'which xfs_growfs >/dev/null && xfs_growfs /pool >/dev/null && [ "$(df -BG --output=size /pool | tail -n 1 | tr -dc 0-9)" -ge 19 ]'
minor=$(on db-1 'printf "%d:%d" "0x$(stat -c %t /dev/sdd)" "0x$(stat -c %T /dev/sdd)"')
ok 'its number is its node'"'"'s' on db-1 "mknod /root/own b ${minor%:*} ${minor#*:} && head -c 1 /root/own >/dev/null"
is refused "$(on db-2 "mknod /root/other b ${minor%:*} ${minor#*:} 2>/dev/null; head -c 1 /root/other >/dev/null 2>&1 || echo refused")" \
    'no other node gets at it, by its number either'
is refused "$(on db-1 'mknod /root/other b 7 250 2>/dev/null; head -c 1 /root/other >/dev/null 2>&1 || echo refused')" 'nor this one at others'
done_with POST "/v4/volumes/$volume/detach" '{}'
is gone "$(on db-1 "[ -e $by_id ] || [ -e /dev/sdd ] || findmnt /pool || echo gone")" 'detached, it is pulled, mounted or not'
done_with POST "/v4/volumes/$volume/attach" "{\"linode_id\": $two}"
is precious "$(on db-2 "mkdir /pool && mount $by_id /pool && cat /pool/file")" 'another node has it, with what was written'

# ---- a node dies, the lab dies

on db-2 "echo UUID=\$(blkid -p -o value -s UUID $by_id) /pool xfs nofail 0 0 >>/etc/fstab; sync"
daemon=$(jq .pid "$state/status.json")
is yes "$([ "$(devices)" -ge 5 ] && echo yes)" 'while the lab runs its devices are there'
kill -9 "$daemon"
until_gone
is 0 "$(devices)" 'a lab that is killed leaves none'
lab_up --internet none
idle
is 'precious kept' "$(on db-2 'cat /pool/file') $(on db-1 'cat /data/file')" 'the next one has all that was on them, mounted'

# ---- without its Linode

done_with POST "$linodes/$one/rebuild" "{\"image\": \"linode/debian12\", \"authorized_keys\": [\"$key\"]}"
is 'none' "$(on db-1 'cat /root/file 2>/dev/null || echo none')" 'a rebuild begins anew'
is 1 "$(find "$state/nodes/$one/disks" -name '*.img' | wc -l)" 'with no disk but its own'
done_with DELETE "$linodes/$two"
is "null 20" "$(api GET "/v4/volumes/$volume" | jq -r '"\(.linode_id) \(.size)"')" 'a volume outlives its Linode'
done_with POST "/v4/volumes/$volume/clone" '{"label": "pool-2"}'
second=$(jq .id "$work/answer")
done_with POST "/v4/volumes/$second/attach" "{\"linode_id\": $one}"
is precious "$(on db-1 'mkdir /pool && mount /dev/disk/by-id/scsi-0Linode_Volume_pool-2 /pool && cat /pool/file')" 'so does what a copy has'
done_with DELETE "/v4/volumes/$volume"
is no "$([ -e "$state/volumes/$volume.img" ] && echo yes || echo no)" 'a deleted one leaves no file'
lt lab stop >/dev/null
until_gone
is 0 "$(devices)" 'a lab that is stopped leaves no devices'

# ---- machines that lack something

plain() { # LABEL : an ordinary Linode
    created $linodes "{\"region\": \"us-east\", \"type\": \"g6-nanode-1\", \"label\": \"$1\",
        \"image\": \"linode/debian12\", \"authorized_keys\": [\"$key\"]}"
}

unshare -m sh -c 'mount --bind /dev/null /dev/loop-control && exec "$0" lab start --internet none' \
    "$LCT_BUILD/linodetool" >/dev/null 2>&1
lab_up
has "$state/lab.log" 'nodes have no disks beside their root: this machine gives no loop devices' 'a machine without loop devices: it is said'
has "$state/lab.log" 'run: modprobe loop' 'and what to do'
three=$(plain web-3)
is none "$(on web-3 '[ -e /dev/sdb ] || echo none')" 'a node boots all the same'
volume=$(created /v4/volumes "{\"label\": \"pool-3\", \"linode_id\": $three}")
is 'failed null' "$(api GET /v4/account/events | jq -r '.data[] | select(.action == "volume_attach").status' | head -n 1) $(api GET "/v4/volumes/$volume" | jq .linode_id)" \
    'but no volume is attached to it'
lt lab stop >/dev/null

# A container's /dev: what the kernel adds to its own does not show there.
cat >"$work/bare" <<'X'
mkdir -p "$1/dev" && mount -t tmpfs tmpfs "$1/dev" || exit
for each in /dev/*; do
    case $each in
    /dev/loop*) ;;
    *) [ -d "$each" ] || cp -a "$each" "$1/dev" ;;
    esac
done
mkdir "$1/dev/pts" "$1/dev/shm" && mount --rbind /dev/pts "$1/dev/pts" && mount --move "$1/dev" /dev &&
    exec "$2" lab start --internet none
X
unshare -m sh "$work/bare" "$work" "$LCT_BUILD/linodetool" >/dev/null 2>&1
lab_up
done_with POST "/v4/volumes/$volume/attach" "{\"linode_id\": $three}"
is /dev/sdc "$(on web-3 'readlink -f /dev/disk/by-id/scsi-0Linode_Volume_pool-3')" 'a machine whose /dev lacks them: they are made'
is 'sdb sdc' "$(on web-3 'lsblk -dno NAME | sort | xargs')" 'and a node has all of its own'
finish
