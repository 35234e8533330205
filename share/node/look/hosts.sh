# Looks at what hosts.sh keeps in /etc/hosts, by the same section. Behind say.sh.
# shellcheck shell=sh
[ -e /etc/hosts ] || {
    found hosts /etc/hosts gone
    exit 0
}
awk -v begin="# lct begin $LCT_SECTION" -v end="# lct end $LCT_SECTION" '
    $0 == end { inside = 0 }
    inside { print }
    $0 == begin { inside = 1 }' /etc/hosts >has
cmp -s section has || found hosts /etc/hosts "$(differing section has)"

# Where the section knows this node, its name is that address alone.
awk -v name="$LCT_HOSTNAME" '{ for (i = 2; i <= NF; i++) if ($i == name) found = 1 } END { exit !found }' section &&
    grep -q '^127\.0\.1\.1[[:space:]]' /etc/hosts && found hosts /etc/hosts 'has 127.0.1.1 for its name, too'
exit 0
