#!/bin/sh
# SPDX-License-Identifier: MIT
# Storage of a node, by real block devices: what is empty gets its file system once, what holds
# anything is left alone, and whoever is killed between any two commands ends as if he had not been.
. "$(dirname "$0")/neighbour.sh"

for each in losetup mkfs.xfs mkfs.btrfs mkfs.ext4 blkid; do
    command -v $each >/dev/null || {
        echo "1..0 # SKIP there is no $each"
        exit 0
    }
done
node_up || {
    echo 'Bail out! no node can be made here'
    exit 1
}
loops=''
down() {
    umount -R -l "$root" 2>/dev/null
    for each in $loops; do losetup -d "$each"; done
    node_down
}
trap down EXIT

uuid=1af1d4a6-2b1c-4c59-9d6d-0c5a3e6f7a1
serial=0

# A device of so many MB, as NAME in the node's /dev; sets file and loop.
device() { # NAME MB
    serial=$((serial + 1))
    file=$root/disks/$serial
    truncate -s "$2M" "$file"
    loop=$(losetup -f --show "$file") || {
        echo "1..0 # SKIP there are no loop devices"
        exit 0
    }
    loops="$loops $loop"
    rm -f "$root/dev/$1"
    mknod "$root/dev/$1" b "0x$(stat -c %t "$loop")" "0x$(stat -c %T "$loop")"
}

blank() { # the last device made is
    blkdiscard -f "$loop" 2>/dev/null
}

beginning() { # as an image comes
    for each in $(awk -v root="$root/" 'index($2, root) == 1 && $1 ~ /^\/dev/ { print $2 }' /proc/mounts | sort -r); do
        case $each in
        "$root/usr" | "$root/proc") ;;
        *) umount "$each" ;;
        esac
    done
    rm -rf --one-file-system "${root:?}$state" "$root/etc/lct" "$root/vol" "$root/scratch"
    mkdir -m 700 "$root$state"
    printf '%s\n' '# /etc/fstab' '/dev/sda / ext4 errors=remount-ro 0 1' '/dev/sdb none swap sw 0 0' >"$root/etc/fstab"
    : >"$root/swaps"
}

list() { # LINE..
    rm -f "$root$state/script"
    cat "$share/opening.sh" "$share/place.sh" "$share/packages.sh" "$share/storage.sh" >"$root$state/script"
    : >"$root$state/list"
    [ $# = 0 ] || printf '%s\n' "$@" >"$root$state/list"
}

start() { # [FOLDER:] before the others of its path; in a group of its own, which is in "group"
    # shellcheck disable=SC2086 # words
    setsid -w sh -c 'echo $$ >"$1/group" && shift && exec "$@"' sh "$root" chroot "$root" env -i PATH="${1-}$path" \
        sh -c "cd $state && exec $shell ./script" >"$work/out" 2>"$work/err"
}

storage() { # LINE..
    list "$@"
    start
}

tags() { # DEVICE TAG
    blkid -p -o value -s "$2" "$1"
}

fstab() {
    sed -n '/^# lct begin/,/^# lct end/{/^#/d;p}' "$root/etc/fstab"
}

mounted() { # MOUNT
    awk -v at="$root$1" '$2 == at { print $3 }' /proc/mounts
}

stub systemctl 'echo "$*" >>/systemctl'
# Swap is a kernel's: what would be is told.
stub swapon 'echo "$1 partition 1 0 -2" >>/swaps'
stub swapoff 'sed -i "\\,^$1 ,d" /swaps'
mkdir "$root/disks" "$root/kill"

made() { # FS
    beginning
    device sdc 400
    mkdir "$root/vol"
    chmod 750 "$root/vol"
    echo beneath >"$root/vol/old"
    line="/dev/sdc volume $1 ${uuid}1 400 /vol noatime data"
    ok "an empty device gets $1 ($shell)" storage "$line"
    is "$1 ${uuid}1 data" "$(tags "$loop" TYPE) $(tags "$loop" UUID) $(tags "$loop" LABEL)" 'with our UUID, and its label'
    is "$1" "$(mounted /vol)" 'is mounted'
    is 'beneath 750' "$(cat "$root/vol/old") $(stat -c %a "$root/vol")" 'with what stood there'
    pass=0
    [ "$1" != ext4 ] || pass=2
    is "UUID=${uuid}1 /vol $1 noatime,nofail,x-systemd.device-timeout=90s 0 $pass" "$(fstab)" 'and so at every boot'
    is 1 "$(jq length "$root/etc/lct/disks.json")" 'told to playbooks'
    is "data /dev/sdc $1 /vol 400 ${uuid}1 true" \
        "$(jq -r '.[0] | [.label, .device, .fs, .mount, .size_mb, .uuid, .volume | tostring] | join(" ")' "$root/etc/lct/disks.json")" 'as it is'
    echo precious >"$root/vol/file"
    cp -p "$root/etc/fstab" "$work/fstab"
    : >"$root/systemctl"
    ok 'the same again' storage "$line"
    is '' "$(find "$root/etc" -newer "$root/systemctl" -type f)$(cat "$root/systemctl")" 'writes nothing'
    is precious "$(cat "$root/vol/file")" 'and leaves what is there'
    is script "$(ls "$root$state")" 'nothing is noted as begun'
    umount "$root/vol"
    ok "a node that never saw it" storage "/dev/sdc volume $1 ${uuid}2 400 /vol - data"
    is "precious ${uuid}1" "$(cat "$root/vol/file") $(fstab | sed 's/UUID=\([^ ]*\).*/\1/')" 'takes it as it is'
    truncate -s 800M "$file" && losetup -c "$loop"
    ok 'it grows, mounted' storage "/dev/sdc volume $1 ${uuid}2 800 /vol - data"
    is yes "$([ "$(df -m --output=size "$root/vol" | tail -n 1)" -gt 600 ] && echo yes)" 'to its new size'
    status 1 'but not when the device did not' storage "/dev/sdc volume $1 ${uuid}2 1200 /vol - data"
    has err '/dev/sdc (volume data) has 800 MB here, the plan says 1200 MB' 'which is told'
    ok 'it leaves the plan' storage
    is '[]' "$(mounted /vol)$(cat "$root/etc/lct/disks.json")$(fstab)" 'and the node'
    is "$1" "$(tags "$loop" TYPE)" 'whole'
}

refused() {
    beginning
    device sdc 400
    for each in 'mkfs.ext4 -q' 'mkfs.xfs -q -f' 'mkswap -q' 'mkfs.btrfs -q -f'; do
        wipefs -aq "$loop"
        blank
        $each "$loop" >/dev/null 2>&1
        sum=$(sha256sum <"$loop")
        fs=xfs
        case $each in mkfs.xfs*) fs=ext4 ;; esac
        status 1 "not on what $each made ($shell)" storage "/dev/sdc volume $fs ${uuid}1 400 /vol - data"
        has err 'and was left alone; mount it by hand' 'is refused'
        is "$sum" "$(sha256sum <"$loop")" 'untouched'
    done
    wipefs -aq "$loop"
    blank
    printf '\000\000\002\000\203\000\000\000\000\010\000\000\000\000\001\000' | dd of="$loop" bs=1 seek=446 conv=notrunc status=none
    printf '\125\252' | dd of="$loop" bs=1 seek=510 conv=notrunc status=none
    status 1 'not on a partition table' storage "/dev/sdc volume ext4 ${uuid}1 400 /vol - data"
    has err 'holds a partition table (dos)' 'is refused by its name'
    blank
    for at in 5000 419000000; do
        printf x | dd of="$loop" bs=1 seek=$at conv=notrunc status=none
        status 1 "not over a byte at $at" storage "/dev/sdc volume ext4 ${uuid}1 400 /vol - data"
        has err 'holds data of no known kind and was left alone' 'is refused'
        blank
    done
    mkfs.ext4 -q -L lct:begun -U "${uuid}7" "$loop"
    status 1 'nor over an unfinished one of others' storage "/dev/sdc volume ext4 ${uuid}1 400 /vol - data"
    is "${uuid}7" "$(tags "$loop" UUID)" 'which stays'
    device sdd 400
    status 1 'where one of two is refused' storage "/dev/sdd volume xfs ${uuid}2 400 /a - a" "/dev/sdc volume xfs ${uuid}1 400 /vol - data"
    is '' "$(tags "$loop" TYPE)" 'nothing was done to the other'
    rm "$root/dev/sdd"
    stub sleep 'exit 0'
    status 1 'a device that is not there' storage "/dev/sdd disk xfs ${uuid}2 400 /a - a"
    rm "$root/stub/sleep"
    has err '/dev/sdd (disk a) is not there; see on the node' 'is named'
}

swapping() {
    beginning
    device sdb 64
    ok "swap ($shell)" storage "/dev/sda boot ext4 ${uuid}0 100 - - boot" "/dev/sdb disk swap ${uuid}3 64 - - swap"
    is "swap ${uuid}3" "$(tags "$loop" TYPE) $(tags "$loop" UUID)" 'is made'
    is "/dev/sdb partition 1 0 -2" "$(cat "$root/swaps")" 'and on'
    is "UUID=${uuid}3 none swap sw,nofail,x-systemd.device-timeout=90s 0 0" "$(fstab)" 'at every boot'
    is '# the disks are those of the plan: /dev/sdb none swap sw 0 0' "$(grep 'the disks' "$root/etc/fstab")" "the image's line is none any more"
    is '/dev/sda / ext4 errors=remount-ro 0 1' "$(grep sda "$root/etc/fstab")" 'its / is'
    ok 'options of /' storage "/dev/sda boot ext4 ${uuid}0 100 / noatime,errors=remount-ro boot" "/dev/sdb disk swap ${uuid}3 64 - - swap"
    is '# the line of the image: /dev/sda / ext4 errors=remount-ro 0 1 /dev/sda / ext4 noatime,errors=remount-ro 0 1' \
        "$(grep sda "$root/etc/fstab" | xargs)" 'are in its line'
    ok 'no options any more' storage "/dev/sda boot ext4 ${uuid}0 100 / - boot" "/dev/sdb disk swap ${uuid}3 64 - - swap"
    is '/dev/sda / ext4 errors=remount-ro 0 1' "$(grep sda "$root/etc/fstab")" 'it is what it was'
    truncate -s 96M "$file" && losetup -c "$loop"
    ok 'it grows' storage "/dev/sda boot ext4 ${uuid}0 100 - - boot" "/dev/sdb disk swap ${uuid}3 96 - - swap"
    is "${uuid}3 24575" "$(tags "$loop" UUID) $(od -An -tu4 -j1028 -N4 "$loop" | tr -d ' ')" 'to its device'
}

nested() {
    beginning
    device sdc 400
    device sdd 400
    ok "one within another ($shell)" storage "/dev/sdd disk ext4 ${uuid}5 400 /vol/below - b" "/dev/sdc disk ext4 ${uuid}4 400 /vol - a"
    is 'ext4 ext4' "$(mounted /vol) $(mounted /vol/below)" 'is mounted after it'
    is '/vol /vol/below' "$(fstab | cut -d ' ' -f 2 | xargs)" 'also at boot'
    echo x >"$root/vol/below/x"
    ok 'they change places' storage "/dev/sdc disk ext4 ${uuid}4 400 /scratch - a" "/dev/sdd disk ext4 ${uuid}5 400 /vol - b"
    is 'ext4 x' "$(mounted /scratch) $(cat "$root/vol/x")" 'and are where they are to be'
    sed -i '/^# lct end/d' "$root/etc/fstab"
    echo 'tmpfs /mine tmpfs noauto 0 0' >>"$root/etc/fstab"
    ok 'a section without its end' storage "/dev/sdc disk ext4 ${uuid}4 400 /scratch - a"
    is 1 "$(grep -c /mine "$root/etc/fstab")" 'takes nothing of others with it'
    umount "$root/scratch"
    mount -t tmpfs tmpfs "$root/scratch"
    status 1 'what is mounted there already' storage "/dev/sdc disk ext4 ${uuid}4 400 /scratch - a"
    has err 'cannot be mounted at /scratch: tmpfs is mounted there' 'is told'
    umount "$root/scratch"
}

homes() {
    beginning
    device sdc 400
    mkdir -p "$root/home/admin/.ssh"
    echo key >"$root/home/admin/.ssh/authorized_keys"
    ok "homes ($shell)" storage "/dev/sdc volume ext4 ${uuid}6 400 /home - home"
    is key "$(cat "$root/home/admin/.ssh/authorized_keys")" 'are taken along'
    echo old >"$root/home/admin/.ssh/authorized_keys"
    umount "$root/home"
    mkdir -p "$root/home/bob"
    echo key >"$root/home/bob/key"
    ok 'on the next machine' storage "/dev/sdc volume ext4 ${uuid}6 400 /home - home"
    is 'old key' "$(cat "$root/home/admin/.ssh/authorized_keys" "$root/home/bob/key" | xargs)" 'those that are new to it are, too'
    umount "$root/home"
    rm -rf "$root/home/bob"
}

out_rules() {
    nft list chain inet lct out_rules | grep -c accept
}

# A node whose image lacks what makes the file system.
poor() {
    beginning
    device sdc 400
    rm -rf "$root/few"
    mkdir "$root/few"
    for each in "$root"/usr/sbin/* "$root"/usr/bin/*; do
        name=${each##*/}
        case $name in
        mkfs.xfs | apt-get | dnf | zypper | apk | pacman) ;;
        *) ln -sf "${each#"$root"}" "$root/few/$name" ;;
        esac
    done
    rich=$path
    path=/stub:/few
    status 1 "without its program ($shell)" storage "/dev/sdc volume xfs ${uuid}1 400 /vol - data"
    has err 'this node has no mkfs.xfs, nor could it be installed: nothing known here installs packages; install the package xfsprogs on it' 'the package is named'
    is '' "$(tags "$loop" TYPE)" 'and nothing done'
    ok 'what is raw' storage "/dev/sdc volume raw ${uuid}1 400 - - data"
    is '' "$(tags "$loop" TYPE)$(fstab)" 'stays so'
    is 'raw null null' "$(jq -r '.[0] | "\(.fs) \(.mount) \(.uuid)"' "$root/etc/lct/disks.json")" 'and is told to playbooks'
    echo 'table inet lct { chain out_rules { tcp dport 22 accept; }; }' | nft -f -
    nft -n list table inet lct >"$work/before"
    stub apt-get 'echo E: no network; exit 1'
    status 1 'where nothing can be fetched' storage "/dev/sdc volume xfs ${uuid}1 400 /vol - data"
    has err 'nor could it be installed: E: no network' 'it is told why'
    is "$(cat "$work/before")" "$(nft -n list table inet lct)" 'and the firewall is as it was'
    stub apt-get 'echo "$*" >>/installed; nft list table inet lct >/open; kill -9 -$(cat /group)'
    storage "/dev/sdc volume xfs ${uuid}1 400 /vol - data"
    is 3 "$(out_rules)" 'killed then, it is open'
    has root/open 'timeout 15m' 'and not for long'
    stub apt-get 'echo "$*" >>/installed; nft list chain inet lct out_rules >/open; ln -sf /usr/sbin/mkfs.xfs /few/'
    : >"$root/installed"
    ok 'what can be installed' storage "/dev/sdc volume xfs ${uuid}1 400 /vol - data"
    is "xfs ${uuid}1" "$(mounted /vol) $(tags "$loop" UUID)" 'is'
    is 'update xfsprogs' "$(awk '{ print $NF }' "$root/installed" | xargs)" 'and no more than that'
    is 'tcp dport @packages accept udp dport 53 udp dport @packages accept' "$(grep -o '[tu][cd]p dport.*@packages accept' "$root/open" | sort | xargs)" \
        'while packages may be fetched'
    is "$(cat "$work/before")" "$(nft -n list table inet lct)" 'no longer than that'
    nft delete table inet lct
    rm "$root/stub/apt-get"
    path=$rich
    umount "$root/vol"
}

# Each program that the script starts is in turn the one before which it is killed, or mkfs the one within.
killing() { # NUMBER SECONDS
    for name in blkid wipefs "mkfs.$fs" mount umount cp sync e2label xfs_admin btrfs rm mv mkdir resize2fs xfs_growfs; do
        real=$(PATH=/usr/sbin:/usr/bin command -v "$name") || continue
        cat >"$root/kill/$name" <<X
#!/bin/sh
n=\$((\$(cat /count) - 1))
echo \$n >/count
[ \$n != 0 ] || kill -9 -\$(cat /group)
case $name in mkfs.*) { sleep $2 && kill -9 -\$(cat /group); } & ;; esac
exec "$real" "\$@"
X
        chmod 755 "$root/kill/$name"
    done
    echo "$1" >"$root/count"
}

# What was there when it was killed was whole, or is made again: a whole one never.
killed() { # NUMBER SECONDS
    beginning
    blank
    mkdir "$root/vol"
    echo beneath >"$root/vol/old"
    list "$line"
    killing "$1" "$2"
    start /kill:
    code=$?
    before=$(tags "$loop" LABEL)
    if [ "$before" = data ]; then
        mount -t "$fs" "$loop" "$root/mnt" && echo mine >"$root/mnt/mine" && umount "$root/mnt"
    fi
    storage "$line"
    got="$? $(tags "$loop" TYPE) $(tags "$loop" UUID) $(tags "$loop" LABEL) $(mounted /vol) $(cat "$root/vol/old") $(fstab | wc -l) $(ls "$root$state")"
    [ "$got" = "0 $fs ${uuid}1 data $fs beneath 1 script" ] || bad="$bad; at $1 $2: $got: $(cat "$work/err")"
    [ "$before" != data ] || [ "$(cat "$root/vol/mine")" = mine ] || bad="$bad; at $1 formatted twice"
    seen="$seen $before"
    [ $code = 137 ]
}

killed_anywhere() { # FS
    fs=$1 bad='' seen='' n=1 line="/dev/sdc volume $1 ${uuid}1 400 /vol - data"
    device sdc 400
    while killed $n 100; do n=$((n + 1)); done
    is '' "$bad" "$fs: killed before any of its programs it ends the same"
    is yes "$([ $n -gt 15 ] && echo yes)" "at $n moments"
    is 'data lct:begun' "$(echo "$seen" | tr ' ' '\n' | sort -u | xargs)" 'before and after it was whole'
    bad=''
    for after in 0.001 0.003 0.01 0.03; do
        killed 1000 $after
    done
    is '' "$bad" 'also within mkfs'
}

path=/stub:/usr/sbin:/usr/bin:/sbin:/bin
mkdir "$root/mnt"
for shell in 'bash --posix' 'busybox sh' dash; do
    made xfs
    poor
done
made ext4
made btrfs
refused
swapping
nested
homes
for each in ext4 xfs btrfs; do
    killed_anywhere $each
done
finish
