#!/bin/sh
# SPDX-License-Identifier: MIT
# What another hand changed on a node is told by `cluster plan --refresh`, piece by piece, and mended by
# `cluster apply --refresh`, there alone: proven by what lies in the file systems of the nodes. Where it dies
# in the midst, the same is mended by what goes on.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

ssh-keygen -q -t ed25519 -N '' -C ann@desk -f "$work/key"
cat >"$work/plan.yaml" <<P
name: refresh
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: 2
    nodenames: 'web-{index}'
    firewall: [allow in tcp 8080 from any]
    groups: [{name: crew, gid: 4321}]
    users: [{name: ann, groups: [crew], keys: ["$(cat "$work/key.pub")"]}]
    packages: [tree]
    sysctl: {net.ipv4.tcp_fin_timeout: 31}
    files: {path: /etc/shop.conf, content: "shop of {hostname}\n", mode: 0640}
    units: {name: shop, command: sleep infinity}
    storage:
    - {label: data, type: blockstore, size: 10GB, mount: /srv/data}
P

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh -l root "$1" -- sh 2>/dev/null
}
# All that lies on it, but for what a session leaves and what services write by themselves.
listing() { # NODE
    on "$1" "find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /var/tmp -o -path /var/log \
        -o -path /dev -o -path /var/lib/systemd \) -prune -o -printf '%p %y %m %u %g %s %T@ %i\n' |
        awk '\$2 == \"d\" { \$6 = \$8 = \"-\" } { print }' | sort
        find /etc /srv/data -xdev -type f -exec sha256sum {} + | sort
        nft -s list ruleset | sha256sum; cat /proc/mounts | sort; systemctl show -p MainPID shop.service ssh.service"
}
told() { # WORDS DESCRIPTION
    has "$work/out" "$1" "$2"
}
found() { # NODE : "WHAT NAME" of each difference that a preview tells
    jq -r ".changes[] | select(.node == \"$1\") | .contents[] | select(.action == \"mend\") | \"\(.what) \(.name)\"" "$work/preview" | sort
}

ok 'a cluster' lt cluster create r "$work/plan.yaml" --yes
listing web-1 >"$work/web-1.made"
lt cluster plan r "$work/plan.yaml" --refresh --json >"$work/preview"
is '[] 0 []' "$(jq -c '[.changes[].pushes[]]' "$work/preview") $(jq .summary.push "$work/preview") $(jq -c .unseen "$work/preview")" \
    'nodes have what they were brought'
listing web-1 >"$work/web-1.looked"
is '' "$(diff "$work/web-1.made" "$work/web-1.looked")" 'to look changes nothing'

# ---- by hand, in ten ways and more

by_hand="
nft add rule inet lct in_rules tcp dport 9999 accept
userdel ann
echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2kDxGhkoZV4XWFQq3dV2yGtYkyGrAWuvFGPvwGz7hq thief' >>/root/.ssh/authorized_keys
echo 'shop of thieves' >/etc/shop.conf
systemctl stop shop
umount /srv/data
sed -i 's/^PermitRootLogin.*/PermitRootLogin yes/' /etc/ssh/sshd_config.d/00-lct.conf
sed -i '/web-2/d' /etc/hosts
echo 99 >/proc/sys/net/ipv4/tcp_fin_timeout
dpkg --remove tree >/dev/null
rm /etc/sudoers.d/90-lct"
listing web-2 >"$work/web-2.before"
ok 'another hand is at a node' on web-1 "$by_hand"
ok 'without being asked, nodes are not looked at' lt cluster plan r "$work/plan.yaml"
told 'Nothing is to be done' 'nothing is known of it'
status 2 'a plan with changes' lt cluster plan r "$work/plan.yaml" --refresh --detailed-exitcode
told '! rule tcp dport 9999 accept: by another hand' 'a rule of nft'
told '! user ann: gone' 'a user'
told '! key /root/.ssh/authorized_keys: 1 line more' 'a key'
told '! file /etc/shop.conf: 1 line more, 1 missing' 'a file'
told '! unit shop.service: stopped' 'a unit'
told '! mount /srv/data: not mounted' 'a mount'
told '! sshd PermitRootLogin: yes, not prohibit-password' 'sshd'
told '! hosts /etc/hosts: 1 missing of its lines' 'hosts'
told '! sysctl net.ipv4.tcp_fin_timeout: 99, not 31' 'a setting of the kernel'
told '! package tree: not installed' 'a package'
told '! sudo /etc/sudoers.d/90-lct: gone' 'sudo'
told "To do this: linodetool cluster apply 'r' $work/plan.yaml --refresh" 'what to do'
lt cluster plan r --refresh --json >"$work/preview"
is 12 "$(found web-1 | wc -l)" 'and nothing else'
is '' "$(found web-2)" 'nothing of the other node'
is 1 "$(jq .summary.push "$work/preview")" 'one node is told something'
ok 'kept in a file' lt cluster plan r "$work/plan.yaml" --refresh --out "$work/changes"

# ---- mended

ok 'it is mended' lt cluster apply r --refresh --yes
lt cluster plan r --refresh --json >"$work/preview"
is '[]' "$(jq -c '[.changes[].pushes[]]' "$work/preview")" 'nothing is left'
is '/srv/data 31 active 4321' "$(on web-1 'findmnt -n -o TARGET /srv/data; cat /proc/sys/net/ipv4/tcp_fin_timeout; systemctl is-active shop; getent group crew | cut -d: -f3' | paste -sd' ')" \
    'it holds'
is '' "$(on web-1 'nft list table inet lct | grep 9999; grep thief /root/.ssh/authorized_keys; sshd -T | grep "permitrootlogin yes"')" \
    'and nothing of that hand'
listing web-2 >"$work/web-2.after"
is '' "$(diff "$work/web-2.before" "$work/web-2.after")" 'nothing moved on the other node'
status 1 'changes that were kept are refused by now' lt cluster apply "$work/changes" --yes

# ---- once more

listing web-1 >"$work/web-1.before"
ok 'applied once more' lt cluster apply r "$work/plan.yaml" --refresh --yes
has "$work/err" 'Nothing is to be done' 'there is nothing to do'
listing web-1 >"$work/web-1.after"
is '' "$(diff "$work/web-1.before" "$work/web-1.after")" 'nothing moves on the first'
listing web-2 >"$work/web-2.again"
is '' "$(diff "$work/web-2.before" "$work/web-2.again")" 'nor on the second'

# ---- it dies in the midst

if shim_works; then
    on web-1 'userdel -r ann; umount /srv/data; echo other >/etc/shop.conf'
    id=$(api GET /v4/linode/instances | jq '.data[] | select(.label == "web-1") | .id')
    die_once commit "$nodes_dir/$id/disks/*/upper/home/ann" cluster apply r --refresh --yes
    is other "$(on web-1 'cat /etc/shop.conf')" 'killed when the user is back, and no more'
    ok 'it is gone on with' lt cluster resume r
    is 'ann /srv/data shop of web-1' "$(on web-1 'id -un ann; findmnt -n -o TARGET /srv/data; cat /etc/shop.conf' | paste -sd' ')" \
        'by whoever goes on, without looking'
    lt cluster plan r --refresh --json >"$work/preview"
    is '[]' "$(jq -c '[.changes[].pushes[]]' "$work/preview")" 'nothing is left'
fi

# ---- one that gives no answer

on web-2 'systemctl stop ssh.socket ssh; pkill -x sshd' || :
lt cluster plan r --refresh --json >"$work/preview"
is web-2 "$(jq -r '.unseen[].node' "$work/preview")" 'one that cannot be reached is told'
ok 'deleted' lt cluster delete r --yes
finish
