# Sets up the addresses of this node beside its first one: now, and at every boot, whether Linode's Network
# Helper knows of them or not. Beside this lies list, one a line: "first ADDRESS", whose device it is,
# "own ADDRESS", "shared ADDRESS" of IPv4 or "shared ADDRESS/PREFIX", which lies on the loopback device of all
# who may announce it; nothing but the first one: none are left.
set -eu
umask 022
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
lct=/etc/lct
kept=$lct/addresses
program=$lct/addresses.sh
unit=/etc/systemd/system/lct-addresses.service
wanted=/etc/systemd/system/multi-user.target.wants/lct-addresses.service
openrc=/etc/local.d/lct-addresses.start

# What runs now and at boot: "up" gives what the file says, "down ADDRESS.." takes away.
program_text() {
    printf '#!/bin/sh\n# Addresses of this node beside its first one; brought by linodetool.\nset -eu\n'
    printf 'PATH=$PATH:/usr/sbin:/sbin\nkept=%s\n' "$kept"
    cat <<'PROGRAM'
held() { # ADDRESS: "DEVICE ADDRESS/PREFIX", where it is
    ip -o address show | awk -v address="${1%/*}" '
        { split($4, parts, "/"); if (parts[1] == address) print $2, $4 }'
}
device() { # ADDRESS: at boot it may not be there yet
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        held "$1" | {
            read -r at _ && echo "$at"
        } && return
        sleep 1
    done
    echo "no device has $1, this node's first address" >&2
    return 1
}
place() { # ADDRESS DEVICE: there, and on no other
    held "$1" | while read -r at whole; do
        [ "$at" = "$2" ] || ip address del "$whole" dev "$at"
    done
    held "$1" | grep -q "^$2 " || ip address add "$1" dev "$2"
}
up() {
    while read -r kind address; do
        case $kind in
        first) main=$(device "$address") ;;
        own) place "$address" "$main" ;;
        shared) place "$address" lo ;;
        esac
    done <"$kept"
}
down() {
    for address; do
        held "$address" | while read -r at whole; do
            ip address del "$whole" dev "$at"
        done
    done
}
"$@"
PROGRAM
}

unit_text() {
    cat <<UNIT
[Unit]
Description=Addresses brought by linodetool
Wants=network-online.target
After=network-online.target
ConditionPathExists=$kept

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh $program up

[Install]
WantedBy=multi-user.target
UNIT
}

put() { # FILE MODE: of stdin, whole
    cat >"$1.lct-new"
    chmod "$2" "$1.lct-new"
    mv "$1.lct-new" "$1"
}

# Those that were brought, and are no longer in the list.
gone() {
    [ ! -e $kept ] || awk '$1 != "first" { print $2 }' $kept | while read -r address; do
        grep -q "^[a-z]* $address\$" list || echo "$address"
    done
}

leave() {
    rm -f $unit $wanted $openrc $kept $program
    ! command -v systemctl >/dev/null || systemctl daemon-reload
}

at_boot() {
    if command -v systemctl >/dev/null; then
        unit_text | put $unit 644
        [ -d "${wanted%/*}" ] || install -d -m 755 "${wanted%/*}"
        ln -sf $unit $wanted
        systemctl daemon-reload
    elif command -v rc-update >/dev/null; then
        printf '#!/bin/sh\nexec /bin/sh %s up\n' $program | put $openrc 755
        rc-update -q add local default
    else
        echo "nothing known here sets up addresses at boot" >&2
        exit 1
    fi
}

mkdir -p $lct
program_text | put $program 755
# shellcheck disable=SC2046 # words
/bin/sh $program down $(gone)
put $kept 644 <list
rm -f list
if grep -qv '^first ' $kept; then
    at_boot
    /bin/sh $program up
else
    leave
fi
