#!/bin/sh
# send.sh - writes a file or folder to standard output, as a tar archive. Ends with 1 where something
# changed while it was read, as tar does, and with more where there is no archive of it.
# usage: send.sh FOLDER NAME     FOLDER ends with a slash
set -u
folder=$1 name=$2

[ -d "$folder" ] || {
    printf '%s\n' "$folder: No such folder" >&2
    exit 2
}
cd "$folder" || exit 2
odd=$(find "./$name" ! -type f ! -type d ! -type l 2>/dev/null | head -n 1)
if [ -n "$odd" ]; then
    printf '%s\n' "$folder${odd#./} is no file, folder or link" >&2
    exit 2
fi
# Files of the kernel have other sizes than they say: they are read to their end first.
case $(pwd -P)/$name/ in
/proc/* | /sys/*)
    stage=$(umask 077 && mktemp -d) || exit 2
    trap 'rm -rf "$stage"' EXIT
    trap 'exit 2' HUP INT TERM PIPE
    cp -RP "./$name" "$stage/" && cd "$stage" || exit 2
    tar -cf - "./$name" || exit 2
    ;;
*) exec tar -cf - "./$name" ;;
esac
