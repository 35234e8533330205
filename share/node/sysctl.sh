# Settings of the kernel by the plan: in force at once, and at every boot by a file of ours. Beside this lies
# list, lines of "KEY = VALUE"; none: the file goes. What a setting was before nobody knows: one that left
# the list keeps its value until the node boots. But forwarding ends at once, as what filtered it is gone.
# KEY may have a * for all interfaces.
# shellcheck shell=sh
set -eu
umask 022
kept=/etc/sysctl.d/99-zz-lct.conf
shared=

fail() {
    echo "$*" >&2
    exit 1
}

# Where the kernel is not the node's own, it cannot be written there: that is no fault of the plan's.
set_one() { # KEY VALUE
    place=/proc/sys/$(printf %s "$1" | tr . /)
    case $place in
    *'*'*) set_each "$place" "$2" && return ;;
    esac
    [ -f "$place" ] || fail "$1: this kernel has no such setting, or a module that has it is not loaded"
    if [ ! -w "$place" ]; then
        shared="$shared $1"
    else
        printf '%s\n' "$2" 2>/dev/null >"$place" || fail "$1: the kernel does not take '$2'"
    fi
}

set_each() { # PATTERN VALUE
    for place in $1; do
        printf '%s\n' "$2" >"$place"
    done
}

has() { # KEY FILE
    grep -qs "^$1 = " "$2"
}

for key in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
    ! has $key $kept || has $key list || set_one $key 0
done
while IFS= read -r line; do
    set_one "${line%% = *}" "${line#* = }"
done <list
if [ -s list ]; then
    [ -d /etc/sysctl.d ] || mkdir -p /etc/sysctl.d
    { echo '# Made by linodetool from the plan of the cluster.' && cat list; } >$kept.lct-new
    mv $kept.lct-new $kept
else
    rm -f $kept
fi
rm -f list
[ -z "$shared" ] || echo "told: not in force, as the machine shares its kernel with others:$shared"
