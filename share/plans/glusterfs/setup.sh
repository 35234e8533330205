#!/bin/sh
# A node of one replicated volume: the first node brings the others together.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

me=$(lct_address)

all_know() {
    [ "$(gluster pool list | grep -cw Connected)" -ge "$(lct_count)" ]
}

probe() {
    for one in $(lct_list %a | grep -vxF "$me"); do
        lct_wait 300 "$one" gluster --mode=script peer probe "$one"
    done
    lct_wait 120 'all peers' all_know
}

volume_is_there() {
    gluster --mode=script volume info shared | grep -q '^Status: Started'
}

make_volume() {
    # shellcheck disable=SC2046 # a list of words
    gluster --mode=script volume info shared >/dev/null 2>&1 ||
        gluster --mode=script volume create shared replica "$(lct_count)" $(lct_list %a:/srv/brick/shared) force
    gluster --mode=script volume start shared
}

mounted() {
    mountpoint -q /srv/shared || mount /srv/shared
}

lct_install glusterfs-server glusterfs-client
mkdir -p /srv/brick /srv/shared
systemctl enable --quiet glusterd
systemctl restart glusterd
if [ "$(lct_position)" = 1 ] && ! volume_is_there; then
    probe
    make_volume
fi
lct_wait 600 'the volume' volume_is_there
grep -q ' /srv/shared ' /etc/fstab ||
    echo "$me:/shared /srv/shared glusterfs defaults,_netdev 0 0" >>/etc/fstab
lct_wait 60 'its mount' mounted
