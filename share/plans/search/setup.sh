#!/bin/sh
# A node of a search: its own index, and one that is all of them.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

answers() {
    mariadb -h 127.0.0.1 -P 9306 -e 'SELECT COUNT(*) FROM here'
}

lct_install sphinxsearch mariadb-client
sed -i 's/^START=.*/START=yes/' /etc/default/sphinxsearch
systemctl enable --quiet sphinxsearch
systemctl restart sphinxsearch
lct_wait 60 'its own index' answers
