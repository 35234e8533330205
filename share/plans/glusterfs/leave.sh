#!/bin/sh
# Its brick leaves the volume once the others have all that it has. For another machine it stays in: its files come
# back with the node's volume, or are copied to it.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"
# shellcheck source=volume.sh
. "$LCT_FILES/volume.sh"

# Nothing that its brick noted has yet to be copied to one of the others, and one of them serves.
has_given() {
    gluster --mode=script volume heal shared info | awk -v mine="$LCT_HOSTNAME:" '
        $1 == "Brick" { own = index($2, mine) == 1 }
        /^Status: Connected/ && !own { others = 1 }
        /^Number of entries:/ && own { left = $NF }
        END { exit !(others && left == "0") }'
}

is_out() {
    ! is_in "$LCT_HOSTNAME" || take_brick "$LCT_HOSTNAME"
}

[ "$(lct_count)" != 0 ] || exit 0 # all go
! is_in "$LCT_HOSTNAME" || lct_wait 600 'the others to have all that it has' has_given
! is_member "$LCT_HOSTNAME" || exit 0
systemctl stop lct-glusterfs.path lct-glusterfs.service
lct_wait 60 'its brick to leave the volume' is_out
systemctl stop glusterd
