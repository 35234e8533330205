# Installing what a node lacks, from behind its firewall, which is open meanwhile: functions. Behind opening.sh.
# shellcheck shell=sh

have() {
    command -v "$1" >/dev/null 2>&1
}

# Is it not installed?
lacks() { # PACKAGE
    if have dpkg-query; then
        # shellcheck disable=SC2016 # dpkg's own
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" != installed ]
    elif have rpm; then
        ! rpm -q "$1" >/dev/null 2>&1
    elif have apk; then
        ! apk info -e "$1" >/dev/null 2>&1
    elif have pacman; then
        ! pacman -Q "$1" >/dev/null 2>&1
    fi
}

# open_firewall SECONDS: should this be killed, nothing passes any more after that time.
open_firewall() {
    nft list chain inet lct out_rules >/dev/null 2>&1 || return 0
    opening packages "${1}s" | nft -f -
}

# Also of one that was killed.
close_firewall() {
    closing packages | nft -f -
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
