#!/bin/sh
# Who left is no peer any more; the brick of one that went without a word goes, too.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"
# shellcheck source=volume.sh
. "$LCT_FILES/volume.sh"

is_peer() { # NAME
    gluster pool list | awk -v name="$1" '$2 == name { found = 1 } END { exit !found }'
}

goes_on_without() { # NAME
    { ! is_in "$1" || take_brick "$1"; } && { ! is_peer "$1" || forget "$1"; }
}

for one in $LCT_LEFT; do
    is_member "$one" || lct_wait 120 "the volume to go on without $one" goes_on_without "$one"
done
