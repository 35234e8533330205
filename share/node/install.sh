# Installs what the node lacks of the plan's packages; what it has stays as it is. Beside this lies list, a name
# a line. Behind packages.sh.
# shellcheck shell=sh
set -eu

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
