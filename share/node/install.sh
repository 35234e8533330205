# Installs what the node lacks of the plan's packages; what it has stays as it is. Beside this lies list, a name
# a line. Behind packages.sh.
# shellcheck shell=sh
set -eu

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

# What went wrong first, in the words of whoever installs.
said() {
    grep -m 1 -iE '^(E:|error)' fetched || tail -n 1 fetched
}

lacking=$(while read -r name; do ! lacks "$name" || echo "$name"; done <list)
[ -n "$lacking" ] || exit 0
# shellcheck disable=SC2086 # words
set -- $lacking
trap close_firewall EXIT
open_firewall 900
if ! fetch "$@" >fetched 2>&1; then
    echo "$* cannot be installed: $(said)"
    exit 1
fi
rm -f fetched list
