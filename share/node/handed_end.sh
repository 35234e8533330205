# A function, behind opening.sh: it is known how this one ended that the machine was made with. After the last one
# the firewall is closed to what it was open for (handed_keep.sh).
# shellcheck shell=sh
handed=/var/lib/lct/handed

seen() { # cloudinit|stackscript
    [ -e $handed/"$1" ] || return 0
    mv $handed/"$1" $handed/"$1.seen"
    for one in cloudinit stackscript; do
        [ ! -e $handed/$one ] || return 0
    done
    rm -f /etc/lct/open.handed.nft
    ! command -v nft >/dev/null || closing handed | nft -f -
}
