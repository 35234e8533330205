# Looks at the files and units that content.sh brings, by the same list. Behind say.sh.
# shellcheck shell=sh

look_file() { # WHAT NAME
    same_file "$1" "$2" "$file" "$place" || return 0
    [ "$group" != - ] || group=$(id -gn "$owner" 2>/dev/null)
    wanted="$owner $group $(echo "$mode" | sed 's/^0*\(.\)/\1/')"
    has=$(stat -c '%U %G %a' "$place")
    [ "$has" = "$wanted" ] || found "$1" "$2" "is $has, not $wanted"
}

# What begins, does its work and ends is not stopped by a hand.
ended_by_itself() { # UNIT
    state=$(systemctl show -p Type -p RemainAfterExit -p Restart -p Result -p ExecMainCode -p ExecMainStatus "$1")
    says() { printf '%s\n' "$state" | grep -qx "$1"; }
    says Result=success || return 1
    if says Type=oneshot; then
        says RemainAfterExit=no
    else
        says Restart=no && says ExecMainCode=1 && says ExecMainStatus=0
    fi
}

look_unit() { # UNIT
    command -v systemctl >/dev/null || return 0
    ! grep -q '^\[Install\]' "$file" || systemctl --quiet is-enabled "$1" 2>/dev/null ||
        found unit "$1" 'does not start at boot'
    case $(systemctl is-active "$1" 2>/dev/null) in
    inactive) ended_by_itself "$1" || found unit "$1" stopped ;;
    failed) found unit "$1" failed ;;
    esac
}

while read -r kind file mode owner group place; do
    case $kind in
    file) look_file file "$place" ;;
    unit)
        unit=$place place=/etc/systemd/system/$place
        look_file unit "$unit"
        look_unit "$unit"
        ;;
    esac
done <list
