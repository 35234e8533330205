#!/bin/sh
# SPDX-License-Identifier: MIT
# Root of a lab's node and the machine: what it tries is refused, what a machine's root does it does.
. "$(dirname "$0")/e2e.sh"
lab_up --nodes-max 2

cat >"$work/plan.yaml" <<'P'
name: f
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1}
P
ok 'a node' lt cluster create f "$work/plan.yaml" --yes
node() { lt node ssh f-us-east-n-01 -l root -- "$@"; }
host_core=$(cat /proc/sys/kernel/core_pattern)

# ---- call by call

node 'cat >/root/fence.py' <"$top/test/e2e/fence.py"
ok 'its root tries' node 'python3 /root/fence.py'
cp "$work/out" "$work/tried"
got() { # WORD NAME...
    word=$1
    shift
    for name; do
        is "$word" "$(sed -n "s/^$name: //p" "$work/tried")" "$name: $word"
    done
}
for kind in proc sysfs cgroup debugfs tracefs securityfs bpf configfs efivarfs binfmt_misc devtmpfs \
    pstore fusectl hugetlbfs 9p virtiofs autofs proc.x; do
    got 'Operation not permitted' "new $kind"
done
got 'Operation not permitted' 'cgroup with memory' 'proc with flags c0ed0000' \
    'proc with flags c0ed000e' 'proc with flags ffffffffc0ed0000'
got 'Function not implemented' fsopen fspick
got 'Invalid argument' 'bind \/proc' 'clone \/proc' 'uncover in the copy' 'uncover \/proc\/sys' \
    'uncover \/proc' 'uncover \/sys' 'uncover \/proc\/irq' 'uncover \/dev\/console'
got 'Operation not permitted' 'write in the copy' 'write in \/proc\/sys' 'write in \/sys' \
    'change \/proc' 'change \/sys' 'change \/dev\/pts' keyctl add_key request_key bpf
got 'No such file or directory' swapon # of its own making: the lab stands in for it
got 'Not a directory' 'change \/dev\/console'
got 'Block device required' 'disk as ext4' 'disk as xfs' 'disk as btrfs'
got 'done' 'bind all of \/proc' 'take the copy off' 'tmpfs by descriptor' smaller overlay \
    'overlay off' fuse 'fuse off' mqueue 'mqueue off' off
got 'Operation not permitted' 'tmpfs as nobody'

# ---- and by the words of a shell, also from namespaces of its own

try() { # DESCRIPTION COMMAND : fails
    if node "$2" >"$work/out" 2>&1; then is failed succeeded "$1"; else is failed failed "$1"; fi
}
try 'a write' 'echo core >/proc/sys/kernel/core_pattern'
try 'a mount namespace of its own' 'unshare -m sh -c "mount -t proc p /mnt/q"'
try 'which uncovers' 'unshare -m sh -c "umount /proc/sys || umount -l /proc || umount -l /sys"'
try 'which changes' 'unshare -m sh -c "mount -o remount,bind,rw /proc/sys || mount -o remount,rw /sys"'
try 'a user namespace of its own' 'unshare -Urmpf sh -c "mount -t proc p /mnt/q || mount -t sysfs s /mnt/q"'
try 'a control group with an agent' 'unshare -UrmC sh -c "mount -t cgroup -o memory c /mnt/q"'
try 'a disk' 'mknod /root/d b 254 0 || mknod /root/d b 253 0 || mknod /root/d c 1 1'
is "$host_core" "$(cat /proc/sys/kernel/core_pattern)" 'the machine is as it was'

# ---- services with fences of their own

service() { # PROPERTY... -- COMMAND
    name=$*
    ok "a service: $name" node "systemd-run -q --wait --pipe $name"
}
service -p PrivateTmp=yes -p ProtectSystem=strict -p ProtectHome=tmpfs -- sh -c "'! touch /etc/x'"
service -p ProtectProc=invisible -p User=nobody -- cat /proc/meminfo
service -p ProcSubset=pid -p PrivateDevices=yes -p PrivateIPC=yes -- true
service -p ProtectKernelTunables=yes -p ProtectControlGroups=yes -p ProtectKernelLogs=yes -- true
service -p DynamicUser=yes -p StateDirectory=x -- touch /var/lib/x/y
service -p TemporaryFileSystem=/var:ro -p BindReadOnlyPaths=/etc:/mnt/etc -p PrivateUsers=yes -- true
service -p SystemCallFilter=@system-service -p PrivateNetwork=yes -p NoNewPrivileges=yes -- true
is running "$(node systemctl is-system-running)" 'nothing of the system has failed'
node 'systemctl reboot' >/dev/null 2>&1
ok 'it comes back' timeout 60 sh -c "until $LCT_BUILD/linodetool node ssh f-us-east-n-01 -- true 2>/dev/null; do sleep 0.2; done"
try 'fenced as before' 'mount -t proc p /mnt/q'
ok 'deleted' lt cluster delete f --yes
finish
