#!/bin/sh
# SPDX-License-Identifier: MIT
# Volumes with file systems: made once and mounted at every boot, grown while they are mounted, and
# back with all that is on them when the machine is another one.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

make_plan() { # TYPE GB
    cat >"$work/plan.yaml" <<P
name: store
regions:
- region: us-east
  nodes:
  - name: db
    type: $1
    image: linode/debian12
    count: 1
    nodenames: store-1
    storage:
    - {label: vol, type: blockstore, size: $2GB, fs: xfs, mount: /vol, options: noatime}
    - {label: scratch, type: blockstore, size: 10GB, fs: btrfs, mount: /scratch}
P
}

on() { # COMMAND
    for _ in $(seq 50); do
        lt node ssh store-1 -- true >/dev/null 2>&1 && break
        sleep 0.2
    done
    printf '%s\n' "$1" | lt node ssh store-1 -- sudo sh
}

as_planned() { # DESCRIPTION
    is "xfs btrfs" "$(on 'echo $(findmnt -no FSTYPE /vol) $(findmnt -no FSTYPE /scratch)')" "$1: both are mounted"
    is "$vol $scratch" "$(on 'echo $(for each in vol scratch; do blkid -p -o value -s UUID /dev/disk/by-id/scsi-0Linode_Volume_store-1-$each; done)')" \
        'by their UUIDs'
    is "UUID=$vol /vol xfs noatime,nofail,x-systemd.device-timeout=90s 0 0 UUID=$scratch /scratch btrfs defaults,nofail,x-systemd.device-timeout=90s 0 0" \
        "$(on 'sed -n "/^# lct begin storage/,/^# lct end/{/^#/d;p}" /etc/fstab | xargs')" 'which are in fstab'
    is yes "$(on 'grep -q " /vol xfs [^ ]*noatime" /proc/mounts && echo yes')" 'with its options'
}

uuid() { # LABEL
    sqlite3 "$XDG_DATA_HOME/linodetool/lab/inventory.db" "SELECT uuid FROM resources WHERE name = 'store-1/$1'"
}

make_plan g6-nanode-1 10
ok 'the plan is good' lt plan check "$work/plan.yaml"
ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
has "$work/err" '+ package xfsprogs: where the image lacks it' 'its preview tells what may be installed'
vol=$(uuid vol) scratch=$(uuid scratch)
as_planned 'a new node'
is '/vol xfs 10240 true /scratch btrfs 10240 true' \
    "$(on 'cat /etc/lct/disks.json' | jq -r '[.[] | "\(.mount) \(.fs) \(.size_mb) \(.volume)"] | join(" ")')" 'its list for playbooks'
on 'echo precious >/vol/file; echo work >/scratch/file; sync'
ok 'the same plan again' lt cluster apply s "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
on reboot >/dev/null 2>&1
sleep 1
as_planned 'after a reboot'
is 'precious work' "$(on 'echo $(cat /vol/file /scratch/file)')" 'all is there'

make_plan g6-nanode-1 20
ok 'more' lt cluster apply s "$work/plan.yaml" --yes
is yes "$(on '[ $(df -BG --output=size /vol | tail -n 1 | tr -dc 0-9) -ge 19 ] && echo yes')" 'grows it, mounted'
is precious "$(on 'cat /vol/file')" 'with what is on it'

make_plan g6-standard-1 20
ok 'another type' lt cluster apply s "$work/plan.yaml" --yes
as_planned 'another machine'
is 'precious work' "$(on 'echo $(cat /vol/file /scratch/file)')" 'has what the first one wrote'
ok 'deleted' lt cluster delete s --yes
finish
