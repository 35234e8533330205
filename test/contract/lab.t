#!/bin/sh
# SPDX-License-Identifier: MIT
# The contract of the cloud port, kept by the driver over API v4 against the lab.
. "$(dirname "$0")/../e2e/e2e.sh"
lab_up
LCT_TEST_URL=$url LCT_TEST_TOKEN=$token CMOCKA_MESSAGE_OUTPUT=TAP \
    "$LCT_BUILD/test/contract/cloud_contract"
status=$?
lt lab stop >/dev/null 2>&1
rm -rf "$work"
exit $status
