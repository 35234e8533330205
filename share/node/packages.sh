# Installing what a node lacks, from behind its firewall: functions. That is open meanwhile as "allow out packages to
# any" would open it.
# shellcheck shell=sh

have() {
    command -v "$1" >/dev/null 2>&1
}

# open_firewall SECONDS: should this be killed, nothing passes any more after that time.
open_firewall() {
    nft list chain inet lct out_rules >/dev/null 2>&1 || return 0
    nft -f - <<NFT
add set inet lct packages { type inet_service; flags timeout; timeout ${1}s; }
add element inet lct packages { 53, 80, 443, 3142 }
insert rule inet lct out_rules tcp dport @packages accept
insert rule inet lct out_rules udp dport 53 udp dport @packages accept
NFT
}

# Also of one that was killed.
close_firewall() {
    nft list set inet lct packages >/dev/null 2>&1 || return 0
    {
        nft -a list chain inet lct out_rules | sed -n 's/.*@packages .* # handle \([0-9]*\)$/delete rule inet lct out_rules handle \1/p'
        echo 'delete set inet lct packages'
    } | nft -f -
}

fetch() { # PACKAGE..
    if have apt-get; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get -q -y update || : # some of its sources may do
        apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
    elif have dnf; then
        dnf -q -y install "$@"
    elif have zypper; then
        zypper -n -q install "$@"
    elif have apk; then
        apk add -q "$@"
    elif have pacman; then
        pacman -Sy --noconfirm "$@"
    else
        echo 'nothing known here installs packages'
        return 1
    fi
}
