#!/bin/sh
# SPDX-License-Identifier: MIT
# Linode's own JavaScript client drives the lab, unmodified but for its URL.
. "$(dirname "$0")/e2e.sh"
lab_up
LAB_URL=$url LAB_TOKEN=$token node "$top/test/lab/client.cjs"
status=$?
lt lab stop >/dev/null 2>&1
rm -rf "$work"
exit $status
