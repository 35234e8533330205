# Waits for the end of the StackScript that the machine was made with (handed_keep.sh): says what it said,
# and ends as it did. Behind handed_end.sh.
# shellcheck shell=sh
set -u
d=/var/lib/lct/stackscript
patience=300 # seconds after the boot until it has to have begun

late() {
    [ $(($(date +%s) - $(stat -c %Y $d/booted))) -gt $patience ]
}

ended() { # STATUS
    seen stackscript
    [ ! -s $d/output ] || tail -c 60000 $d/output
    [ $# -lt 2 ] || echo "the StackScript: $2" >&2
    exit "$1"
}

if [ ! -e $d/booted ]; then
    echo 'This machine was made without a StackScript: it is not run.'
    exit 0
fi
until [ -s $d/status ]; do
    if [ ! -e $d/begun ] && late; then
        [ ! -e $d/output ] || ended 75 'the machine was restarted before it ended'
        ended 75 'it has not begun'
    fi
    sleep 1
done
ended "$(cat $d/status)"
