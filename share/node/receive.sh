#!/bin/sh
# receive.sh - takes a tar archive from standard input (files in the folder "d", and at its end the
# file "end") and puts the files in their place: all of it is written beside it first, then each
# file replaces the old one at once. A folder that is there already is filled. Behind place.sh.
# usage: receive.sh DEST folder|any     any: DEST may be the new name of the only file or folder
# shellcheck disable=SC2154 # what place.sh sets
set -u
dest=$1 want=$2 base=''

# Everything of the folder $1.
each() { # FOLDER COMMAND..
    of=$1
    shift
    for entry in "$of"/* "$of"/.[!.]* "$of"/..?*; do
        if [ -e "$entry" ] || [ -L "$entry" ]; then
            "$@" "$entry" || exit 1
        fi
    done
}

# Into the working folder. A name is given anew by moving into ".", which follows no link.
merge() { # FILE
    name=${1##*/}
    if [ -d "./$name" ] && [ -d "$1" ] && [ ! -L "$1" ]; then
        (
            lct_enter "$lct_dir/$name"
            each "$1" merge
        )
    elif [ -d "./$name" ]; then
        lct_halt "$lct_dir/$name is a folder"
    elif [ -e "./$name" ] && [ ! -f "./$name" ] && [ ! -L "./$name" ]; then
        lct_halt "$lct_dir/$name is there already, and no file"
    else
        mv -f -- "$1" .
    fi
}

rename() { # ENTRY: of the stage, the only one
    [ "$1" = "./d/$base" ] || mv -- "$1" "./d/$base"
}

done_with() {
    rm -rf "$stage/d" "$stage/end"
    rmdir "$lct_name" 2>/dev/null
}

case $dest in */) want=folder ;; esac
if [ -d "$dest" ]; then
    lct_enter "$dest"
elif [ "$want" = folder ]; then
    lct_halt "there is no folder $dest"
else
    base=${dest##*/}
    [ -d "${dest%/*}/" ] || lct_halt "there is no folder ${dest%/*}/"
    lct_enter "${dest%/*}/"
fi
lct_stage
tar -xpf - || exit 1
[ -e end ] || lct_halt 'the transfer broke off'
[ -z "$base" ] || each ./d rename
# Below the stage all names are ours, whatever its own is.
if [ "$lct_ours" = yes ]; then
    stage=$lct_dir/${lct_name#./}
else
    exec 5<.
    stage=/proc/self/fd/5
    [ -e $stage/end ] || lct_halt "without /proc nothing can be put safely into $lct_dir"
fi
trap done_with EXIT
cd -P .. || exit 1
each "$stage/d" merge
