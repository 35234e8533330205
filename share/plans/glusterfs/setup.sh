#!/bin/sh
# A node of one replicated volume: the first node brings the others together, those that are in let in
# those that join later. lct-glusterfs sees to it, and to the mount.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)

volume_is_there() {
    gluster --mode=script volume info shared | grep -q '^Status: Started'
}

# Those that stay out are of a volume already, which lets us in.
meet() { # ADDRESS
    gluster --mode=script peer probe "$1" >met 2>&1 || grep -q 'already part of another cluster' met
}

all_know() {
    [ "$(gluster pool list | grep -cw Connected)" -ge "$(lct_count)" ]
}

found() {
    for one in $(lct_list %a | grep -vxF "$me"); do
        lct_wait 300 "$one" meet "$one"
        ! grep -q 'already part of another cluster' met || return 0
    done
    lct_wait 120 'all peers' all_know
    # shellcheck disable=SC2046 # a list of words
    gluster --mode=script volume info shared >/dev/null 2>&1 ||
        gluster --mode=script volume create shared replica "$(lct_count)" $(lct_list %a:/srv/brick/shared) force
    gluster --mode=script volume start shared
}

# A unit of its own, for containers ignore what /etc/fstab says, and so do systems that hold back all
# remote file systems.
shared_mount() {
    cat <<UNIT
[Unit]
Description=The volume that all nodes share
DefaultDependencies=no
Wants=network-online.target
After=network-online.target glusterd.service
Conflicts=umount.target
Before=umount.target

[Mount]
What=$me:/shared
Where=/srv/shared
Type=glusterfs
Options=_netdev
TimeoutSec=60
UNIT
}

lct_install glusterfs-server glusterfs-client
mkdir -p /srv/brick /srv/shared
shared_mount | lct_put /etc/systemd/system/srv-shared.mount
systemctl enable --quiet glusterd
systemctl restart glusterd
if [ "$(lct_position)" = 1 ] && ! volume_is_there; then
    found
fi
lct_follow glusterfs <<'SH'
me=$(lct_address)

bricks() {
    gluster --mode=script volume info shared | sed -n 's|^Brick[0-9]*: \(.*\):/srv/brick/shared.*|\1|p'
}

is_in() { # ADDRESS
    bricks | grep -qxF "$1"
}

is_member() { # ADDRESS
    lct_list %a | grep -qxF "$1"
}

# In place of one whose machine is no longer a member, or beside the others.
let_in() { # ADDRESS
    gluster --mode=script peer probe "$1"
    for old in $(bricks); do
        is_member "$old" && continue
        gluster --mode=script volume replace-brick shared "$old:/srv/brick/shared" "$1:/srv/brick/shared" commit force
        gluster --mode=script peer detach "$old" force || :
        return
    done
    gluster --mode=script volume add-brick shared replica "$(($(bricks | wc -l) + 1))" "$1:/srv/brick/shared" force
    gluster --mode=script volume heal shared full
}

# Anyone that is in may do it: the first does, unless it is slow or gone.
if is_in "$me"; then
    for one in $(lct_list %a); do
        is_in "$one" && continue
        sleep $((($(lct_position) - 1) * 10))
        is_in "$one" || let_in "$one"
    done
fi
gluster --mode=script volume info shared | grep -q '^Status: Started'
systemctl start srv-shared.mount
SH
lct_wait 600 'the volume' volume_is_there
lct_wait 120 'its mount' mountpoint -q /srv/shared
