# Looks at the mounts and swap that storage.sh makes, by the same list. Behind say.sh.
# shellcheck shell=sh disable=SC2034 # uuid, mb: of each line

same_device() { # FILE
    [ "$(stat -Lc %t:%T "$1" 2>/dev/null)" = "$(stat -Lc %t:%T "$device" 2>/dev/null)" ]
}

mounted_at() { # MOUNT: the device
    awk -v at="$(readlink -f "$1")" '$5 == at { for (i = 7; $i != "-"; i++); found = $(i + 2) } END { print found }' \
        /proc/self/mountinfo
}

# The first name of its devices may be another one.
look_mount() {
    there=$(mounted_at "$mount")
    if [ -z "$there" ]; then
        found mount "$mount" 'not mounted'
    elif [ "$fs" != btrfs ] && ! same_device "$there"; then
        found mount "$mount" "$there is mounted there"
    fi
}

is_swapping() {
    while read -r file _; do
        ! same_device "$file" || return 0
    done </proc/swaps
    return 1
}

at_boot() { # PLACE
    sed -n '/^# lct begin storage$/,/^# lct end storage$/p' /etc/fstab |
        awk -v place="$1" -v fs="$fs" '$2 == place && $3 == fs { found = 1 } END { exit !found }'
}

while read -r device kind fs uuid mb mount options label; do
    [ "$kind:$fs" != "boot:$fs" ] && [ "$fs" != raw ] || continue
    if [ "$fs" = swap ]; then
        is_swapping || found swap "$label" 'not in use'
        at_boot none || found swap "$label" 'not in /etc/fstab'
    elif [ "$mount" != - ]; then
        look_mount
        at_boot "$mount" || found mount "$mount" 'not in /etc/fstab'
    fi
done <list
