# Looks at the addresses that addresses.sh sets up, by the same list. Behind say.sh.
# shellcheck shell=sh
while read -r kind address; do
    [ "$kind" = first ] || ip -o address show | awk -v address="${address%/*}" '
        { split($4, parts, "/"); if (parts[1] == address) found = 1 } END { exit !found }' ||
        found address "$address" 'is on none of its devices'
done <list
same_file address /etc/lct/addresses list /etc/lct/addresses || :
