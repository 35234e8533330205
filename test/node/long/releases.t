#!/bin/bash
# SPDX-License-Identifier: MIT
# Node scripts on the releases of Debian that Linode has images of: the shell, the programs and the nftables
# of each, in a root file system of its own, which is made once a machine.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lct-roots
. "$(dirname "$0")/../../testlib.sh"

mirror=$(sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) bookworm .*/\2/p' /etc/apt/sources.list.d/*.sources \
    /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | grep -v security | head -n 1)

# made SUITE : yields its root in $made
made() {
    made=$cache/$1
    [ ! -e "$made/usr/bin/dpkg" ] || return 0
    mkdir -p "$cache"
    rm -rf --one-file-system "$made.part"
    mmdebstrap --quiet --variant=minbase --include=busybox,nftables,openssh-client,passwd,sudo,util-linux \
        --setup-hook='/usr/share/mmdebstrap/hooks/merged-usr/setup00.sh "$1"' "$1" "$made.part" "$mirror" && mv "$made.part" "$made"
}

# in_root COMMAND.. : with a network of its own; its files are only read
in_root() {
    unshare -m -n -u -i --propagation private bash -c 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" &&
        mount -t tmpfs lct "$0/var/lib" && mount -t tmpfs lct "$0/tmp" && mount -t proc proc "$0/proc" &&
        exec chroot "$0" "$@"' "$made" "$@"
}

a_bundle() {
    cat "$top/share/node/bundle.sh"
    printf '%s\n' "lct_file script 700 <<'E'" 'echo "it runs on $(. /etc/os-release && echo $VERSION_ID)"' E \
        "lct_file env 600 <<'E'" E 'lct_step one d1 20 once' 'lct_step one d1 20 once'
}

for release in ${LCT_RELEASES:-bullseye:11 bookworm:12 trixie:13}; do
    suite=${release%:*}
    ok "a root of $suite" made "$suite"
    a_bundle >bundle
    status 0 "a bundle ($suite)" in_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -s <bundle
    lines=$(in_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -s <bundle | jq -r '[.what, .status, .output] | join(" ")')
    is "ran 0 it runs on ${release#*:}
recorded 0 it runs on ${release#*:}" "$(echo "$lines" | grep -v '^$')" 'once, and is told again'
    in_root nft -f - <"$top/share/node/firewall.nft" >out 2>err
    is 0 $? "its nft takes the rules ($suite)"
    for test in accounts neighbour; do
        ok "$test.t ($suite)" env LCT_NODE_ROOT="$made" LCT_BUILD="$LCT_BUILD" "$top/test/node/$test.t"
    done
done
finish
