#!/bin/sh
# SPDX-License-Identifier: MIT
# Apache Libcloud's driver for Linode, unmodified, drives the lab: Linodes and volumes. No nodes, no root.
. "$(dirname "$0")/lab.sh"

# Debian's, whatever python3 is first in the path.
if ! /usr/bin/python3 -c 'import libcloud' 2>/dev/null; then
    echo '1..0 # SKIP no libcloud (python3-libcloud)'
    exit 0
fi
lab_start
LAB_URL=$url LAB_TOKEN=$token /usr/bin/python3 "$top/test/lab/libcloud_client.py"
failed=$?
lab_stop
exit $failed
