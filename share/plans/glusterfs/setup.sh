#!/bin/sh
# A node of one replicated volume: the first node brings the others together, those that are in let in
# those that join later. lct-glusterfs sees to it, and to the mount.
#
# They know each other by name. What glusterd knows lies beside the brick: on a volume, the node's next machine
# is the same peer with the same files, and hears what it missed.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

volume_is_there() {
    gluster --mode=script volume info shared | grep -q '^Status: Started'
}

# Those that stay out are of a volume already, which lets us in.
meet() { # NAME
    gluster --mode=script peer probe "$1" >met 2>&1 || grep -q 'already part of another cluster' met
}

all_know() {
    [ "$(gluster pool list | grep -cw Connected)" -ge "$(lct_count)" ]
}

found() {
    for one in $(lct_list %n | grep -vxF "$LCT_HOSTNAME"); do
        lct_wait 300 "$one" meet "$one"
        ! grep -q 'already part of another cluster' met || return 0
    done
    lct_wait 120 'all peers' all_know
    # shellcheck disable=SC2046 # a list of words
    gluster --mode=script volume info shared >/dev/null 2>&1 ||
        gluster --mode=script volume create shared replica "$(lct_count)" $(lct_list %n:/srv/brick/shared) force
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
What=localhost:/shared
Where=/srv/shared
Type=glusterfs
Options=_netdev
TimeoutSec=60
UNIT
}

state_beside_brick() {
    mkdir -p /srv/brick/glusterd
    sed 's|\(option working-directory\) .*|\1 /srv/brick/glusterd|' /etc/glusterfs/glusterd.vol >glusterd.vol
    lct_put /etc/glusterfs/glusterd.vol <glusterd.vol
}

lct_install glusterfs-server glusterfs-client
mkdir -p /srv/shared
state_beside_brick
shared_mount | lct_put /etc/systemd/system/srv-shared.mount
printf '[Unit]\nRequiresMountsFor=/srv/brick\n' | lct_put /etc/systemd/system/glusterd.service.d/brick.conf
systemctl daemon-reload
systemctl enable --quiet glusterd
systemctl restart glusterd
if [ "$(lct_position)" = 1 ] && ! volume_is_there; then
    found
fi
{ cat "$LCT_FILES/volume.sh" && cat <<'SH'; } | lct_follow glusterfs
# Their machine is another one, without what glusterd knew.
strangers() {
    gluster peer status | awk '$1 == "Hostname:" { name = $2 } /^State: Peer Rejected/ { print name }'
}

let_in() { # NAME
    gluster --mode=script peer probe "$1"
    gluster --mode=script volume add-brick shared replica "$(($(bricks | wc -l) + 1))" "$1:/srv/brick/shared" force
    gluster --mode=script volume heal shared full
}

# One that was let in before it told that it knows nothing of the volume is connected at first: that it
# serves its brick is what tells that it is in.
all_serve() {
    [ "$(gluster --mode=script volume status shared detail | grep -c '^Online *: Y')" -ge "$(lct_count)" ]
}

# Anyone that is in may do it: the first does, unless it is slow or gone.
if is_in "$LCT_HOSTNAME"; then
    for one in $(strangers); do
        sleep $((($(lct_position) - 1) * 10))
        ! strangers | grep -qxF "$one" || ! is_in "$one" || { take_brick "$one" && forget "$one"; }
    done
    for one in $(lct_list %n); do
        is_in "$one" && continue
        sleep $((($(lct_position) - 1) * 10))
        is_in "$one" || let_in "$one"
    done
fi
gluster --mode=script volume info shared | grep -q '^Status: Started'
systemctl start srv-shared.mount
all_serve
SH
lct_wait 600 'the volume' volume_is_there
lct_wait 120 'its mount' mountpoint -q /srv/shared
