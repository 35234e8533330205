#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 at exact moments between disk, configuration, volume, attaching, boot, file system and mount, here
# and, on the node, of the machine, too: whoever goes on has each disk and volume once, formats nothing
# that was whole, and loses nothing that was written. With LCT_LONG at 18 moments.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
shim_works || {
    echo '1..0 # SKIP nothing can be loaded into this build'
    exit 0
}
lab_up --internet none

make_plan() { # GB
    cat >"$work/plan.yaml" <<P
name: stored
regions:
- region: us-east
  nodes:
  - name: n
    type: g6-nanode-1
    count: 2
    nodenames: '{cluster}-{index}'
    storage:
    - {label: boot, size: 5GB}
    - {label: data, size: 2GB, fs: btrfs, mount: /data}
    - {label: vol, type: blockstore, size: $1GB, fs: xfs, mount: /vol}
    init:
      firstboot:
      - {name: 'script:hook.sh'}
P
}
make_plan 10
cat >"$work/hook.sh" <<'H'
for at in /data /vol; do
    echo "$(hostname) $at" >>$at/file
done
echo ran >>/root/hook.log
sleep 1
H

# In place of programs of the nodes: each is told to whoever looks, and at its gate, once a node, it stops.
# The machine has no more power then, a second after linodetool has died.
cat >"$work/gate" <<'G'
#!/bin/sh
name=${0##*/}
real=$(PATH=/usr/sbin:/usr/bin command -v "$name")
gate() {
    [ -e "/root/gate.$1" ] && mv "/root/gate.$1" "/root/at.$1" || return 0
    sleep 1
    : >"/root/off.$1"
    /usr/bin/systemctl reboot -ff
    sleep 60
}
case "$name $*" in
mkfs.*)
    echo "made $*" >>/root/formatted
    if [ -e "/root/gate.$name" ]; then
        "$real" "$@" &
        sleep 0.005
        kill -STOP $!
    fi
    gate "$name"
    ;;
'mount -t xfs '*' /vol') gate mount ;;
'cmp -s fstab.new '*) gate fstab ;;
'systemctl daemon-reload') [ ! -e fstab.new ] || gate told ;;
esac
case "$name $*" in
xfs_admin* | 'btrfs filesystem label '*)
    "$real" "$@" || exit
    echo "whole $*" >>/root/formatted
    ;;
*) exec "$real" "$@" ;;
esac
G
chmod 755 "$work/gate"

# On the disks of machines that are off.
put_gates() {
    for root in "$nodes_dir"/*/disks/*/upper; do
        mkdir -p "$root/usr/local/sbin"
        for each in mkfs.xfs mkfs.btrfs mount cmp systemctl xfs_admin btrfs; do
            cp "$work/gate" "$root/usr/local/sbin/$each"
        done
        for gate in $gates; do
            : >"$root/root/gate.$gate"
        done
    done
}

on() { # NODE COMMAND
    lt node ssh "$1" -- "sudo sh -c '$2'"
}

# ---- what must be true after each

exact() {
    ours "$name" >"$work/ours.json"
    is 2 "$(jq length "$work/ours.json")" "$name: two Linodes are ours"
    is 2 "$(linodes)" 'and there are no others'
    for id in $(jq '.[].id' "$work/ours.json"); do
        is 'boot data, 1' "$(api GET "/v4/linode/instances/$id/disks" | jq -r '[.data[].label] | sort | join(" ")'), \
$(api GET "/v4/linode/instances/$id/configs" | jq .results)" "$id has each disk once, and one configuration"
    done
    is "$(jq -r '[.[] | "\(.id) \(.label)-vol"] | sort | join(", ")' "$work/ours.json")" \
        "$(api GET /v4/volumes | jq -r '[.data[] | "\(.linode_id) \(.label)"] | sort | join(", ")')" 'each has its volume, and there are no others'
    for node in "$name-1" "$name-2"; do
        is 'btrfs xfs' "$(on "$node" 'echo $(findmnt -no FSTYPE /data) $(findmnt -no FSTYPE /vol)')" "$node: both are mounted"
        is '/data /vol' "$(on "$node" "sed -n \"/^# lct begin storage/,/^# lct end/{/^#/d;p}\" /etc/fstab | cut -d \" \" -f 2 | xargs")" 'and in fstab'
        is "$node /data $node /vol" "$(on "$node" 'cat /data/file /vol/file' | xargs)" 'what was written is there, once'
        is "$(db "select uuid from resources where name = '$node/vol'")" \
            "$(on "$node" "blkid -p -o value -s UUID /dev/disk/by-id/scsi-0Linode_Volume_$node-vol")" 'with the UUID that was drawn for it'
        is "$(on "$node" 'cat /etc/lct/disks.json' | jq -r '.[].uuid // empty' | sort | xargs)" \
            "$(on "$node" 'for at in /data /vol; do findmnt -no UUID $at; done' | sort | xargs)" 'as it says to playbooks'
    done
    is '2x1' "$(lines_on_nodes root/hook.log)" 'hooks ran once'
    ok 'inventory and cloud agree' lt cluster audit "$name"
    ok 'the same plan again' lt cluster apply "$name" "$work/plan.yaml" --yes
    has "$work/err" 'Nothing is to be done' 'has nothing to do'
}

deleted() {
    ok 'deleted' lt cluster delete "$name" --yes
    is '0 2' "$(linodes) $(api GET /v4/volumes | jq .results)" 'but for its volumes'
    for id in $(api GET /v4/volumes | jq '.data[].id'); do
        api DELETE "/v4/volumes/$id" >/dev/null
    done
    nodes_gone
}

# Made with one UUID, however often it was begun; and never again, once it was whole.
formatted_once() {
    for log in "$nodes_dir"/*/disks/*/upper/root/formatted; do
        is '2 2' "$(grep ^made "$log" | sort -u | wc -l) $(grep -c ^whole "$log")" 'of two file systems each was whole once'
        is '' "$(awk '{ match($0, "/dev/[^ ]*"); device = substr($0, RSTART, RLENGTH) }
            $1 == "whole" { whole[device] = 1 }
            $1 == "made" && whole[device]' "$log")" 'and not made again'
    done
}

# ---- moments

n_moments=0
post=/v4/linode/instances
dies() { # WHEN WHAT REQUEST
    n_moments=$((n_moments + 1))
    if [ "$(db "select count(*) from clusters where name = '$name'" 2>/dev/null)" = 1 ]; then
        die_at "$1" 1 "$3" cluster resume "$name"
    else
        die_at "$1" 1 "$3" cluster create "$name" "$work/plan.yaml" --yes
    fi
    is 137 $? "killed $1: $2"
    [ "$last" = ok ] || sed 's/^/#   /' "$work/died" | tail -n 20
}

until_boot() { # WHEN
    dies "$1" 'a volume' 'POST /v4/volumes HTTP'
    dies "$1" 'a disk' "POST $post/*/disks HTTP"
    dies "$1" 'what it boots' "POST $post/*/configs HTTP"
    dies "$1" 'attaching' 'POST /v4/volumes/*/attach HTTP'
}

there() { [ "$(on_nodes "root/at.$gate")" = 2 ]; }
both_off() { [ "$(on_nodes "root/off.$gate")" = 2 ]; }
dies_at_gate() {
    n_moments=$((n_moments + 1))
    victim cluster resume $name
    dies_when there
    ok "killed on the node: $gate" there
    tries=0
    until both_off || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
}

in_hook() { [ "$(on_nodes root/hook.log)" = 2 ]; }
hooks_ended() { [ "$(on_nodes 'var/lib/lct/hook*/status')" = 2 ]; }

# ---- before each request

if [ -n "${LCT_LONG-}" ]; then
    name=before
    until_boot leaving
    dies leaving 'a boot' "POST $post/*/boot HTTP"
    ok 'resumed' lt cluster resume $name
    exact
    deleted
    gates='mkfs.btrfs mkfs.xfs mount fstab told'
else
    gates='mkfs.xfs mount fstab'
fi

# ---- after each, and on the nodes

name=after
until_boot answered
put_gates
dies answered 'a boot' "POST $post/*/boot HTTP"
for gate in $gates; do
    dies_at_gate
done
n_moments=$((n_moments + 2))
victim cluster resume $name
dies_between in_hook hooks_ended
ok 'killed when files were written' in_hook
make_plan 20
die_at answered 1 'POST /v4/volumes/*/resize HTTP' cluster apply $name "$work/plan.yaml" --yes
is 137 $? 'killed answered: growth of a volume, by another plan'
ok 'applied' lt cluster apply $name "$work/plan.yaml" --yes
exact
formatted_once
is 'yes yes' "$(for node in $name-1 $name-2; do on "$node" '[ $(df -BG --output=size /vol | tail -n 1 | tr -dc 0-9) -ge 19 ] && echo yes'; done | xargs)" \
    'and has grown'
deleted
is yes "$([ $n_moments -ge 10 ] && echo yes)" "at $n_moments moments"
finish
