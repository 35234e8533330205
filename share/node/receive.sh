#!/bin/sh
# receive.sh - takes a tar archive from standard input (files in the folder "d", and at its end the
# file "end") and puts the files in their place: all of it is written beside it first, then each
# file replaces the old one at once. A folder that is there already is filled.
# usage: receive.sh DEST folder|any     any: DEST may be the new name of the only file or folder
set -u
dest=$1 want=$2

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

merge() { # FROM TO
    if [ -d "$2" ] && [ -d "$1" ] && [ ! -L "$1" ]; then
        for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
            if [ -e "$entry" ] || [ -L "$entry" ]; then
                merge "$entry" "$2/${entry##*/}" || return 1
            fi
        done
    elif [ -d "$2" ]; then
        fail "$2 is a folder"
    else
        mv -f -- "$1" "$2"
    fi
}

case $dest in */) want=folder ;; esac
if [ -d "$dest" ]; then
    dir=$dest
elif [ "$want" = folder ]; then
    fail "there is no folder $dest"
else
    dir=${dest%/*}/
    [ -d "$dir" ] || fail "there is no folder $dir"
fi
stage=$(umask 077 && mktemp -d "${dir%/}/.lct-cp.XXXXXX") || exit 1
trap 'rm -rf -- "$stage"' EXIT
trap 'exit 1' HUP INT TERM PIPE
tar -xpf - -C "$stage" || exit 1
[ -e "$stage/end" ] || fail 'the transfer broke off'
if [ -d "$dest" ]; then
    merge "$stage/d" "$dest" || exit 1
else
    for entry in "$stage/d"/* "$stage/d"/.[!.]* "$stage/d"/..?*; do
        if [ -e "$entry" ] || [ -L "$entry" ]; then
            merge "$entry" "$dest" || exit 1
        fi
    done
fi
