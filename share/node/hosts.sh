# Keeps one marked section of /etc/hosts: the names of the cluster's nodes. Beside this lies the
# section; the environment names LCT_SECTION, whose it is, and LCT_HOSTNAME, this node's own name.
set -eu
begin="# lct begin $LCT_SECTION"
end="# lct end $LCT_SECTION"
short=${LCT_HOSTNAME%%.*}

have() {
    command -v "$1" >/dev/null 2>&1
}

# Everything but the section and the distribution's line of the own name. A section whose end
# somebody removed is only a line: what stands behind it may be theirs.
others() {
    last=$end
    grep -qxF "$end" /etc/hosts || last=$begin
    awk -v begin="$begin" -v end="$last" '
        $0 == begin { inside = 1 }
        !inside && $1 != "127.0.1.1" { print }
        $0 == end { inside = 0 }' /etc/hosts
}

# Where the section knows this node, its name is its address: services that bind to it are reached.
own() {
    awk -v name="$LCT_HOSTNAME" '{ for (i = 2; i <= NF; i++) if ($i == name) found = 1 }
        END { exit !found }' section && return
    [ "$short" = "$LCT_HOSTNAME" ] && short=
    printf '127.0.1.1\t%s\n' "$LCT_HOSTNAME${short:+ $short}"
}

section() {
    grep -q . section || return 0
    printf '%s\n' "$begin"
    cat section
    printf '%s\n' "$end"
}

[ -e /etc/hosts ] || printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' >/etc/hosts
new=/etc/hosts.lct
{ others && own && section; } >"$new"
chmod 644 "$new"
! have restorecon || restorecon "$new" || :
# A file that is a mount of its own cannot be replaced, only written.
mv "$new" /etc/hosts 2>/dev/null || { cat "$new" >/etc/hosts && rm -f "$new"; }
rm -f section
