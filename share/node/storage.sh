# Makes the storage of this node what the plan says: file systems, mounts, swap, growth. Beside this
# lies list, one disk a line: DEVICE KIND FS UUID MB MOUNT OPTIONS LABEL; KIND is disk, volume or boot,
# which is the image's own; "-" is none. Behind opening.sh, place.sh and packages.sh.
#
# A device that holds anything is never formatted. A file system is made under a label that no plan can
# give, and gets its own when it is whole: found with the former, and with our UUID, it is one that was
# left unfinished. As long as it has not even a signature, begun.UUID here tells that we were at it.
#
# First all devices are looked at: where one is refused, nothing was changed. Then programs that this node lacks
# are installed, for which its firewall is open as "allow out packages to any" would open it, and no longer.
# shellcheck shell=sh disable=SC2154 # what is read from the list
set -eu
dir=$(pwd)
begun='lct:begun'
late=90s # what a boot waits for a device

fail() { # WHAT [NEXT]: in one line, since the last one is told
    printf '%s%s\n' "$1" "${2:+; $2}" >&2
    exit 1
}

each() { # FILE COMMAND: by the fields of each line
    while read -r what used device kind fs uuid mb mount options label <&3; do
        title="$device ($kind $label)"
        "$2"
    done 3<"$1"
}

same_device() {
    [ "$(stat -Lc %t:%T "$1" 2>/dev/null)" = "$(stat -Lc %t:%T "$2")" ]
}

# ---- looking

# Those at which something is to be done, whoever is mounted within another behind it.
ordered() {
    awk '$2 != "boot" { n = split($6, parts, "/"); print n, "- -", $0 }' list | sort -n -s | cut -d ' ' -f 2-
}

wait_for() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ ! -b "$device" ] || return 0
        sleep 0.5
    done
    fail "$title is not there" \
        "see on the node which devices there are (lsblk), and that the $kind is attached; then give the same command again"
}

rescan() {
    name=$(readlink -f "$device")
    file=/sys/class/block/${name##*/}/device/rescan
    [ ! -w "$file" ] || echo 1 >"$file"
}

check_size() {
    for again in yes yes yes no; do
        size=$(blockdev --getsize64 "$device")
        [ "$size" -lt $((mb * 1048576)) ] || return 0
        [ $again = no ] || { rescan && sleep 1; }
    done
    fail "$title has $((size / 1048576)) MB here, the plan says $mb MB" \
        'when it has just grown, the node may learn of it by a reboot; then give the same command again'
}

# Sets type, table, named and number to what its signatures tell, each to nothing where there is none.
probe() {
    status=0
    tags=$(blkid -p -o export "$device" 2>/dev/null) || status=$?
    type=$(tag TYPE) table=$(tag PTTYPE) named=$(tag LABEL) number=$(tag UUID)
    case $status in
    0) ;;
    2) head -c 512 "$device" >/dev/null || fail "$title cannot be read" ;;
    8) type='signatures of several kinds' ;;
    *) fail "$title: blkid -p fails ($status)" 'it is needed as util-linux has it' ;;
    esac
}

tag() {
    printf '%s\n' "$tags" | sed -n "s/^$1=//p"
}

refuse() {
    fail "$title holds $1 and was left alone" \
        "mount it by hand and look; if it may go: wipefs -a $device; if the plan should not touch it: fs: raw"
}

zeros() {
    [ "$(tr -d '\000' | head -c 1 | wc -c)" -eq 0 ]
}

is_blank() {
    dd if="$device" bs=1048576 count=1 2>/dev/null | zeros &&
        dd if="$device" bs=1048576 skip=$((size / 1048576 - 1)) count=2 2>/dev/null | zeros
}

judge() {
    probe
    used=$uuid what=new
    if [ -z "$type$table" ]; then
        [ "$kind" = disk ] || [ -e "begun.$uuid" ] || is_blank || refuse 'data of no known kind'
    elif [ "$type" != "$fs" ]; then
        refuse "${type:-a partition table ($table)} (label '$named', UUID '$number'), not $fs,"
    elif [ "$named" = "$begun" ]; then
        [ "$number" = "$uuid" ] || refuse "an unfinished $fs of another hand (UUID '$number')"
        what=again
    else
        [ -n "$number" ] || refuse "$fs without a UUID"
        used=$number what=old
    fi
}

look() {
    wait_for
    check_size
    if [ "$fs" = raw ]; then
        what=raw used=-
    else
        judge
    fi
    echo "$what $used $device $kind $fs $uuid $mb $mount $options $label"
}

# ---- programs

maker() {
    case $fs in
    swap) echo mkswap ;;
    *) echo "mkfs.$fs" ;;
    esac
}

package() {
    case $fs in
    xfs) echo xfsprogs ;;
    btrfs) ! have zypper && echo btrfs-progs || echo btrfsprogs ;;
    ext?) echo e2fsprogs ;;
    *) echo util-linux ;;
    esac
}

lacking() {
    [ "$fs" = raw ] || have "$(maker)" || package
}

check_programs() {
    [ "$fs" = raw ] || have "$(maker)" ||
        fail "$title is to have $fs, and this node has no $(maker), nor could it be installed: $(tail -n 1 fetched)" \
            "install the package $(package) on it, then give the same command again; or say fs: ext4"
}

install_missing() {
    each looked lacking | sort -u >missing
    [ -s missing ] || return 0
    echo "installs $(xargs <missing)"
    trap close_firewall EXIT
    open_firewall 900
    # shellcheck disable=SC2046 # words
    fetch $(cat missing) >fetched 2>&1 || :
    close_firewall
    each looked check_programs
}

# ---- file systems

# As much of its label as it takes.
short() {
    printf '%s' "$label" | sed 's/^-*//' | cut -c "1-$1"
}

make_empty() {
    case $fs in
    ext?) "mkfs.$fs" -q -U "$uuid" -L "$begun" "$device" ;;
    xfs) mkfs.xfs -q -m uuid="$uuid" -L "$begun" "$device" ;;
    btrfs) mkfs.btrfs -q -U "$uuid" -L "$begun" "$device" ;;
    esac
}

give_name() {
    case $fs in
    ext?) e2label "$device" "$(short 16)" ;;
    xfs) xfs_admin -L "$(short 12)" "$device" >/dev/null ;;
    btrfs) btrfs filesystem label "$device" "$(short 64)" ;;
    esac
}

stage() {
    mkdir -p "$dir/new"
    mount -t "$fs" "$device" "$dir/new"
}

# Also of one that was killed.
unstage() {
    while umount "$dir/new" 2>/dev/null; do :; done
}

# What stood where it will be mounted.
take_along() {
    [ -d "$mount" ] || return 0
    stage
    cp -ax "$mount/." "$dir/new/"
    umount "$dir/new"
}

make_swap() {
    mkswap -U "$used" -L "$(short 15)" "$device" >/dev/null
}

make() {
    : >"begun.$uuid"
    sync "begun.$uuid" .
    [ "$what" = new ] || wipefs -aq "$device"
    make_empty
    sync "$device"
    take_along
    give_name
    sync "$device"
}

# Where the kernel lets nobody grow a mounted one, as in a container, and nobody is using it.
grow_apart() { # MOUNT
    umount "$1" || return
    { e2fsck -fp "$device" || [ $? = 1 ]; } && resize2fs "$device"
    status=$?
    mount -t "$fs" -o "$(flags)" "$device" "$1" && return $status
}

grow_mounted() { # MOUNT
    case $fs in
    ext?) resize2fs "$device" || grow_apart "$1" ;;
    xfs) xfs_growfs "$1" ;;
    btrfs) btrfs filesystem resize max "$1" ;;
    esac 2>grown >/dev/null || fail "$title cannot grow: $(tail -n 1 grown)"
}

# Each does nothing where it fills its device.
grow() {
    case ,$options, in
    *,ro,*) return 0 ;;
    esac
    if [ "$mount" != - ]; then
        grow_mounted "$mount"
    elif [ "$what" = old ]; then
        stage
        grow_mounted "$dir/new"
        umount "$dir/new"
    fi
}

# ---- mounts

mounted_at() { # MOUNT: the device
    awk -v at="$(readlink -f "$1")" '$5 == at { for (i = 7; $i != "-"; i++); found = $(i + 2) } END { print found }' \
        /proc/self/mountinfo
}

# The name of its device is the one by which the kernel saw it first, which may not be there.
is_btrfs_at() { # MOUNT
    [ "$fs" = btrfs ] && btrfs filesystem show "$1" 2>/dev/null | grep -qF "uuid: $used"
}

is_mounted() {
    there=$(mounted_at "$mount")
    [ -n "$there" ] || return 1
    same_device "$there" "$device" || is_btrfs_at "$mount" || fail "$title cannot be mounted at $mount: $there is mounted there" \
        'unmount that, then give the same command again'
}

flags() {
    case $options in
    -) echo defaults ;;
    *) echo "$options" ;;
    esac
}

# Who had a home before the one that comes now has it still: keys are there.
keep_homes() {
    case $mount in
    /home | /home/*) ;;
    *) return 0 ;;
    esac
    stage
    cp -axn "$mount/." "$dir/new/" || echo "some of what was in $mount could not be copied to $title"
    umount "$dir/new"
}

mount_it() {
    [ "$mount" != - ] || return 0
    if is_mounted; then
        [ "$changed" = no ] || mount -o "remount,$(flags)" "$mount" ||
            echo "$mount: its options hold from the next boot on"
        return 0
    fi
    (lct_enter "$mount" make)
    [ "$what" != old ] || keep_homes
    mount -t "$fs" -o "$(flags)" "$device" "$mount"
}

# ---- swap

is_swapping() {
    while read -r file _; do
        ! same_device "$file" "$device" || return 0
    done </proc/swaps
    return 1
}

# Its header says in which page it ends.
swap_is_short() {
    last=$(od -An -tu4 -j1028 -N4 "$device")
    [ $((size - (last + 1) * $(getconf PAGESIZE))) -ge 1048576 ]
}

swap_on() {
    size=$(blockdev --getsize64 "$device")
    if [ "$what" = new ]; then
        make_swap
    elif swap_is_short && { [ "$used" = "$uuid" ] || grep -q "^UUID=$used none swap " was; }; then
        ! is_swapping || swapoff "$device"
        make_swap
    fi
    is_swapping || swapon "$device"
}

set_up() {
    case $fs in
    raw) ;;
    swap) swap_on ;;
    *)
        [ "$what" = old ] || make
        mount_it
        grow
        ;;
    esac
    rm -f "begun.$uuid"
}

# ---- what holds at every boot

first='# lct begin storage' last='# lct end storage'

line() {
    case $fs in
    raw) return 0 ;;
    swap) echo "UUID=$used none swap sw,nofail,x-systemd.device-timeout=$late 0 0" ;;
    *)
        [ "$mount" != - ] || return 0
        case $fs in ext?) pass=2 ;; *) pass=0 ;; esac
        echo "UUID=$used $mount $fs $(flags),nofail,x-systemd.device-timeout=$late 0 $pass"
        ;;
    esac
}

# A section whose end somebody removed is only a line: what stands behind it may be theirs.
fstab() { # inside | others
    end=$last
    grep -qxF "$last" /etc/fstab || end=$first
    awk -v first="$first" -v end="$end" -v want="$1" '
        $0 == first { inside = 1; if (first == end) inside = 0; next }
        $0 == end { inside = 0; next }
        (want == "inside") == inside { print }' /etc/fstab
}

# The image's swap is on the plan's disks no more, as soon as the plan has any.
without_swap() {
    awk -v disks="$(grep -c ' boot ' list || :)" '
        disks && $1 ~ /^\/dev\/sd/ && $3 == "swap" { print "# the disks are those of the plan:", $0; next }
        { print }'
}

# The image's line of / gets the options of the plan; what it was stands above it, and is back when the
# plan has none.
with_root() {
    awk -v options="$(awk '$2 == "boot" && $7 != "-" { print $7 }' list)" -v mark='# the line of the image: ' '
        index($0, mark) == 1 { was = substr($0, length(mark) + 1); next }
        $1 !~ /^#/ && $2 == "/" {
            if (was != "") $0 = was
            if (options != "") { print mark $0; $4 = options }
        }
        { print }'
}

# What holds from now on, where it can without a boot.
remount_root() {
    awk '$1 !~ /^#/ && $2 == "/" { print $4 }' /etc/fstab >root.new
    awk '$1 !~ /^#/ && $2 == "/" { print $4 }' fstab.new | cmp -s - root.new ||
        mount -o "remount,$(awk '$1 !~ /^#/ && $2 == "/" { print $4 }' fstab.new)" / 2>/dev/null ||
        echo '/: its options hold from the next boot on'
}

# Of what was in the section: unmounted, and not wiped.
leave() {
    sort -k 2,2r was | while read -r id place type _; do
        ! grep -qF "$id $place $type " section || continue
        if [ "$type" = swap ]; then
            swapoff "$id" 2>/dev/null || :
        elif [ -n "$(mounted_at "$place")" ]; then
            umount "$place" 2>/dev/null || echo "$place is in use: it stays mounted until the next boot"
        fi
    done
}

fstab_put() {
    {
        fstab others | without_swap | with_root
        [ ! -s section ] || { echo "$first" && cat section && echo "$last"; }
    } >fstab.new
    remount_root
    cmp -s fstab.new /etc/fstab || lct_put /etc/fstab <fstab.new
    [ "$changed" = no ] || ! have systemctl || systemctl daemon-reload
}

# ---- what playbooks read

describe() {
    [ "$kind" != volume ] && volume=false || volume=true
    printf '%s{"label":"%s","device":"%s","fs":"%s",' "$comma" "$label" "$device" "$fs"
    [ "$mount" = - ] || printf '"mount":"%s",' "$mount"
    [ "$used" = - ] || printf '"uuid":"%s",' "$used"
    printf '"size_mb":%s,"volume":%s}' "$mb" "$volume"
    comma=',
'
}

disks_put() {
    {
        comma=
        printf '['
        each looked describe
        printf ']\n'
    } >disks.json
    cmp -s disks.json /etc/lct/disks.json || lct_put /etc/lct/disks.json <disks.json
}

unstage
close_firewall
[ -e /etc/fstab ] || lct_put /etc/fstab </dev/null
ordered >todo
each todo look >looked
install_missing
each looked line >section
fstab inside >was
changed=yes
! cmp -s was section || changed=no
leave
each looked set_up
fstab_put
each looked mount_it
disks_put
[ ! -d new ] || rmdir new
rm -f list todo looked section was fstab.new root.new disks.json grown missing fetched
