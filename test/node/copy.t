#!/bin/sh
# SPDX-License-Identifier: MIT
# What a node sends of its files: all of what it is asked for, or words about what it did not.
. "$(dirname "$0")/../testlib.sh"
share=$top/share/node

send() { # FOLDER NAME
    # shellcheck disable=SC2086 # words
    $shell "$share/send.sh" "$1" "$2"
}

# The file of the archive in "out".
content() {
    tar -xOf "$work/out" "./$1"
}

kernel() {
    status 0 "a file of /proc ($shell)" send /proc/ version
    is "$(cat /proc/version)" "$(content version)" 'has its content'
    status 0 'a file of /sys' send /sys/class/net/lo/ mtu
    is "$(cat /sys/class/net/lo/mtu)" "$(content mtu)" 'has its own, no more'
    is "$(stat -c %s "$work/out")" "$(($(stat -c %s "$work/out") / 512 * 512))" 'in whole blocks'
    status 0 'a folder of them' send /proc/sys/kernel/ random
    is "$(cat /proc/sys/kernel/random/boot_id)" "$(content random/boot_id)" 'is complete'
}

special() {
    rm -rf d && mkdir -p d/below
    echo a >d/a
    status 0 "files alone ($shell)" send "$work/" d
    is a "$(content d/a)" 'are sent'
    mkfifo d/below/pipe
    status 2 'a pipe' send "$work/" d
    has err "$work/d/below/pipe is no file, folder or link" 'is refused by name'
    rm d/below/pipe
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("d/below/socket")'
    status 2 'a socket' send "$work/" d
    has err "$work/d/below/socket is no" 'is refused by name'
    status 2 'a device' send /dev/ null
    has err '/dev/null is no' 'is refused by name'
    status 2 'what is not there' send "$work/" nothing
    status 2 'a folder that is not there' send "$work/none/" d
}

# The file is longer than a pipe holds: tar waits for us in its midst.
changing() {
    rm -rf log out.pipe && mkfifo out.pipe
    head -c 1000000 /dev/zero >log
    send "$work/" log >out.pipe 2>"$work/err" &
    sender=$!
    exec 3<out.pipe
    head -c 512 <&3 >/dev/null
    echo more >>log
    cat <&3 >/dev/null
    exec 3<&-
    wait $sender
    is 1 $? "a file that grows while it is read ($shell)"
    has err log 'is named'
}

for shell in dash 'bash --posix' 'busybox sh'; do
    kernel
    special
    changing
done
finish
