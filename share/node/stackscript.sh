#!/bin/sh
# SPDX-License-Identifier: MIT
# Waits for the end of the StackScript that the machine was made with (stackscript_keep.sh): says what
# it said, and ends as it did.
set -u
d=/var/lib/lct/stackscript
patience=300 # seconds after the boot until it has to have begun

late() {
    [ $(($(date +%s) - $(stat -c %Y $d/booted))) -gt $patience ]
}

said() {
    [ ! -s $d/output ] || tail -c 60000 $d/output
}

if [ ! -d $d ]; then
    echo 'This machine was made without a StackScript: it is not run.'
    exit 0
fi
until [ -s $d/status ]; do
    if [ ! -e $d/begun ] && late; then
        said
        [ -e $d/output ] && why='the machine was restarted before it ended' || why='it has not begun'
        echo "the StackScript: $why" >&2
        exit 75
    fi
    sleep 1
done
said
exit "$(cat $d/status)"
