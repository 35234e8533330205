#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs once on each node of demo.yaml, as root, when the node is up and secured. It needs no internet.
set -eu

umask 022
printf 'Hello from %s, in its place since %s.\n' "$(uname -n)" "$(date -u '+%Y-%m-%d %H:%M UTC')" \
    >/etc/motd
install -d -o deploy /srv/hello
cp /etc/motd /srv/hello/hello.txt
echo "wrote /srv/hello/hello.txt"
