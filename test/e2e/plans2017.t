#!/bin/sh
# SPDX-License-Identifier: MIT
# The plans published in 2017 with a tenth of their nodes: WordPress is created, started, stopped, started and deleted, IoT
# created twice side by side.
. "$(dirname "$0")/e2e.sh"
lab_up
dial=$(lt lab status --json | jq -r .dial)
. "$top/test/e2e/plans2017.sh"

try_wordpress 10
try_iot 10
finish
