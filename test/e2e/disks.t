#!/bin/sh
# SPDX-License-Identifier: MIT
# Storage of a plan, seen from its nodes: disks, swap, file systems made here and there, a volume.
. "$(dirname "$0")/e2e.sh"

cat >"$work/plan.yaml" <<'X'
name: d
storageplans:
  wide:
  - {label: boot, size: 20GB}
  - {label: swap, fs: swap}
  - {label: data, size: 50%, fs: xfs, mount: /data, options: noatime}
  - {label: scratch, fs: btrfs, mount: /scratch}
  - {label: vol, type: blockstore, size: 20GB, fs: xfs, mount: /vol}
regions:
- region: us-east
  nodes:
  - name: n
    type: g6-standard-1
    count: 3
    nodenames: 'n-{index}'
    storage: wide
    init: {firstboot: [{script: "#!/bin/sh\nfor at in /data /scratch /vol; do findmnt -no FSTYPE $at; done >/root/hook.log"}]}
X

on() {
    lt node ssh "$1" -l root -- "$2"
}

# What a node says of its storage, in words that do not change.
look='findmnt -rno TARGET,FSTYPE --real | grep -v "^/ \|^/proc/" | sort | xargs
awk "/lct begin/,/lct end/" /etc/fstab | grep -v "^#" | cut -d " " -f 2-4 | sort | xargs
for d in b c d; do blkid -p -o value -s TYPE /dev/sd$d; done | xargs
blkid -p -o value -s TYPE /dev/disk/by-id/scsi-0Linode_Volume_$(hostname)-vol
tail -n +2 /proc/swaps | cut -f 1,2 | cut -d " " -f 1
for d in b c; do blockdev --getsize64 /dev/sd$d; done | xargs'
want='/data xfs /scratch btrfs /vol xfs
/data xfs noatime,nofail,x-systemd.device-timeout=90s /scratch btrfs defaults,nofail,x-systemd.device-timeout=90s /vol xfs defaults,nofail,x-systemd.device-timeout=90s none swap sw,nofail,x-systemd.device-timeout=90s
swap xfs btrfs
xfs
/dev/sdb
4294967296 26843545600'

lab_up --internet none
ok 'a plan' lt plan check "$work/plan.yaml"
ok 'a cluster' lt cluster create d "$work/plan.yaml" --yes
for node in n-1 n-2 n-3; do
    is "$want" "$(on $node "$look")" "$node has what the plan says"
    is 'xfs btrfs xfs' "$(on $node 'xargs </root/hook.log')" 'before its hooks'
done
is "$(lt node show n-1 --json | jq -r .node.disks)" 'sda boot 20480 ext4, sdb swap 4096 swap, sdc data 25600 xfs, sdd scratch 1024 btrfs' \
    'the inventory tells its disks'
is 'data vol' "$(on n-1 'python3 -c "import json; print(*[d[\"label\"] for d in json.load(open(\"/etc/lct/disks.json\")) if d[\"fs\"] == \"xfs\"])"')" \
    'and the node to its playbooks'
uuids=$(on n-1 'cat /proc/mounts /etc/fstab | grep -c .; blkid -o value -s UUID /dev/sdc /dev/sdd')
on n-1 'echo kept >/data/file; echo kept >/vol/file'

ok 'again' lt cluster apply d "$work/plan.yaml"
has "$work/err" 'Nothing is to be done' 'there is nothing to do'
on n-1 'touch /run/before; reboot' >/dev/null 2>&1
for _ in $(seq 60); do
    [ "$(on n-1 'test -e /run/before || echo new' 2>/dev/null)" != new ] || break
    sleep 0.5
done
ok 'rebooted' lt cluster run d --on n-1 -- test ! -e /run/before
is "$want" "$(on n-1 "$look")" 'it is the same after a reboot'
is "$uuids" "$(on n-1 'cat /proc/mounts /etc/fstab | grep -c .; blkid -o value -s UUID /dev/sdc /dev/sdd')" 'to the last UUID'
is 'kept kept' "$(on n-1 'cat /data/file /vol/file | xargs')" 'with what is on it'

# ---- larger

sed -i 's/size: 50%/size: 60%/; s/{label: scratch,/{label: scratch, size: 1GB,/; s/size: 20GB, fs: xfs/size: 30GB, fs: xfs/; s/g6-standard-1/g6-standard-2/' "$work/plan.yaml"
ok 'larger disks and volumes, another type' lt cluster apply d "$work/plan.yaml" --yes
is 'kept kept' "$(on n-1 'cat /data/file /vol/file | xargs')" 'keep what is on them'
is 'yes yes' "$(on n-1 'for at in /data:45 /vol:29; do [ $(df -BG --output=size ${at%:*} | tail -n 1 | tr -dc 0-9) -ge ${at#*:} ] && echo yes; done | xargs')" \
    'and their file systems have grown'
ok 'again' lt cluster apply d "$work/plan.yaml"
has "$work/err" 'Nothing is to be done' 'there is nothing to do'

ok 'the audit' lt cluster audit d
id=$(lt node show n-1 --json | jq -r .node.id)
api POST "/v4/linode/instances/$id/disks" '{"label": "hand", "size": 100, "filesystem": "raw"}' >/dev/null
status 1 'a disk more' lt cluster audit d
has "$work/out" "has a disk hand that is not its plan's" 'is told'
ok 'deleted' lt cluster delete d --yes
finish
