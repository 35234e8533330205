#!/bin/sh
# Documents do not move by themselves: who has some does not leave before somebody has seen to them.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

[ "$(lct_count)" != 0 ] || exit 0 # all go
documents=$(mariadb -h 127.0.0.1 -P 9306 -Ne 'SELECT COUNT(*) FROM here')
[ "$documents" = 0 ] || lct_die "it has $documents documents, which would be lost: put them into another node's index, \
then say here TRUNCATE RTINDEX here; or delete it with --force"
