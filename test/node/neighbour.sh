# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # path and shell, which neighbour.t sets
# neighbour.sh - a node in a chroot, for neighbour.t: root's scripts, and mallory, who owns /home/mallory.
#
# The programs are this machine's, or busybox's, or those of the root file system that LCT_NODE_ROOT
# names; what would change the machine itself is a stub.

[ -n "${LCT_INSIDE-}" ] || exec env LCT_INSIDE=1 unshare -m -n -u -i --propagation private "$0" "$@"
. "$(dirname "$0")/../testlib.sh"
trap 'umount -R -l "$root" 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
neighbour=$LCT_BUILD/test/node/neighbour
share=$top/share/node
root=$work/root state=/var/lib/lct/step
programs=${LCT_NODE_ROOT-}
mallory=2001

stub() { # NAME TEXT
    printf '#!/bin/sh\n%s\n' "$2" >"$root/stub/$1"
    chmod 755 "$root/stub/$1"
}

stubs() {
    for name in visudo su sudo systemctl hostname hostnamectl; do
        stub $name 'exit 0'
    done
    # By a number, which somebody outside of this node may have, too.
    stub pkill 'exit 1'
    stub loginctl 'exit 1'
    stub sshd 'printf "%s\n" "passwordauthentication no" "kbdinteractiveauthentication no" \
        "permitemptypasswords no" "permitrootlogin without-password"'
    cp "$neighbour" "$root/stub/"
    stub curl 'while [ "$1" != --output ]; do shift; done; printf fetched >"$2"'
}

# Applets of busybox before this machine's programs.
applets() {
    for name in cat chmod chown cmp cp cut env find grep head id ln mkdir mktemp mv pwd readlink rm rmdir \
        sed stat tail tar tr wc; do
        ln -s "$(command -v busybox)" "$root/applets/$name"
    done
}

accounts() {
    printf '%s\n' root:x:0:0::/root:/bin/sh "mallory:x:$mallory:$mallory::/home/mallory:/bin/sh" \
        admin:x:2002:2002::/home/admin:/bin/sh web:x:2003:2003::/srv/web:/bin/sh \
        nobody:x:65534:65534::/:/bin/sh >"$root/etc/passwd"
    printf '%s\n' root:x:0: "mallory:x:$mallory:" admin:x:2002: web:x:2003: >"$root/etc/group"
    printf '%s\n' 'root:*:1::::::' 'mallory:*:1::::::' 'admin:*:1::::::' 'web:*:1::::::' >"$root/etc/shadow"
    chmod 600 "$root/etc/shadow"
}

# What is this machine's own is there to be read: nothing of a test, nor its end, can change it.
borrow() { # FOLDER PLACE
    mount --bind "$1" "$root$2" && mount -o remount,bind,ro "$root$2"
}

# Nothing is removed before nothing is mounted any more.
node_down() {
    cd /
    while mountpoint -q "$root"; do
        umount --recursive --lazy "$root" || return
    done
    rm -rf --one-file-system "$work"
}
trap node_down EXIT

node_up() {
    mkdir "$root"
    mount -t tmpfs -o mode=755 lct-node "$root" || return
    (cd "$root" && mkdir -p usr proc dev tmp stub applets etc/ssh etc/sudoers.d etc/target/x home/admin \
        root/.ssh srv/web var/lib/lct/step)
    chmod 700 "$root/root" "$root/root/.ssh" "$root/var/lib/lct"
    chmod 1777 "$root/tmp"
    borrow "$programs/usr" /usr && borrow /proc /proc || return
    for name in bin sbin lib lib32 lib64; do
        [ ! -L "$programs/$name" ] || cp -P "$programs/$name" "$root/$name"
    done
    mknod "$root/dev/null" c 1 3 && mknod "$root/dev/full" c 1 7 && chmod 666 "$root/dev/null" "$root/dev/full"
    for name in alternatives ld.so.cache login.defs; do
        cp -a "$programs/etc/$name" "$root/etc/"
    done
    : >"$root/etc/sudoers"
    echo 'Include /etc/ssh/sshd_config.d/*.conf' >"$root/etc/ssh/sshd_config"
    mkdir "$root/etc/ssh/sshd_config.d"
    echo secret >"$root/etc/secret"
    chmod 600 "$root/etc/secret"
    echo admin >"$root/etc/hostname"
    accounts
    stubs
    chown 2002:2002 "$root/home/admin"
    chown 2003:2003 "$root/srv/web"
}

# Everything of mallory's, anew.
home() {
    rm -rf "$root/home/mallory"
    mkdir -m 755 "$root/home/mallory"
    chown $mallory:$mallory "$root/home/mallory"
}

in_node() {
    chroot "$root" env -i PATH="$path" LCT_ADMIN=admin LCT_HOSTNAME=admin "$@"
}

as_mallory() { # SCRIPT
    chroot --userspec=$mallory:$mallory "$root" env -i PATH=/usr/bin:/bin sh -c "cd /home/mallory && $1"
}

# The script of a step as a node gets it, without the files of another.
prepare() { # NAME
    rm -rf "${root:?}$state"
    mkdir -m 700 "$root$state"
    cat "$share/place.sh" "$share/accounts.sh" "$share/$1.sh" >"$root$state/script"
}

# run [ARG..] : as the bundle's runner does; more than 20 seconds are hanging.
run() {
    # shellcheck disable=SC2086 # words
    in_node timeout 20 sh -c "cd $state && exec $shell ./script \"\$@\"" run "$@" >"$work/out" 2>"$work/err"
}

# Whoever owns what, and what is in it, wherever mallory has no say.
outside() {
    (cd "$root" && find etc root srv var dev stub -path './var/lib/lct/step' -prune -o -printf '%p %y %U:%G %m %l\n' |
        grep -v '^var/lib/lct/step' | sort && find etc root srv -type f ! -name '*-' -exec sha256sum {} + | sort)
}

remember() {
    outside >"$work/before"
}

untouched() { # DESCRIPTION
    outside >"$work/after"
    cmp -s "$work/before" "$work/after"
    verdict $? "$1 ($shell)" "$(diff "$work/before" "$work/after" | head -n 5)"
    mv "$work/after" "$work/before"
}

# disturb ARG.. : mallory's neighbour, as mallory, until calm.
disturb() {
    chroot --userspec=$mallory:$mallory "$root" sh -c 'cd /home/mallory && exec /stub/neighbour "$@"' neighbour "$@" &
    disturber=$!
}

calm() {
    kill $disturber
    wait $disturber 2>/dev/null
}
