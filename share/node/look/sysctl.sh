# Looks at the settings of the kernel that sysctl.sh brings, by the same list. What cannot be written here was
# not set, either. Behind say.sh.
# shellcheck shell=sh
kept=/etc/sysctl.d/99-zz-lct.conf

look_one() { # KEY VALUE
    place=/proc/sys/$(printf %s "$1" | tr . /)
    if [ ! -f "$place" ]; then
        found sysctl "$1" 'this kernel has no such setting now'
    elif [ -w "$place" ]; then
        has=$(xargs <"$place")
        [ "$has" = "$(printf '%s\n' "$2" | xargs)" ] || found sysctl "$1" "$has, not $2"
    fi
}

while IFS= read -r line; do
    look_one "${line%% = *}" "${line#* = }"
done <list
if [ -e $kept ]; then
    grep -v '^#' $kept >has
    cmp -s list has || found sysctl $kept "$(differing list has)"
else
    found sysctl $kept gone
fi
